"""The parts of the build that a table cannot say; everything else is in pyproject.toml.

Two steps are added to the ordinary build: `templates/`, `static/` and `migrations/`, which stand at the top of
the repository, are copied into the wheel as `goforum/_data/`; and each catalogue is compiled beside its source.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
TREES = ("templates", "static", "migrations")
UNWANTED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def compile_catalogues(folder: Path) -> None:
    """Write messages.mo beside each messages.po under a folder; a catalogue with a fault ends the build."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)


class BuildWithData(build_py):
    """build_py, then the data and the catalogues, into the build folder only: the checkout stays untouched."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        package = Path(self.build_lib) / "goforum"
        for tree in TREES:
            if (ROOT / tree).is_dir():
                # A folder left by an earlier build could hold files that no longer exist.
                shutil.rmtree(package / "_data" / tree, ignore_errors=True)
                shutil.copytree(ROOT / tree, package / "_data" / tree, ignore=UNWANTED)
        compile_catalogues(package / "translations")


setup(cmdclass={"build_py": BuildWithData})
