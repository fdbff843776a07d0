"""The colours of the design keep the contrasts WCAG asks for, in light and in dark."""

import re

import pytest

from goforum.core import paths

TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "surface", "sunken")],
    ("brand", "paper", TEXT), ("brand", "surface", TEXT), ("brand", "brand-soft", TEXT),
    ("brand-strong", "brand-soft", TEXT), ("on-brand", "brand", TEXT), ("on-brand", "brand-strong", TEXT),
    ("ink", "brand-soft", TEXT), ("ink-2", "brand-soft", TEXT), ("info", "info-soft", TEXT),
    ("warn", "warn-soft", TEXT), ("danger", "danger-soft", TEXT), ("danger", "surface", TEXT),
    ("accent", "accent-soft", TEXT), ("accent", "paper", TEXT), ("on-live", "live", TEXT),
    ("on-hero", "hero", TEXT), ("on-hero-2", "hero", TEXT), ("line-strong", "surface", SHAPE),
    ("line-strong", "paper", SHAPE), ("focus", "paper", SHAPE), ("focus", "surface", SHAPE),
    *[(tone, "surface", SHAPE) for tone in ("agree", "abstain", "disagree", "block")],
]


def _themes() -> dict[str, dict[str, str]]:
    text = (paths.STATIC / "_base/tokens.css").read_text(encoding="utf-8")
    light_block = re.search(r":root \{(.*?)\n\}", text, flags=re.DOTALL)
    dark_block = re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', text, flags=re.DOTALL)
    assert light_block
    assert dark_block
    colours = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block.group(1))) for block in (light_block, dark_block)]
    return {"light": colours[0], "dark": {**colours[0], **colours[1]}}


def _luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_contrast(theme: str, front: str, ground: str, least: float) -> None:
    colours = _themes()[theme]
    light, dark = sorted((_luminance(colours[front]), _luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least
