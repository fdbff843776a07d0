"""Files of ballots as others write them: BLT and HIL, Scottish CSV, CSV with a heading, Debian's tally sheet.

Nothing here counts; what is read goes to ``voting.rules.methods.count``, as the ballots of a poll do.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from goforum.voting.rules.ballots import Ballots

MAX_OPTIONS = 1_000
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_DEBIAN_OPTION = re.compile(r"^[\s/|]*Option\s+(\d+)\s*-+>\s*:\s*(.*?)\s*$")
_DEBIAN_VOTE = re.compile(r"^V:\s+(\S+)(?:\s|$)")


class Malformed(ValueError):
    """A file that cannot be read as ballots; ``line`` is where, from 1."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(f"line {line}: {words}")
        self.line = line


@dataclass(frozen=True)
class TallyFile:
    """What a file says. ``ranked`` is False where plain numbers stand under a heading (scores, or ranks)."""

    title: str
    seats: int | None
    ballots: Ballots
    ranked: bool = True


@dataclass
class _Box:
    """Rows under way, each with the number of ballots that are alike."""

    width: int
    rows: list[tuple[int, ...]] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    blank: int = 0

    def put(self, count: int, row: Sequence[int]) -> None:
        if any(row):
            self.rows.append(tuple(row))
            self.weights.append(count)
        else:
            self.blank += count

    def ballots(self, names: Sequence[str], without: frozenset[int] = frozenset()) -> Ballots:
        """The ballots over these names; withdrawn options are taken out of every row."""
        if without:
            keep = [at for at in range(self.width) if at not in without]
            old, self.rows, weights, self.weights = self.rows, [], self.weights, []
            for row, weight in zip(old, weights, strict=True):
                self.put(weight, [row[at] for at in keep])
            names = [names[at] for at in keep]
        plain = all(weight == 1 for weight in self.weights)
        return Ballots(tuple(names), self.rows, None if plain else self.weights, self.blank)


def parse(data: bytes) -> TallyFile:
    """Read a file, telling its kind by what stands in it."""
    text = _text(data)
    lines = text.splitlines()
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), None)
    if first is None:
        raise Malformed(1, "the file is empty")
    if any(_DEBIAN_VOTE.match(line) for line in lines) or any(_DEBIAN_OPTION.match(line) for line in lines):
        return parse_debian(lines)
    if re.fullmatch(r"\s*\d+\s*,\s*\d+\s*,*\s*", first):
        return parse_scottish(text)
    if re.match(r"\s*\d+\s+\d+\s*(?:#.*)?$", first):
        return parse_blt(lines)
    if "," in first or "\t" in first or ";" in first:
        return parse_table(text)
    raise Malformed(lines.index(first) + 1, "neither “options seats” (BLT), nor a heading of a CSV, nor a tally sheet")


def _text(data: bytes) -> str:
    if b"\0" in data:
        raise Malformed(data[:data.index(b"\0")].count(b"\n") + 1, "this is not a text file")
    try:
        return data.decode("utf-8-sig").rstrip("\x1a\r\n")  # old DOS files end with Ctrl-Z
    except UnicodeDecodeError as wrong:
        raise Malformed(data[:wrong.start].count(b"\n") + 1, "a character that is not UTF-8") from None


def _whole(word: str, line: int, what: str, least: int = 0, most: int | None = None) -> int:
    if not _NUMBER.fullmatch(word):
        raise Malformed(line, f"{what} must be a whole number, not “{word[:40]}”")
    number = int(word)
    if number < least:
        raise Malformed(line, f"{what} must be at least {least}")
    if most is not None and number > most:
        raise Malformed(line, f"{what} must be at most {most}, not {number}")
    return number


def _names(names: Sequence[tuple[int, str]]) -> list[str]:
    seen: dict[str, int] = {}
    for line, name in names:
        if not name:
            raise Malformed(line, "an option without a name")
        if name in seen:
            raise Malformed(line, f"“{name}” is the name of two options")
        seen[name] = line
    return list(seen)


