"""The stand-alone verifier: honest boxes pass in every language, one changed thing never does."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from goforum.voting import verify
from goforum.voting.rules import canonical_hash, canonical_text
from goforum.voting.rules import ledger as layout
from tests.voting.boxes import FIRST, RULES, dice_of, mutated, mutated_as, pack, random_box, remade, verdict

pytestmark = pytest.mark.once
LONG = bool(os.environ.get("GOFORUM_TEST_LONG"))
ROUNDS = 2_000 if LONG else 200
PROGRAM = Path(verify.__file__)


def test_it_is_one_short_file_of_the_standard_library():
    text = PROGRAM.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert "goforum." not in text.replace("goforum-", "")
    brought = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert all(isinstance(node, ast.Import) for node in brought)
    assert {one.name for node in brought for one in node.names} <= sys.stdlib_module_names
    assert all(len(set(said)) == 3 for said in verify.WORDS.values())


def test_honest_polls_raise_no_alarm():
    dice, seen, counted = dice_of(8), set(), set()
    for _ in range(ROUNDS):
        box = random_box(dice)
        seen.add((box.manifest["v"], box.manifest["level"]))
        assert verdict(box.files(), box.head) is None, (box.manifest, box.result)
        found, unknown = verify.count(box.manifest, box.ballots, box.roll)
        assert (found, unknown) == (box.result, [])  # all the site says, counted again by other code
        counted |= {box.manifest["rule"], *(set(box.manifest) & {"colleges", "delegation", "roll_lines"})}
    assert len(seen) == 4
    assert counted >= {*RULES, "colleges", "delegation", "roll_lines"}


def test_one_mutation_is_always_caught_with_the_mailed_head():
    dice, done = dice_of(11), []
    while len(done) < ROUNDS:
        box = random_box(dice)
        if len(box.ballots) < 2:
            continue
        name, files = mutated(dice, box)
        if files == box.files():
            continue  # two equal lines changed places
        done.append(name)
        assert verdict(files, box.head) is not None, (name, box.manifest)
    assert len(done) == ROUNDS
    assert len(set(done)) == 12


@pytest.mark.parametrize("what", ["weight", "college", "delegation"])
def test_a_line_of_the_roll_that_was_changed_is_caught_even_without_the_head(what):
    """The closing entry fixes the roll, and the manifest fixes colleges and weights from the opening on."""
    dice, caught = dice_of(31), 0
    while caught < 20:
        box = random_box(dice, rules=("position", "approval", "stv"), level="open")
        if "lines" not in box.roll or (what == "delegation" and not box.roll.get("delegations")):
            continue
        files = mutated_as(dice, box, what)
        if files != box.files():
            assert verdict(files) in {"sealed", "roll"}
            caught += 1


@pytest.mark.parametrize("what", ["weight", "college"])
def test_a_roll_changed_before_the_close_by_its_owner_is_not_the_one_of_the_opening(what):
    dice = dice_of(32)
    box = next(one for one in iter(lambda: random_box(dice, rules=("position",), level="open"), None) if "lines" in one.roll)
    roll = json.loads(mutated_as(dice, box, what)["roll.json"])
    again = layout.Box(box.manifest, [*box.entries[:-1], *layout.follow(
        box.entries[-2].hash, len(box.entries) - 1, [("close", layout.closing_body(box.ballots, roll, box.result))])],
        box.ballots, roll, box.result)
    assert verdict(again.files()) == "roll"


def test_a_deadline_put_off_is_an_entry_before_the_first_ballot():
    box = random_box(dice_of(4), rules=("approval",), voters=20)
    later, said = {"closes": "2019-05-01T00:00:00+00:00"}, [(one.kind, one.body) for one in box.entries]

    def with_entry(at, body):
        entries = layout.follow(canonical_hash(box.manifest), 0, [*said[:at], ("open", body), *said[at:]])
        return verdict(layout.Box(box.manifest, entries, box.ballots, box.roll, box.result).files())

    assert with_entry(1, later) is None
    assert with_entry(3, later) == "order"                                          # somebody had voted
    assert with_entry(1, {"closes": "2019-03-21T00:00:00+00:00"}) == "order"        # earlier than before
    assert with_entry(1, {}) == "order"


def test_a_box_made_anew_passes_only_where_nobody_has_the_earlier_head():
    box = random_box(dice_of(3), rules=("approval",), voters=20)
    box = box if len(box.ballots) > 2 else random_box(dice_of(4), rules=("approval",), voters=60)
    other = remade(box, box.ballots[2:])
    assert verdict(other.files()) is None
    assert verdict(other.files(), box.head) == "head"


@pytest.mark.parametrize("rule", FIRST)
def test_version_one_has_the_fields_of_the_layout_and_no_others(rule):
    dice = dice_of(5)
    box = next(one for one in iter(lambda: random_box(dice, rules=(rule,)), None) if one.manifest["v"] == 1)
    fixed = set(box.manifest) - {"min", "max"}
    assert fixed == {"v", "poll", "title", "options", "rule", "level", "roll_size", "roll_hash", "opens", "closes"}
    files = box.files()
    assert set(json.loads(files["result.json"])) == {"ballots", "blank", "counts", "winners", "head"}
    assert set(json.loads(files["roll.json"])) - {"list"} == {"size", "participated", "hash"}
    for line in files["chain.jsonl"].decode().splitlines():
        assert set(json.loads(line)) == {"i", "prev", "type", "body", "h"}


def test_what_cannot_be_counted_again_is_named(capsys, tmp_path):
    box = random_box(dice_of(9), rules=("stv",))
    odd = remade(box, manifest={**box.manifest, "handicap": "of the future"})
    (tmp_path / "poll.zip").write_bytes(pack(odd.files()).getvalue())
    assert verify.main([str(tmp_path / "poll.zip"), "--lang", "fr", "--head", odd.head]) == 0
    assert "NON recalculé par ce programme : handicap" in capsys.readouterr().out


@pytest.mark.parametrize(("lang", "good", "bad"), [
    ("en", "VERIFIED", "NOT VERIFIED"), ("fr", "VÉRIFIÉ", "NON VÉRIFIÉ"), ("ar", "تم التحقق", "لم يتم التحقق")])
def test_it_runs_alone_and_says_so_in_words(tmp_path, lang, good, bad):
    box = random_box(dice_of(21), rules=("irv",))
    path, alone = tmp_path / "poll.zip", tmp_path / "verify.py"
    alone.write_bytes(PROGRAM.read_bytes())
    path.write_bytes(pack(box.files()).getvalue())
    whole = [sys.executable, "-I", str(alone), str(path), "--lang", lang]
    kind = subprocess.run([*whole, "--head", box.head], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert (kind.returncode, kind.stdout.splitlines()[-1].strip()) == (0, good), kind
    other = subprocess.run([*whole, "--head", "0" * 64], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert (other.returncode, other.stdout.splitlines()[-1].strip()) == (1, bad)
    path.write_bytes(b"no zip")
    broken = subprocess.run(whole, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert (broken.returncode, broken.stderr) == (1, "")


def test_the_verifiers_canonical_text_is_the_sites():
    for value in ({"b": 1, "a": ["é", "e\u0301", '\u2028\t\x7f\\"/', 1 << 40]}, [], {}, "ملف", {"o10": 1, "o2": 0}):
        assert verify.canon(value) == canonical_text(value).decode() == layout.canon(value)


def test_the_signature_of_the_verifier_is_that_of_the_standard():
    """RFC 8032, 7.1, tests 1 and 2; and one bit."""
    for key, text, signature in (
        ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "r",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ):
        good = bytes.fromhex(signature)
        assert verify.signed(bytes.fromhex(key), text, good)
        assert not verify.signed(bytes.fromhex(key), text + "x", good)
        assert not verify.signed(bytes.fromhex(key), text, good[:-1] + bytes([good[-1] ^ 1]))
