"""Fetch the few third-party browser files into the repository: `python tools/vendor.py`.

Each package comes through the npm client, is checked against the integrity written here, and only the files
named are taken. A lock file beside them says what they are, and tests/front/test_vendored_files.py recomputes
every hash. Running goforum needs none of this: the files are committed.
"""

import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = "vendor.lock.json"


@dataclass(frozen=True)
class Package:
    """One npm package: what it is, and which of its files go where."""

    name: str
    version: str
    integrity: str
    licence: str
    folder: str
    files: dict[str, str]


PACKAGES = (
    Package(
        name="axe-core",
        version="4.14.1",
        integrity="sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        licence="MPL-2.0",
        folder="tests/vendor",
        files={"package/axe.min.js": "axe.min.js", "package/LICENSE": "LICENSE-axe-core.txt"},
    ),
)


def digest(algorithm: str, content: bytes) -> str:
    """A hash as browsers and npm write it: the algorithm, a dash, base64."""
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def download(package: Package, folder: Path) -> Path:
    """The package's archive, checked; anything but the bytes we expect is refused."""
    spec = f"{package.name}@{package.version}"
    answer = subprocess.run(
        ["npm", "pack", "--silent", "--ignore-scripts", spec],
        cwd=folder, check=True, capture_output=True, text=True, timeout=120,
    )
    archive = folder / answer.stdout.strip().splitlines()[-1]
    found = digest("sha512", archive.read_bytes())
    if found != package.integrity:
        raise SystemExit(f"{spec}: expected {package.integrity}, got {found}")
    return archive


def extract(package: Package, archive: Path) -> list[dict[str, str]]:
    """Write the files of a package and return their lines of the lock."""
    lines = []
    with tarfile.open(archive) as bundle:
        for inside, name in package.files.items():
            member = bundle.extractfile(inside)
            if member is None:
                raise SystemExit(f"{package.name}: {inside} is not a file")
            content = member.read()
            target = ROOT / package.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            lines.append({"file": name, "source": inside, "sha384": digest("sha384", content)})
    return lines


def main() -> None:
    """Fetch every package and write the locks."""
    locks: dict[str, list[dict[str, object]]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for package in PACKAGES:
            files = extract(package, download(package, Path(temporary)))
            locks.setdefault(package.folder, []).append({
                "package": package.name, "version": package.version, "integrity": package.integrity,
                "licence": package.licence, "files": files,
            })
    for folder, packages in locks.items():
        (ROOT / folder / LOCK).write_text(json.dumps(packages, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