def _size(options: str, seats: str, line: int) -> tuple[int, int]:
    width = _whole(options, line, "the number of options", 1, MAX_OPTIONS)
    return width, _whole(seats, line, "the number of seats", 1, width)


def _ranks(groups: Sequence[Sequence[int]], width: int, line: int) -> list[int]:
    """The row of a list of choices, best first; a group holds equal ones."""
    row = [0] * width
    for place, group in enumerate(groups, 1):
        for choice in group:
            if row[choice - 1]:
                raise Malformed(line, f"option {choice} is chosen twice on one ballot")
            row[choice - 1] = place
    return row


def _blt_tokens(lines: Sequence[str]) -> Iterator[tuple[int, str, bool]]:
    """Line, word, whether it was quoted. A ``#`` outside quotes begins a remark."""
    for number, line in enumerate(lines, 1):
        at = 0
        while found := _TOKEN.search(line, at):
            quoted, bare = found.groups()
            if bare is not None:
                if bare.startswith("#"):
                    break
                if bare.startswith('"'):
                    raise Malformed(number, "a name begins with a quotation mark and does not end with one")
                yield number, bare, False
            else:
                yield number, re.sub(r"\\(.)", r"\1", quoted).strip(), True
            at = found.end()


def parse_blt(lines: Sequence[str]) -> TallyFile:
    """BLT, and HIL which differs only in where names stand: "options seats", ballots "count choice … 0", "0", names.

    ``1=2`` are equal choices, ``-`` a choice left out, a line that begins with ``-3`` withdraws the third option.
    """
    tokens = list(_blt_tokens(lines))
    (line, options, _), (_, seats, _) = tokens[:2]
    width, places = _size(options, seats, line)
    box, out, at = _Box(width), set(), 2
    while True:
        if at == len(tokens):
            raise Malformed(max(1, len(lines)), "the ballots do not end with a line “0”")
        line, word, quoted = tokens[at]
        at += 1
        if quoted:
            raise Malformed(line, "a name before the ballots have ended with a line “0”")
        if word == "0":
            break
        if word.startswith("-") and len(word) > 1:
            out.add(_whole(word[1:], line, "a withdrawn option", 1, width) - 1)
            continue
        at = _blt_ballot(tokens, at, line, word, box)
    rest = tokens[at:]
    if bare := next((one for one in rest if not one[2]), None):
        raise Malformed(bare[0], f"a name must stand in quotation marks: “{bare[1][:40]}”")
    if len(rest) not in {width, width + 1}:
        last = rest[-1][0] if rest else len(lines)
        raise Malformed(last, f"{width} options need {width} names and perhaps a title; there are {len(rest)}")
    names = _names([(number, name) for number, name, _ in rest[:width]])
    if width - len(out) < places:
        raise Malformed(1, "more seats than options that stand")
    return TallyFile(rest[width][1] if len(rest) > width else "", places, box.ballots(names, frozenset(out)))


def _blt_ballot(tokens: Sequence[tuple[int, str, bool]], at: int, line: int, word: str, box: _Box) -> int:
    """Read one ballot; where the next begins. A ballot stands on one line, so that a missing 0 is found where it is."""
    count = _whole(word, line, "the number of ballots", 1)
    groups: list[list[int]] = []
    while True:
        if at == len(tokens) or tokens[at][0] != line or tokens[at][2]:
            raise Malformed(line, "the ballot does not end with 0")
        word = tokens[at][1]
        at += 1
        if word == "0":
            box.put(count, _ranks(groups, box.width, line))
            return at
        if word != "-":
            groups.append([_whole(one, line, "a choice", 1, box.width) for one in word.split("=")])


def _csv_rows(text: str, delimiter: str, first: int = 1) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    begins = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield first + begins - 1, cells
            begins = reader.line_num + 1
    except csv.Error as wrong:
        line = first + max(begins, reader.line_num) - 1
        raise Malformed(line, f"the quotation marks do not match ({wrong})") from None


