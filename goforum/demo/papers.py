"""The picture and the table that a post of the demonstration carries: made here, marked as examples on their face."""

import io

from PIL import Image, ImageDraw, ImageFont

from goforum.files.intake import Prepared, prepare

PAPER, INK, SOFT, GREEN, WARM = "#ffffff", "#1b2522", "#dfe7e3", "#0b5d50", "#c2591b"
# Invented, and said to be so. The letters are those that the font of the library has: no accents.
BARS = (("T1", 34), ("T2", 27), ("T3", 22), ("T4", 18))
TABLE = """numero;date_depot;organisme;lieu_depot;date_reponse;suite
001;2026-01-12;exemple;guichet;2026-02-09;communication
002;2026-01-15;exemple;par voie postale;;en attente
003;2026-01-20;exemple;en ligne;2026-02-02;refus motive
"""


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def chart() -> bytes:
    """A bar chart of four invented quarters."""
    picture = Image.new("RGB", (1200, 800), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((60, 40), "Jours d'attente, par trimestre", INK, _font(44))
    pen.rounded_rectangle((60, 108, 520, 160), 26, WARM)
    pen.text((84, 116), "EXEMPLE · chiffres fictifs", PAPER, _font(32))
    floor, step, wide = 700, 14, 150
    for days in (10, 20, 30):
        high = floor - days * step
        pen.line((120, high, 1140, high), SOFT, 3)
        pen.text((60, high - 18), str(days), INK, _font(30))
    for number, (label, days) in enumerate(BARS):
        start = 180 + number * 245
        pen.rectangle((start, floor - days * step, start + wide, floor), GREEN)
        pen.text((start + 52, floor - days * step + 16), str(days), PAPER, _font(40))
        pen.text((start + 50, floor + 18), label, INK, _font(36))
    pen.line((120, floor, 1140, floor), INK, 4)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def prepare_papers() -> dict[str, Prepared]:
    """Store both; answers what a row says of each, by its name."""
    made = {"exemple-delais.png": chart(), "exemple-tableau.csv": TABLE.encode()}
    return {name: prepare(io.BytesIO(body), name) for name, body in made.items()}
