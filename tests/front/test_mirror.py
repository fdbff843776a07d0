"""One design, two directions: the Arabic page has the boxes of the French one, each at the same distance from where
its line begins.
"""

from typing import Any

import pytest

from tests.browser import Demo, in_browser, visit

pytestmark = [*in_browser, pytest.mark.slow]
PATHS = ("/", "/groups", "/groups/civil-society-forum", "/threads/1", "/proposals", "/proposals/1", "/meetings",
         "/meetings/1", "/plans", "/commitments/1", "/account", "/about", "/kit")
# What starts 24 px from the left in French starts 24 px from the right in Arabic.
BOXES = """() => {
  const rtl = document.dir === "rtl";
  const found = [];
  for (const name of ["main", ".bar-in", ".logo svg", ".cols > *", ".card", ".tabbar a", ".duo > *", ".todo .ic",
                      ".post-h .av", ".prose", ".choice input", ".foot .in", ".room > *", ".msg > .av", ".tiles > *"])
    for (const box of document.querySelectorAll(name)) {
      const place = box.getBoundingClientRect();
      if (place.width) found.push([name, Math.round(rtl ? innerWidth - place.right : place.left)]);
    }
  return found;
}"""


def _boxes(browser: Any, demo: Demo, lang: str, width: int) -> dict[str, list[Any]]:
    with visit(browser, demo.base, lang, width) as window:
        window.open(f"/sign-in?lang={lang}")
        window.sign_in("salma@example.org", demo.password)
        found = {}
        for path in PATHS:
            window.open(f"{path}?lang={lang}")
            found[path] = window.page.evaluate(BOXES)
        return found


@pytest.mark.parametrize("width", [390, 1280])
def test_arabic_mirrors_french(browser: Any, demo: Demo, width: int) -> None:
    french, arabic = (_boxes(browser, demo, lang, width) for lang in ("fr", "ar"))
    faults = []
    for path in PATHS:
        assert len(french[path]) == len(arabic[path]), path
        faults += [f"{path}: {here} in French, {there} in Arabic"
                   for here, there in zip(french[path], arabic[path], strict=True) if abs(here[1] - there[1]) > 1]
    assert faults == []
    assert sum(map(len, french.values())) > 100