def parse_scottish(text: str) -> TallyFile:
    """Scottish councils' CSV: "options,seats", rows "count,choice,…", then "Candidate N",name,party, then the ward."""
    rows = [row for number, one in enumerate(text.splitlines(), 1) for row in _scottish_line(number, one)]
    line, head = rows[0]
    width, seats = _size(head[0], head[1], line)
    box, title = _Box(width), ""
    names: list[tuple[int, str]] = []
    for line, cells in rows[1:]:
        if _NUMBER.fullmatch(cells[0]) and not names:
            count = _whole(cells[0], line, "the number of ballots", 1)
            groups = [[_whole(one, line, "a choice", 1, width)] for one in cells[1:]]
            box.put(count, _ranks(groups, width, line))
        elif len(names) < width:
            if len(cells) < 2 or cells[0] != f"Candidate {len(names) + 1}":
                raise Malformed(line, f"expected a row of ballots, or “Candidate {len(names) + 1}” with a name")
            names.append((line, cells[1]))
        elif title:
            raise Malformed(line, "something stands after the name of the ward")
        else:
            title = cells[0]
    if len(names) < width:
        raise Malformed(rows[-1][0], f"{width} options need {width} names; there are {len(names)}")
    return TallyFile(title, seats, box.ballots(_names(names)))


def _scottish_line(number: int, line: str) -> Iterator[tuple[int, list[str]]]:
    """Names never run over lines here; a ward whose quotation marks were doubled is forgiven."""
    doubled = re.fullmatch(r'\s*""(.*)""[\s,]*', line)
    yield from _csv_rows(f'"{doubled[1]}"' if doubled else line, ",", number)


def parse_table(text: str) -> TallyFile:
    """A heading with the options, then a row a ballot: ranks, scores or marks; empty or 0 says nothing.

    Commas, semicolons or tabs. A first column named count, ballots or weight says how many ballots are alike.
    """
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count)
    rows = _csv_rows(text, delimiter)
    line, head = next(rows, (1, []))
    if not head:
        raise Malformed(1, "the file is empty")
    counted = head[0].lower() in {"count", "ballots", "weight"}
    names = _names([(line, name) for name in head[int(counted):]])
    if not 1 <= len(names) <= MAX_OPTIONS:
        raise Malformed(line, f"from 1 to {MAX_OPTIONS} options, not {len(names)}")
    box = _Box(len(names))
    for line, cells in rows:
        count = _whole(cells[0], line, "the number of ballots", 1) if counted else 1
        marks = cells[int(counted):]
        if len(marks) > len(names):
            raise Malformed(line, f"{len(marks)} cells for {len(names)} options")
        row = [0 if one in {"", "-"} else _whole(one, line, "a cell") for one in marks]
        box.put(count, row + [0] * (len(names) - len(row)))
    return TallyFile("", None, box.ballots(names), ranked=False)


def parse_debian(lines: Sequence[str]) -> TallyFile:
    """Debian's tally sheet: "Option N----->: name", then "V: " with a rank for each option, ``-`` for unranked."""
    names: list[tuple[int, str]] = []
    box: _Box | None = None
    for number, line in enumerate(lines, 1):
        if option := _DEBIAN_OPTION.match(line):
            if box is not None:
                raise Malformed(number, "an option after the first ballot")
            if int(option[1]) != len(names) + 1:
                raise Malformed(number, f"expected option {len(names) + 1}, not {option[1]}")
            names.append((number, option[2]))
        elif line.startswith("V:"):
            vote = _DEBIAN_VOTE.match(line)
            box = box or _Box(len(names))
            if vote is None or len(vote[1]) != len(names):
                raise Malformed(number, f"a ballot of {len(names)} characters, one for each option, must follow “V: ”")
            if wrong := re.search(r"[^1-9A-Za-z-]", vote[1]):
                raise Malformed(number, f"“{wrong[0]}” is not a rank")
            box.put(1, [0 if one == "-" else int(one, 36) for one in vote[1]])
    if not names:
        raise Malformed(1, "no line “Option 1----->: …” names an option")
    if box is None:
        raise Malformed(len(lines), "no line “V: …” holds a ballot")
    return TallyFile("", None, box.ballots(_names(names)))
