"""axe in a window of a test: what it is asked for, and its answer in words."""

from functools import cache

from tests.browser import ROOT, Visit

LOOK = """contrast => { scrollTo(0, 0); return axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: {"target-size": {enabled: true}, "color-contrast": {enabled: contrast}}, resultTypes: ["violations"], preload: false,
}).then(found => found.violations.map(one => `${one.id} (${one.nodes.length}): `
    + `${one.nodes[0].html.slice(0, 160)} — ${one.nodes[0].any.concat(one.nodes[0].all)[0]?.message ?? ""}`)); }"""
# Colours do not depend on the width, and measuring them is most of axe's work: at a second width only of what is new there.
SEEN = """() => { window.axeSeen = new Set([...document.querySelectorAll("body *")].filter(
    one => one.checkVisibility({visibilityProperty: true}))); }"""
NEW_HERE = """() => { const fresh = new Set([...document.querySelectorAll("body *")].filter(
    one => one.checkVisibility({visibilityProperty: true}) && !window.axeSeen.has(one)));
  const include = [...fresh].filter(one => !fresh.has(one.parentElement));
  return include.length === 0 ? [] : axe.run({include}, {runOnly: ["color-contrast"], resultTypes: ["violations"], preload: false})
    .then(found => found.violations.map(one => `${one.id} (${one.nodes.length}): ${one.nodes[0].html.slice(0, 160)}`)); }"""


@cache
def axe() -> str:
    return (ROOT / "tests/vendor/axe.min.js").read_text(encoding="utf-8")


def axe_faults(one: Visit, *, contrast: bool = True) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    one.page.wait_for_load_state()
    one.page.evaluate(f"() => {{ {axe()} }}")
    return [f"{one.page.url}: {fault}" for fault in one.page.evaluate(LOOK, contrast)]
