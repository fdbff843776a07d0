"""Real elections whose result is known. Their ballots may not be shipped with the sources: ``GOFORUM_TEST_DATA`` names them.

Where a reference was computed by another rule (Meek, or Gregory without the Scottish truncation), the differing ward
is named here, so that a difference is a fact that was looked at.
"""

import json
import os
from pathlib import Path

import pytest

from goforum.voting.rules.tallies import Tally
from goforum.voting.tally_files import parse
from goforum.voting.tallying import count_file
from tests.voting.elections import plain_irv, plain_schulze, plain_stv

pytestmark = [pytest.mark.once, pytest.mark.long]

# Argyll and Bute 2022, ward 9: Meek's method re-values ballots of the elected and seats another candidate third.
MEEK_DIFFERS = {"scotland/argyll_bute_2022_ward9.csv"}


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("GOFORUM_TEST_DATA")
    if not named:
        pytest.skip("GOFORUM_TEST_DATA is not set: real ballots not counted")
    return Path(named) / "ballots"


def counted(folder: Path, name: str, method: str, **more) -> Tally:
    return count_file((folder / name).read_bytes(), method, **more)


def references(folder: Path) -> dict:
    return json.loads((folder / "computed-references.json").read_text())["results"]


def test_debian_2020(folder):
    expected = references(folder)["debian/leader2020.json"]
    found = counted(folder, "debian/leader2020_tally.txt", "schulze")
    assert [list(group) for group in found.groups] == expected["schulze_winning_votes"]
    assert [list(row) for row in found.pairwise] == expected["pairwise"]
    assert (found.ballots, found.elected) == (339, ("Jonathan Carter",))


@pytest.mark.parametrize("name", ["A1", "A77"])
def test_tideman(folder, name):
    expected = references(folder)[f"tideman/{name}.HIL"]
    found = counted(folder, f"tideman/{name}.HIL", "schulze")
    assert [[f"C{found.options.index(one) + 1}" for one in group] for group in found.groups] == expected["schulze_winning_votes"]
    assert [list(row) for row in found.pairwise] == expected["pairwise"]
    assert found.ballots == expected["ballots"]


def test_glasgow_2007(folder):
    wards = sorted((folder / "glasgow-2007").glob("*.blt"))
    assert len(wards) == 11
    for ward in wards:
        expected = json.loads(ward.with_suffix("").with_name(f"{ward.stem}.reference.json").read_text())
        found = count_file(ward.read_bytes(), "stv")
        said = found.as_json()
        assert sorted(found.elected) == expected["elected"], ward.name
        assert sorted(set(found.options) - set(found.elected)) == expected["not_elected"], ward.name
        assert (said["quota"], found.ballots) == (expected["quota"], expected["ballots"]), ward.name


def test_hillhead_2007_stage_by_stage(folder):
    """Votes of each stage as the Droop package gives them for its rule "scotland"; all eleven wards agree in all stages."""
    stages = counted(folder, "glasgow-2007/Hillhead-2007.blt", "stv").as_json()["rounds"]
    assert stages[0]["votes"]["George A Roberts"] == "1899.00000"
    assert stages[1]["votes"]["Martha Ferguson Wardrop"] == "1705.66841"
    assert stages[2]["votes"]["John Anderson"] == "930.23036"
    assert stages[4]["votes"]["Martha Ferguson Wardrop"] == "1924.25425"
    assert stages[5]["votes"]["Hanzala Malik"] == "1277.72988"


def test_scottish_wards(folder):
    wards = {name: rules for name, rules in references(folder).items() if name.startswith("scotland/")}
    assert len(wards) == 20
    meek = set()
    for name, rules in wards.items():
        found = counted(folder, name, "stv")
        scotland = rules["scotland"]
        assert sorted(found.elected) == scotland["elected"], name
        assert (found.as_json()["quota"], found.seats, found.ballots - found.blank) == (
            scotland["quota"], scotland["seats"], scotland["ballots"]), name
        assert sorted(found.elected) == rules["wigm"]["elected"], name
        if sorted(found.elected) != rules["meek"]["elected"]:
            meek.add(name)
    assert meek == MEEK_DIFFERS


def test_a_learned_society_of_620(folder):
    """The counters written from the definitions alone find the same by every method; 22 ballots have no one first choice."""
    data = (folder / "ims-council" / "ims_election.txt").read_bytes()
    box = parse(data).ballots
    assert box.total == 620
    single = type(box)(box.options, box.rows, [1] * len(box.rows), box.blank)
    elected, stages = plain_stv(single, 5)
    found = count_file(data, "stv", 5)
    assert list(found.elected) == elected
    assert [[f"{votes:.5f}" for votes in stage.values()] for stage in stages[:1]] == [list(found.as_json()["rounds"][0]["votes"].values())]
    assert len(stages) == len(found.rounds)
    assert set(count_file(data, "irv").groups[0]) == plain_irv(single)[0]
    assert (found.blank, len(found.elected)) == (22, 5)
    three = type(box)(box.options[:6], [row[:6] for row in single.rows], single.weights)
    assert plain_schulze(three)[0]  # every path of ten options would take hours; six of them are walked
