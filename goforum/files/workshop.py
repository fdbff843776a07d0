"""Draws a picture again, in a process of its own: ``python -I workshop.py IN KIND OUT SMALL``.

Whatever else a picture file carries (place, camera, comments, scripts, other files behind it) stays behind, because
only its points are copied. The process has little memory and little time: a file made to exhaust either ends it, and
nothing else. It imports nothing of goforum and prints one line of JSON.
"""

import json
import resource
import sys
import warnings
from pathlib import Path

from PIL import GifImagePlugin, Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

MEMORY = 900 * 1024 * 1024
SECONDS = 8
# A telephone's picture has 12 to 50 million points; only JPEG can be read at a fraction of its size.
MOST_POINTS = {"JPEG": 64_000_000}
MOST_OTHERS = 25_000_000
# Enough for a screen of today and for a page of paper.
FULL = (2560, 2560)
SMALL = (640, 480)
# What comes out for what goes in; a GIF's first picture becomes a PNG.
FORMATS = {"image/png": ("PNG", "PNG"), "image/jpeg": ("JPEG", "JPEG"), "image/webp": ("WEBP", "WEBP"),
           "image/gif": ("GIF", "PNG")}
PLUGINS = (GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024 * 1024, 64 * 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _plain(image: Image.Image, target: str) -> Image.Image:
    """The points alone, upright, in one of the three plain modes."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith(("I", "F")):
        # 16 bits a point: the upper eight are what a screen shows.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    see_through = target != "JPEG" and ("A" in image.getbands() or "transparency" in image.info)
    if see_through:
        image = image.convert("RGBA")
    elif image.mode not in {"L", "RGB"}:
        image = image.convert("L" if image.mode == "1" else "RGB")
    image.info = {}
    return image


def redraw(source: Path, kind: str, full: Path, small: Path) -> dict[str, object]:
    """Read, turn upright, make no larger than a screen, write; and once more, small."""
    reads, writes = FORMATS[kind]
    Image.MAX_IMAGE_PIXELS = None  # asked below, before anything is unpacked
    with Image.open(source, formats=[reads]) as image:
        points, most = image.width * image.height, MOST_POINTS.get(reads, MOST_OTHERS)
        if points > most:
            return {"error": "points", "millions": round(points / 1e6), "most": most // 1_000_000}
        image.thumbnail(FULL, Image.Resampling.LANCZOS)
        drawn = _plain(image, writes)
    options = {"JPEG": {"quality": 85, "optimize": True, "progressive": True}, "PNG": {"compress_level": 6},
               "WEBP": {"quality": 85, "method": 4}}[writes]
    drawn.save(full, writes, **options)
    width, height = drawn.size
    if drawn.mode == "L":
        drawn = drawn.convert("RGB")
    drawn.thumbnail(SMALL, Image.Resampling.LANCZOS)
    drawn.save(small, "WEBP", quality=72, method=4)
    return {"width": width, "height": height, "format": writes}


def main() -> None:
    """Do it and say how it went."""
    _bounded()
    warnings.simplefilter("ignore")
    source, kind, full, small = sys.argv[1:]
    try:
        told = redraw(Path(source), kind, Path(full), Path(small))
    except Exception as error:  # noqa: BLE001 - whatever a hostile file does, the answer is that it is not a picture
        told = {"error": "damaged", "detail": f"{type(error).__name__}: {error}"[:200]}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
