"""Each post and thread knows its language: chosen, remembered, guessed; filters and pages go by it."""

import os
from pathlib import Path

import pytest

from goforum.core import language
from goforum.core.language import guess_language, settle_language, text_language
from goforum.threads import commands, queries
from tests.factories import make_member
from tests.threads.conftest import make_thread


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("متى تُنشر الميزانية؟", "ar"), ("طلب معلومات حول programme PAN", "ar"),
        ("Quand le budget sera-t-il publié ?", "fr"), ("When will the budget be published?", "en"),
        ("3ndo l7aq f lma3louma", "ar"), ("wach kayn chi 7ed", "ar"), ("9bel ma nsweto", "ar"), ("bonjour 3likom", "ar"),
        ("Hadchi mzyan bzaf", "ar"),
        ("Le G7 et la COP22 à 7h30", "fr"), ("La 3e version du 2e plan, article 7bis", "fr"), ("RDV 14h", "fr"),
        ("Meet at 9am on the 3rd floor", "en"), ("Le CO2 et le MP3", "fr"),
        ("Salam tout le monde, merci pour le compte rendu", "fr"), ("Programme PAN 2018-2020", "fr"),
    ],
)  # fmt: skip
def test_a_text_is_known_by_its_letters_and_words(text, lang):
    assert guess_language(text) == lang


@pytest.mark.parametrize(
    ("choice", "text", "settled"),
    [
        (None, "Bonjour à tous", ("fr", False)), ("", "Bonjour à tous", ("fr", False)),
        ("en", "Bonjour à tous", ("en", True)), ("ar", "salam labas", ("ar", True)),
        ("fr", "متى تُنشر الميزانية؟", ("ar", False)),     # a choice remembered from another day
        ("fr", "ما معنى commune؟", ("fr", True)),
        ("xx", "Bonjour à tous", ("fr", False)),
    ],
)  # fmt: skip
def test_a_choice_counts_unless_the_letters_say_otherwise(choice, text, settled):
    assert settle_language(choice, text) == settled


def test_arabic_in_latin_letters_is_read_from_left_to_right():
    assert text_language("3ndo l7aq", "ar") == ("ar-Latn", "ltr")
    assert text_language("عنده الحق", "ar") == ("ar", "rtl")
    assert text_language("2026", "ar") == ("ar", "rtl")
    assert text_language("Bonjour", "fr") == ("fr", "ltr")


def test_the_model_is_not_loaded_before_somebody_needs_it():
    assert language.model.loaded is None
    assert guess_language("Foreign people intrigue me.")
    assert language.model.loaded is None


def first(thread):
    return queries.page_posts(thread, 1)[0]


def test_a_choice_is_kept_remembered_and_survives_an_edit(as_person, group):
    author = make_member(group)
    thread = make_thread(group, author)
    browser = as_person(author)
    browser.post(f"/threads/{thread}/reply", data={"body": "hadi jomla", "language": "ar"})
    post = queries.page_posts(thread, 1)[1]
    assert (post.language, post.language_chosen) == ("ar", True)
    page = browser.get(f"/threads/{thread}").text
    assert '<option selected value="ar">' in page
    assert 'lang="ar-Latn" dir="ltr"' in page
    assert '<option selected value="ar">' in browser.get(f"/posts/{post.id}/edit").text
    commands.edit_post(author, post.id, body="hadi jomla akhra")
    assert queries.get_post(post.id).language == "ar"
    browser.post(f"/posts/{post.id}/edit", data={"body": "Le texte est en français.", "language": ""})
    edited = queries.get_post(post.id)
    assert (edited.language, edited.language_chosen) == ("fr", False)
    browser.post(f"/threads/{thread}/reply", data={"body": "Again", "language": ""})
    assert '<option selected value="ar">' not in browser.get(f"/threads/{thread}").text


def test_the_same_words_in_another_language_are_no_new_version(group):
    author = make_member(group)
    thread = make_thread(group, author, body="Radio Plus")
    version = queries.get_head(thread, None).version
    commands.edit_post(author, first(thread).id, body="Radio Plus", language="en")
    post = first(thread)
    assert (post.language, post.revision, post.edited_at) == ("en", 0, None)
    assert queries.get_head(thread, None).version == version + 1


def test_a_form_without_the_list_forgets_nothing(as_person, group):
    author = make_member(group)
    thread = make_thread(group, author)
    browser = as_person(author)
    browser.post(f"/threads/{thread}/reply", data={"body": "One", "language": "en"})
    browser.post(f"/threads/{thread}/reply", data={"body": "Two is here"})
    assert '<option selected value="en">' in browser.get(f"/threads/{thread}").text
    answer = browser.post(f"/threads/{thread}/reply", data={"body": "Three", "language": "klingon"})
    assert answer.status_code == 422
    assert "Three" in answer.text


def test_a_thread_can_be_said_to_be_in_another_language(as_person, group):
    author = make_member(group)
    thread = make_thread(group, author, title="Radio Plus")
    as_person(author).post(f"/threads/{thread}/change", data={"title": "Radio Plus", "language": "ar"})
    assert queries.get_head(thread, None).language == "ar"


CORPUS = Path(os.environ.get("GOFORUM_CORPUS", "no corpus"))


@pytest.mark.long
@pytest.mark.once
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus: GOFORUM_CORPUS")
def test_a_corpus_is_known_nearly_always():
    """Sentences of Wikipedia, newspapers and debates (see the source note beside them); the model is asked in doubt."""
    import orjson

    texts = []
    for name in ("sequoia_fr", "tatoeba_ar_en", "tatoeba_fr_en", "pud_parallel", "polis_marchon_en"):
        for line in (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = orjson.loads(line)
            texts += [(row[lang], lang) for lang in ("ar", "fr", "en") if row.get(lang)]
    right = {}
    try:
        for asked in (False, True):
            if asked:
                language.model.load()
            right[asked] = sum(guess_language(text) == lang for text, lang in texts) / len(texts)
    finally:
        language.model.loaded = None
    print(f"{len(texts)} texts: {right[False]:.4f} by words, {right[True]:.4f} with the model")
    assert right[False] > 0.99
    assert right[True] > 0.993
