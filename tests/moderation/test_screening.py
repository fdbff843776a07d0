"""What becomes of a text before it is published: a table of policies, words and authors. Pure."""

import pytest

from goforum.groups.screening import Author, Policy, Word, find_words, fold_phrase, mask, screen


def word(text, act="hold"):
    return Word(1, None, text, fold_phrase(text), act)


@pytest.mark.parametrize(("watched", "text", "found"), [
    ("خائن", "هذا خَائِنٌ للأمانة", True),           # vowel marks
    ("خائن", "والخائن يعرف نفسه", True),              # article and conjunction
    ("خائن", "خـــائن", True),                        # tatweel
    ("الخائن", "خائن", True),
    ("خائن", "الخيانة", False),
    ("كلب", "كلاب", False),                           # another word: no guessing
    ("كلب", "بالكلب", True),
    ("casino", "CASINO!", True),
    ("casino", "Le casíno", True),                    # accents
    ("casino", "casinos", False),
    ("casino*", "casinos", True),
    ("free money", "Get FREE   money now", True),     # a phrase
    ("free money", "money free", False),
    ("free money", "free, money", True),
    ("l'arnaque", "une arnaque", True),               # the elided article is no word
    ("42", "المادة ٤٢", True),                        # digits of either script
])
def test_watched_words_are_compared_folded(watched, text, found):
    assert bool(find_words(text, [word(watched)])) is found


@pytest.mark.parametrize("nothing", ["", "   ", "ـــ", "\u064b\u064e", "!!!", "*"])
def test_a_word_of_which_nothing_is_left_is_nothing(nothing):
    assert fold_phrase(nothing) == ""


def test_words_are_covered_in_place():
    watched = [word("casino", "mask"), word("خائن", "mask")]
    assert mask("Le Casino, والخائن ثم casino.", watched) == "Le •••, ••• ثم •••."
    assert mask("nothing here", watched) == "nothing here"


POLICY = Policy(hold_first=2, hold_links=5, min_seconds=10, posts_an_hour=6)


@pytest.mark.parametrize(("author", "text", "act", "code"), [
    (Author(published=0), "Hello", "hold", "first"),
    (Author(published=1), "Hello", "hold", "first"),
    (Author(published=2, typed_seconds=60), "Hello", "publish", ""),
    (Author(published=2, typed_seconds=9.9), "Hello", "hold", "fast"),
    (Author(published=2, typed_seconds=None), "Hello", "publish", ""),      # no token, no clock: nothing is known
    (Author(published=3, typed_seconds=1), "Hello", "publish", ""),         # no longer new
    (Author(published=4), "See https://example.org", "hold", "link"),
    (Author(published=5), "See https://example.org", "publish", ""),
    (Author(published=9, last_hour=5), "Hello", "publish", ""),
    (Author(published=9, last_hour=6, minutes_to_wait=12), "Hello", "refuse", "pace"),
    (Author(published=9, slow_seconds=600, since_last=599.0), "Hello", "refuse", "slowed"),
    (Author(published=9, slow_seconds=600, since_last=600.0), "Hello", "publish", ""),
    (Author(published=9, slow_seconds=600, since_last=None), "Hello", "publish", ""),
    (Author(moderates=True), "See https://example.org", "publish", ""),
])
def test_the_policy_of_a_group(author, text, act, code):
    seen = screen(text, policy=POLICY, words=[], author=author)
    assert (seen.act, seen.code) == (act, code)


@pytest.mark.parametrize(("watched", "title", "text", "act", "said"), [
    ([("casino", "refuse")], "", "A casino", "refuse", "A casino"),
    ([("casino", "hold")], "", "A casino", "hold", "A casino"),
    ([("casino", "mask")], "", "A casino", "publish", "A •••"),
    ([("casino", "hold"), ("chips", "refuse")], "", "casino chips", "refuse", "casino chips"),   # the stricter one
    ([("casino", "mask"), ("chips", "hold")], "", "casino chips", "hold", "••• chips"),
    ([("casino", "refuse")], "Casino", "Nothing", "refuse", "Nothing"),                          # the title too
    ([], "", "A casino", "publish", "A casino"),
])
def test_watched_words_hold_cover_or_refuse(watched, title, text, act, said):
    seen = screen(text, title=title, policy=Policy(), words=[word(*one) for one in watched], author=Author(published=9))
    assert (seen.act, seen.text) == (act, said)


def test_a_group_without_a_policy_publishes_everything():
    assert screen("Anything https://example.org", policy=Policy(), words=[], author=Author()).act == "publish"
