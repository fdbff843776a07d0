"""Words are found in all three languages, with their places in the text."""

import pytest

from goforum.core.analysis import fold_word, question_stems, tokens, word_stems
from goforum.core.language import guess_language

pytestmark = pytest.mark.once


def surfaces(text: str, lang: str) -> list[str]:
    return [token.surface for token in tokens(text, lang)]


def test_words_with_vowel_marks_are_not_shredded():
    assert surfaces("كِتابٌ جَديدٌ", "ar") == ["كتاب", "جديد"]


def test_elisions_and_possessives_are_not_words():
    assert surfaces("L'eau qu’il faut, aujourd'hui", "fr") == ["eau", "faut", "hui"]
    assert surfaces("the citizen's committee", "en") == ["citizen", "committee"]


def test_places_in_the_text_point_at_the_word():
    text = "قال: «الحكومةُ المنفتحة» et l'accès"
    for token in tokens(text, "ar"):
        assert fold_word(text[token.start : token.end]) == token.surface


def test_stop_words_keep_their_place():
    assert [token.pos for token in tokens("projet de loi", "fr")] == [0, 2]
    assert [token.surface for token in tokens("de", "fr", keep_stop_words=True)] == ["de"]


@pytest.mark.parametrize(
    ("asked", "written", "lang"),
    [
        ("reunions", "réunion", "fr"), ("réunion", "REUNIONS", "fr"), ("designe", "désignées", "fr"),
        ("œuvre", "oeuvres", "fr"), ("commitments", "commitment", "en"), ("transparency", "Transparency", "en"),
        ("شفافية", "والشفافيةِ", "fr"), ("budget", "budgets", "ar"), ("comités", "comite", "ar"), ("2019", "٢٠١٩", "ar"),
    ],
)  # fmt: skip
def test_a_question_finds_a_form(asked, written, lang):
    assert set(question_stems(asked)) & set(word_stems(written, lang))


def test_a_very_long_word_is_cut():
    assert len(tokens("a" * 5000, "en")[0].surface) == 64


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("نقترح إضافة نقطة إلى جدول الأعمال", "ar"), ("موقع OGP على Facebook و Twitter", "ar"),
        ("Nous proposons un point à l'ordre du jour", "fr"), ("We propose one more item for the agenda", "en"),
        ("12 345", "fr"), ("", "fr"), ("Merci", "fr"), ("Thanks", "en"), ("Le site est down", "fr"),
    ],
)  # fmt: skip
def test_language_of_a_text(text, lang):
    assert guess_language(text) == lang


def test_a_text_without_words_takes_the_default():
    assert guess_language("2019-02-06", default="ar") == "ar"
