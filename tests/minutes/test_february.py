"""The meeting of 6 February 2019 held again writes minutes with the structure of the real ones, in three languages."""

import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from goforum.core import clock
from goforum.core.rules import Refused
from goforum.groups.queries import get_group_by_slug
from goforum.meetings.queries import get_meeting
from goforum.minutes import commands, docx, jobs, pdf, queries
from goforum.minutes.paper import Paper, draw_paper
from tests.conftest import Client
from tests.minutes.february import ANNEX, DAY, HEADINGS, LANGS, SOURCE, February, hold_again, record

SignIn = Callable[[int], Client]


@pytest.fixture
def february(as_person: SignIn) -> February:
    return hold_again(as_person)


def paper(held: February, lang: str) -> Paper:
    minutes, meeting = queries.find_minutes(held.meeting_id), get_meeting(held.meeting_id)
    assert minutes
    return draw_paper(minutes, meeting, queries.content_of(minutes, meeting), get_group_by_slug(held.slug).names, lang)


def plain_spaces(text: str) -> str:
    return " ".join(text.split())


def plain(text: str) -> str:
    return text.replace("\u2019", "'").replace("\u00a0", " ").replace("\u202f", " ")


def test_the_french_record_has_the_structure_of_the_real_one_section_by_section(february: February) -> None:
    said, sheet = record(), paper(february, "fr")
    assert [words.text for words in sheet.banner] == [
        "الحكومة المنفتحة بالمغرب", "Gouvernement ouvert Maroc", "Open Government Morocco"]
    assert sheet.label == "Relevé des conclusions"
    assert sheet.title.text.startswith("Réunion du comité de pilotage")
    assert [plain(one.title) for one in sheet.sections] == HEADINGS
    date, place, people, agenda, opening, discussed, decided = sheet.sections
    assert [line.words.text for line in date.lines] == ["Mercredi 6 février 2019"]
    assert [line.words.text for line in place.lines] == [said["place"]["fr"]]
    assert [line.words.text for line in people.lines] == [ANNEX["fr"]]
    for section, kind in ((agenda, "agenda"), (opening, "opening"), (discussed, "discussed")):
        assert [line.words.text for line in section.lines] == [point["fr"] for point in said[kind]]
    manual, meetings, remarks, space, planning = decided.lines
    assert manual.words.text.endswith("pour remarques et enrichissement")
    assert manual.note == "au plus tard le vendredi 15 février 2019"
    assert [len(line.below) for line in decided.lines] == [0, 3, 0, 0, 0]
    assert meetings.words.text.endswith("entre les représentants de la société civile pour :")
    assert [remarks.words.text, space.words.text] == [plain_spaces(said["decided"][n]["fr"]) for n in (2, 3)]
    for day in ("jeudi 2 mai 2019 à 10:00", "jeudi 5 septembre 2019 à 10:00", "jeudi 5 décembre 2019 à 10:00"):
        assert day in planning.words.text
    assert any(SOURCE in text for text in sheet.foot)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_it_exists_in_arabic_and_english_with_nothing_left_in_french(february: February, lang: str) -> None:
    sheet, french = paper(february, lang), paper(february, "fr")
    assert [(one.key, len(one.lines)) for one in sheet.sections] == [(one.key, len(one.lines)) for one in french.sections]
    assert {line.words.lang for section in sheet.sections for line in section.lines} == {lang}
    assert [len(line.below) for line in sheet.sections[-1].lines] == [0, 3, 0, 0, 0]
    assert sheet.sections[0].lines[0].words.text == {
        "ar": "الأربعاء، 6 فبراير 2019", "en": "Wednesday, February 6, 2019"}[lang]


def test_remarks_until_the_fifteenth_then_locked_in_every_language(february: February) -> None:
    minutes = queries.find_minutes(february.meeting_id)
    assert minutes
    with clock.frozen(DAY + timedelta(days=1)):
        commands.circulate(february.secretary, minutes.id, until=DAY + timedelta(days=9))
        before = {lang: paper(february, lang).sections for lang in LANGS}
    with clock.frozen(DAY + timedelta(days=9, seconds=-1)), pytest.raises(Refused, match="early"):
        commands.adopt(february.secretary, minutes.id)
    with clock.frozen(DAY + timedelta(days=9)):
        commands.adopt(february.secretary, minutes.id)
    assert {lang: paper(february, lang).sections for lang in LANGS} == before
    assert all(len(docx.write(paper(february, lang))) > 2000 for lang in LANGS)


@pytest.mark.skipif(not pdf.available() or not shutil.which("pdftoppm"),
                    reason="WeasyPrint, its libraries or pdftoppm are not installed")
def test_its_pdf_is_drawn_with_its_letters_on_it_in_three_languages(february: February, tmp_path: Path) -> None:
    minutes = queries.find_minutes(february.meeting_id)
    assert minutes
    for lang in LANGS:
        commands.ask_print(february.secretary, minutes.id, lang=lang)
    assert jobs.tick() == 3
    for lang, font in (("ar", "Naskh"), ("fr", "Noto"), ("en", "Noto")):
        copy = queries.find_print(minutes, lang)
        assert copy
        file = tmp_path / f"{lang}.pdf"
        file.write_bytes(queries.get_print(copy.id)[1] or b"")
        fonts = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout
        assert font in fonts
        drawn = subprocess.run(["pdftoppm", "-r", "40", "-gray", "-png", "-f", "1", "-l", "1", file],
                               capture_output=True, check=True).stdout
        with Image.open(io.BytesIO(drawn)) as page:
            dark = sum(page.convert("L").histogram()[:200])
            assert dark > 0.01 * page.width * page.height
