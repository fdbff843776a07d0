"""A text that is one word ten thousand times must not hold up the page that found it."""

import pytest

from goforum.search.asking import read_question
from goforum.search.passages import best_passage


@pytest.mark.parametrize("word", ["aa", "aa bb", "العهد"])
def test_a_text_of_one_word_is_read_once(word, calls):
    question = read_question(word)
    text, found = f"{word} " * (20_000 // len(word)), []
    assert calls(lambda: found.append(best_passage(text, "fr", question))) < 20 * len(text)
    assert "<mark>" in found[0]


def test_the_window_with_most_different_words_wins_wherever_it_stands():
    text = "alpha " + "rien du tout " * 40 + "alpha beta gamma " + "rien du tout " * 40 + "alpha alpha alpha"
    passage = str(best_passage(text, "fr", read_question("alpha beta gamma")))
    assert "<mark>beta</mark> <mark>gamma</mark>" in passage


def test_a_word_longer_than_the_window_does_not_stop_the_walk():
    long = "x" * 100
    found = best_passage(f"{long} alpha beta", "fr", read_question(f"{long} alpha beta"), length=60)
    assert "<mark>alpha</mark> <mark>beta</mark>" in found
