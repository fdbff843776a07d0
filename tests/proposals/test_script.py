"""The one script of these pages stays small and touches nothing but its own two boxes."""

from goforum.core import paths


def test_the_script_is_under_two_kilobytes():
    script = (paths.STATIC / "proposals" / "vote.js").read_bytes()
    assert len(script) < 2048
    assert b"innerHTML" not in script
