"""`python -m release`: the source, the wheel, the bill of materials, the lock and their hashes, in `dist/`.

The same commit gives the same bytes: nothing of this computer, this day or this user goes in.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from release.bill import bill_of_materials
from release.building import build, commit_time, export_commit, release_version, require_clean

DIST = Path("dist")
ALL_LOCK, RUN_LOCK = "requirements-all.lock", "requirements.lock"


def main() -> None:
    """Make everything aside, prove it, then put it in the place of what `dist/` held. Exits 1 with a reason."""
    require_clean()
    with TemporaryDirectory() as aside:
        tree, made = Path(aside) / "tree", Path(aside) / "made"
        export_commit(tree)
        version = release_version(tree)
        made.mkdir()
        wheel = _make(tree, made, version)
        _write_sums(made)
        shutil.rmtree(DIST, ignore_errors=True)
        shutil.copytree(made, DIST)
    print(f"{wheel.name} and what belongs to it are in {DIST}/:")
    print((DIST / "SHA256SUMS").read_text(encoding="ascii"), end="")


def _make(tree: Path, made: Path, version: str) -> Path:
    """Everything but the hashes; the wheel's path."""
    wheel, source = build(tree, made)
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(source)], check=True)
    bill = bill_of_materials(
        [wheel, source],
        (tree / ALL_LOCK).read_text(encoding="utf-8"),
        (tree / RUN_LOCK).read_text(encoding="utf-8"),
        commit_time(),
    )
    (made / f"ipt_notes-{version}.cdx.json").write_bytes(bill)
    shutil.copyfile(tree / ALL_LOCK, made / f"ipt_notes-{version}-requirements.txt")
    return wheel


def _write_sums(made: Path) -> None:
    """`SHA256SUMS` beside the files, as `sha256sum --check` reads it."""
    files = sorted(made.iterdir())
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (made / "SHA256SUMS").write_bytes("".join(lines).encode("ascii"))


if __name__ == "__main__":
    main()
