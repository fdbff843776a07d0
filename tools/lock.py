"""Write requirements/*.txt: every package the project needs, exact, with the hashes of all its files.

    tools/lock.py             keep the versions already locked, add or drop what pyproject.toml asks for
    tools/lock.py --upgrade   take the newest versions that pyproject.toml admits

The result holds for every Python and processor the project runs on, and names no package index. The resolver
lives in a virtual environment of its own under .cache/, so that the project's own stays as locked.
"""

import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESOLVER = "uv==0.13.9"
HEADER = "# Written by `make lock` from pyproject.toml; do not edit. Exact versions, hashes of every file, no index.\n"


def resolver() -> Path:
    """The resolver's program, installed at the first use."""
    home = ROOT / ".cache" / "lock"
    program = home / "bin" / "uv"
    if not program.exists():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin" / "pip", "install", "-q", RESOLVER], check=True)
    return program


def compile_lock(program: Path, target: str, source: Path, *options: str) -> None:
    """Resolve one source into requirements/<target>."""
    output = ROOT / "requirements" / target
    command = [
        program, "pip", "compile", source.relative_to(ROOT), "--universal", "--python-version", "3.11",
        "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet", "--output-file", output, *options,
    ]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    output.write_text(HEADER + output.read_text().removeprefix(HEADER))
    print(f"requirements/{target}: {output.read_text().count('==')} packages")


def main() -> None:
    """Write the three locks; the tests' lock keeps the runtime's versions."""
    options = ("--upgrade",) if "--upgrade" in sys.argv[1:] else ()
    (ROOT / "requirements").mkdir(exist_ok=True)
    program = resolver()
    project = ROOT / "pyproject.toml"
    compile_lock(program, "runtime.txt", project, *options)
    compile_lock(program, "dev.txt", project, "--group", "dev", "--constraint", "requirements/runtime.txt", *options)
    build = ROOT / ".cache" / "build.in"
    build.write_text("\n".join(tomllib.loads(project.read_text())["build-system"]["requires"]) + "\n")
    compile_lock(program, "build.txt", build, *options)


if __name__ == "__main__":
    main()
