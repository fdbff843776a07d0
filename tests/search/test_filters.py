"""What is typed among the words, in each language, and what an address may say."""

import pytest

from goforum.search.filters import Filters, lift, read_filters


@pytest.mark.parametrize(("typed", "rest", "filters"), [
    ("budget", "budget", {}),
    ("budget author:amina", "budget", {"author": "amina"}),
    ("auteur:amina budget ouvert", "budget ouvert", {"author": "amina"}),
    ("الميزانية الكاتب: أمينة", "الميزانية", {"author": "أمينة"}),
    ("الميزانية كاتب:أمينة", "الميزانية", {"author": "أمينة"}),
    ('budget auteur:"Amina Alaoui"', "budget", {"author": "Amina Alaoui"}),
    ("budget auteur:«Amina Alaoui» ouvert", "budget ouvert", {"author": "Amina Alaoui"}),
    ("budget before:2026-03-01", "budget", {"until": "2026-03-01"}),
    ("budget avant:2026", "budget", {"until": "2026-01-01"}),
    ("budget après:31/01/2026", "budget", {"since": "2026-01-31"}),
    ("الميزانية قبل:٢٠٢٦-٠٣", "الميزانية", {"until": "2026-03-01"}),
    ("kind:proposal route", "route", {"kind": "proposal"}),
    ("type:Réunions route", "route", {"kind": "meeting"}),
    ("النوع:محاضر طريق", "طريق", {"kind": "minutes"}),
    ("état:clos route", "route", {"state": "closed"}),
    ("الحالة: مقبولة طريق", "طريق", {"state": "accepted"}),
    ("langue:arabe", "", {"lang_of": "ar"}),
    ("engagement:5 eau", "eau", {"commitment": "#5"}),
    ("organisme:justice", "", {"org": "justice"}),
    ("group:budget kind:post x1", "x1", {"group": "budget", "kind": "post"}),
    ('"ordre du jour" author:a', '"ordre du jour"', {"author": "a"}),
    # No filter of ours: words.
    ("https://example.org/x", "https://example.org/x", {}),
    ("rendez-vous 10:30", "rendez-vous 10:30", {}),
    ("note: rien", "note: rien", {}),
])  # fmt: skip
def test_filters_are_lifted_out_of_the_words(typed, rest, filters):
    assert lift(typed, Filters()) == (rest, Filters(**filters), ())


@pytest.mark.parametrize("typed", ["kind:dream", "état:bleu", "before:demain", "after:2026-02-31", "commitment:cinq",
                                   "lang:xx", 'kind:""'])
def test_what_looks_like_a_filter_and_is_none_is_named(typed):
    rest, filters, odd = lift(f"budget {typed}", Filters())
    assert (rest, filters, len(odd)) == ("budget", Filters(), 1)


def test_typed_ones_go_over_chosen_ones():
    assert lift("kind:post x1", Filters(kind="meeting", author="a"))[1] == Filters(kind="post", author="a")


def test_an_address_says_only_what_can_be():
    assert read_filters({"kind": "x", "state": "?", "lang_of": "xx", "since": "soon", "until": "2026-02-31",
                         "commitment": "1 OR 1", "author": " a\x00b ", "group": "g"}) == Filters(author="ab", group="g")


def test_a_kind_alone_is_no_question():
    assert not Filters(kind="post", lang_of="ar", state="open").narrows()
    assert Filters(author="a").narrows()
