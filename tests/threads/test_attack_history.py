"""Nobody may keep the site busy with the history of a post made to be hard to compare."""

import random

import pytest

from goforum.threads.diffing import word_diffs

LONG = 2900


@pytest.mark.parametrize("kinds", [1, 2, 40, 1000])
def test_a_hundred_hostile_versions_are_compared_within_bounds(kinds, calls):
    chance = random.Random(kinds)
    words = [f"w{number}" for number in range(kinds)]
    texts = [" ".join(chance.choices(words, k=LONG)) for _ in range(100)]
    assert calls(lambda: word_diffs(texts)) < 30 * 100 * LONG


def test_small_edits_of_long_texts_are_all_compared():
    texts = [" ".join(f"mot{n}" if n != edit * 20 else "autre" for n in range(2500)) for edit in range(100)]
    assert all(word_diffs(texts)[:-1])


def test_the_steps_make_the_new_text_and_name_what_went():
    new, old = "La réunion aura lieu mardi à Rabat", "La réunion aura lieu lundi à Rabat merci"
    steps, last = word_diffs([new, old])
    assert last is None
    assert "".join(text for kind, text in steps if kind != "-") == new
    assert [text.strip() for kind, text in steps if kind == "-"] == ["lundi", "merci"]
    assert [text.strip() for kind, text in steps if kind == "+"] == ["mardi"]
