"""Files of ballots: each format read, each fault named with its line, and the command that counts them."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from goforum.cli import main
from goforum.voting.rules.ballots import Ballots
from goforum.voting.tally_files import Malformed, parse
from goforum.voting.tallying import count_file

pytestmark = pytest.mark.once

BLT = """4 2          # four options, two seats
# a remark by itself
3 1 2 0
2 2=3 - 4 0
1 4 0
5 0
0
"Ann \\"Q\\" One" "Ben"
"Cem"
"Dana"
"A title"
"""
SCOTTISH = """3,2,
12,1,3,
7,2,
4,3,2,1,
"Candidate 1","Ann","Party (P)",
"Candidate 2","Ben","Independent (Ind)",
"Candidate 3","Cem","Party (P)",
""The ward""
"""
DEBIAN = """
 Tally sheet
     Option 1----->: Ann One
   /  Option 2---->: Ben
   |/  Option 3--->: None Of The Above
   ||/
V: 123\t 00230fd5
V: 1-2
V: ---   77
V: 221 0104
"""


def test_blt():
    read = parse(BLT.encode())
    assert (read.title, read.seats) == ("A title", 2)
    assert read.ballots.options == ('Ann "Q" One', "Ben", "Cem", "Dana")
    assert read.ballots.rows == [(1, 2, 0, 0), (0, 1, 1, 2), (0, 0, 0, 1)]
    assert (read.ballots.weights, read.ballots.blank) == ([3, 2, 1], 5)


def test_hil_with_all_names_on_one_line_and_the_end_mark_of_old_systems():
    read = parse(b'2 1\r\n1 2 1 0\r\n1 1 0\r\n0\r\n"Candidate  1" "Candidate 2" "a77"\r\n\x1a')
    assert read.ballots == Ballots(("Candidate  1", "Candidate 2"), [(2, 1), (1, 0)])


def test_withdrawn_options_are_taken_out_of_every_ballot():
    read = parse(b'3 1\n-2\n2 2 1 0\n1 2 0\n0\n"A"\n"B"\n"C"\n')
    assert read.ballots == Ballots(("A", "C"), [(2, 0)], [2], blank=1)


def test_scottish_csv():
    read = parse(SCOTTISH.encode())
    assert (read.title, read.seats) == ("The ward", 2)
    assert read.ballots == Ballots(("Ann", "Ben", "Cem"), [(1, 0, 2), (0, 1, 0), (3, 2, 1)], [12, 7, 4])


def test_debian():
    read = parse(DEBIAN.encode())
    assert read.ballots == Ballots(("Ann One", "Ben", "None Of The Above"), [(1, 2, 3), (1, 0, 2), (2, 2, 1)], blank=1)


@pytest.mark.parametrize(("text", "expected"), [
    ("A,B,C\n1,2,3\n,1,\n0,0,0\n", Ballots(("A", "B", "C"), [(1, 2, 3), (0, 1, 0)], blank=1)),
    ("count,A,B\n3,1,2\n2,2,1\n", Ballots(("A", "B"), [(1, 2), (2, 1)], [3, 2])),
    ("A;B\n5;-\n", Ballots(("A", "B"), [(5, 0)])),
    ('"A"\t"B"\n3\t0\n', Ballots(("A", "B"), [(3, 0)])),
    ('\ufeff"A, the first",B\n1,\n', Ballots(("A, the first", "B"), [(1, 0)])),
    ("الخيار الأول,Deuxième\n1,2\n", Ballots(("الخيار الأول", "Deuxième"), [(1, 2)])),
])
def test_a_table_with_a_heading(text, expected):
    assert parse(text.encode()).ballots == expected


@pytest.mark.parametrize(("text", "line", "words"), [
    ("", 1, "empty"), ("\n# nothing\n", 1, "empty"), ("hello\n", 1, "neither"), ("A,B\n1\0,2\n", 2, "not a text file"),
    ('2 1\n1 3 0\n0\n"A"\n"B"\n', 2, "at most 2, not 3"),
    ('2 1\n1 1 1 0\n0\n"A"\n"B"\n', 2, "chosen twice"),
    ('2 1\n1 1 0\n1 1\n1 2 0\n0\n"A"\n"B"\n', 3, "does not end with 0"),
    ('2 1\n1 1 0\n"A"\n"B"\n', 3, "before the ballots have ended"),
    ("2 1\n1 1 0\n", 2, "do not end with a line"),
    ('2 1\nx 1 0\n0\n"A"\n"B"\n', 2, "whole number, not “x”"),
    ('2 1\n1.5 1 0\n0\n"A"\n"B"\n', 2, "whole number"),
    ('2 1\n1 1 0\n0\n"A"\n', 4, "2 options need 2 names"),
    ('2 1\n1 1 0\n0\n"A"\n"B"\n"T"\n"X"\n', 7, "there are 4"),
    ('2 1\n1 1 0\n0\n"A"\n"A"\n', 5, "the name of two options"),
    ('2 1\n1 1 0\n0\n"A"\nB\n', 5, "quotation marks"),
    ('2 1\n1 1 0\n0\n"A"\n"B\n', 5, "does not end with one"),
    ('2 3\n1 1 0\n0\n"A"\n"B"\n', 1, "seats must be at most 2"),
    ('2 2\n-1\n1 2 0\n0\n"A"\n"B"\n', 1, "more seats than options that stand"),
    ("3,2,\n12,1,4,\n", 2, "at most 3"), ("3,2,\n12,1,1,\n", 2, "chosen twice"),
    ('2,1,\n1,1,\n"Candidate 2","B","P",\n', 3, "Candidate 1"), ('2,1,\n1,1,\n"Candidate 1","B","P",\n', 3, "2 names"),
    ('2,1,\n1,1,\n"Candidate 1,"B","P",\n', 3, "quotation marks"),
    ("A,B\n1,2,3\n", 2, "3 cells for 2 options"), ("A,B\n1,2\n1,x\n", 3, "a cell must be a whole number"),
    ("A,B\n1,2\n-1,2\n", 3, "whole number"), ('A,"B\n1,2\n', 2, "quotation marks"), ("A,A\n1,2\n", 1, "two options"),
    ("count,A,B\n0,1,2\n", 2, "at least 1"), ("A,,B\n1,2,3\n", 1, "without a name"),
    (DEBIAN + "V: 12\n", 11, "3 characters"), (DEBIAN + "V: 1?3\n", 11, "is not a rank"),
    (DEBIAN.replace("Option 3", "Option 4"), 5, "expected option 3"), ("V: 123\n", 1, "0 characters"),
    (DEBIAN.split("V:", maxsplit=1)[0], 6, "holds a ballot"),
])
def test_a_fault_is_named_with_its_line(text, line, words):
    with pytest.raises(Malformed) as wrong:
        parse(text.encode())
    assert wrong.value.line == line, wrong.value
    assert words in str(wrong.value)


def test_a_character_that_is_not_utf_8_has_a_line_too():
    with pytest.raises(Malformed) as wrong:
        parse("A,B\n1,2\né,1\n".encode("latin-1"))
    assert wrong.value.line == 3


@given(st.one_of(st.binary(max_size=80), st.text(alphabet='0123456789 ,-="#\n\tAV:', max_size=80).map(str.encode)))
def test_whatever_bytes_arrive_it_counts_or_names_a_line(data):
    for method in ("schulze", "stv"):
        try:
            count_file(data, method)
        except Malformed as fault:
            wrong = fault
        else:
            continue
        assert 1 <= wrong.line <= data.count(b"\n") + data.count(b"\r") + 2


def run(tmp_path, text, *options):
    file = tmp_path / "ballots"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["tally", str(file), *options])


def test_the_command_prints_one_object(tmp_path):
    found = json.loads(run(tmp_path, SCOTTISH, "--method", "stv", "--json").stdout)
    assert (found["elected"], found["order"], found["quota"]) == (["Ann", "Cem"], ["Ann", "Cem", "Ben"], "8.00000")
    assert found["rounds"][0]["votes"] == {"Ann": "12.00000", "Ben": "7.00000", "Cem": "4.00000"}
    pairs = json.loads(run(tmp_path, DEBIAN, "--method", "schulze", "--json").stdout)
    assert pairs["pairwise"] == [[0, 2, 2], [0, 0, 1], [1, 2, 0]]
    assert pairs["elected"] == ["Ann One"]
    irv = json.loads(run(tmp_path, SCOTTISH, "--method", "irv", "--json").stdout)
    assert irv["elected"] == ["Ann"]
    three = json.loads(run(tmp_path, SCOTTISH, "--method", "approval", "--seats", "3", "--json").stdout)
    assert len(three["elected"]) == 3


def test_the_command_speaks_to_people_too(tmp_path):
    said = run(tmp_path, "A,B\n1,2\n2,1\n", "--method", "plurality").output
    assert "2 ballots" in said
    assert "tie (place) between A, B; decided by lot" in said


@pytest.mark.parametrize(("text", "options", "words"), [
    ('2 1\n1 3 0\n0\n"A"\n"B"\n', ["--method", "irv"], "line 2: a choice must be at most 2, not 3"),
    (BLT, ["--method", "score"], "ranks, not scores"), (BLT, ["--method", "irv", "--seats", "2"], "one seat"),
    (BLT, ["--method", "stv", "--seats", "5"], "5 seats for 4 options"),
])
def test_the_command_refuses_in_words(tmp_path, text, options, words):
    result = run(tmp_path, text, *options)
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output


def test_the_command_needs_no_settings_and_no_database(tmp_path, monkeypatch):
    monkeypatch.setenv("GOFORUM_DATABASE_URL", "postgresql://nobody@nowhere.invalid/none")
    monkeypatch.delenv("GOFORUM_SECRET_KEY", raising=False)
    assert run(tmp_path, SCOTTISH, "--method", "schulze").exit_code == 0


def test_ten_thousand_lines_are_read_whole(tmp_path):
    text = "A,B,C,D\n" + "1,2,3,4\n4,3,2,1\n" * 5_000
    assert count_file(text.encode(), "schulze").ballots == 10_000
