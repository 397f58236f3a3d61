"""Makes the golden vault of the format that a program writes: `python -m tests.vault.golden.make`.

The program is the one that this Python finds (PYTHONPATH names an older one). A golden vault is made once, by the
program of its time, and never again: whoever changes one breaks the promise it stands for. So nothing that is there is
replaced. Its secrets lie beside it, since all it holds is invented; `expected.json` is what its own program read in it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.vault.golden.story import (
    AFTER_EPOCH,
    EPOCH_OF,
    READ,
    READ_SINCE_2,
    STORY,
    STORY_SINCE_2,
    THERAPIST,
    UNFINISHED,
    Step,
    step,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).parent
KEPT = ("vault.ipt", "key", "kit.txt", "passphrase.txt", "state")
_PHRASE, _FIRST_PHRASE = "vier kühle Wörter am Morgen", "taken away again"
_DRAFT = Step(("note", "new", "田中-7", "--from", "-"), UNFINISHED)
_INIT = "init --passphrase-file first.txt --key-file key --recovery-kit kit.txt --no-keyring --therapist"

_RENEW = """
import sys
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock.rekeying import rekey_client
from ipt_notes.services.settings import read_settings
from ipt_notes.services.unlock.unlocking import open_practice
with open_practice(read_settings(), Nobody()) as practice:
    rekey_client(practice, sys.argv[1], "a new key")
"""


def environment(folder: Path) -> dict[str, str]:
    """A home of its own for a program that works on the vault in `folder`."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return kept | {
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "IPT_NOTES_VAULT": str(folder / "vault.ipt"),
        "IPT_NOTES_KEY_FILE": str(folder / "key"),
        "IPT_NOTES_PASSPHRASE_FILE": str(folder / "passphrase.txt"),
        "IPT_NOTES_NO_KEYRING": "1",
        "IPT_NOTES_TODAY": "2026-03-02",
        "PYTHONUTF8": "1",
    }


def answer(wanted: Step, folder: Path, *, exit_code: int = 0, more: Mapping[str, str] | None = None) -> Any:
    """What a command answers with --json; `more` is added to its environment."""
    words = ("-m", "ipt_notes", *wanted.words, "--json")
    done = _program(folder, *words, given=wanted.given, exit_code=exit_code, more=more)
    return json.loads(done)


def _program(
    folder: Path, *words: str, given: str = "", exit_code: int = 0, more: Mapping[str, str] | None = None
) -> bytes:
    done = subprocess.run(
        [sys.executable, *words],
        input=given.encode(),
        capture_output=True,
        check=False,
        cwd=folder,
        env=environment(folder) | (more or {}),
    )
    if done.returncode != exit_code:
        raise SystemExit(f"{' '.join(words[:4])}: exit {done.returncode}\n{done.stderr.decode()}")
    return done.stdout


def read(folder: Path, version: int) -> dict[str, Any]:
    """The answers to every reading command, by command."""
    return {line: answer(step(line), folder) for line in (*READ, *(READ_SINCE_2 if version > 1 else ()))}


def make(folder: Path) -> int:
    """Tell the story in an empty folder; the format of the vault that is there then."""
    (folder / "first.txt").write_text(_FIRST_PHRASE + "\n", encoding="utf-8")
    (folder / "passphrase.txt").write_text(_PHRASE + "\n", encoding="utf-8")
    made = answer(step(_INIT, THERAPIST), folder)
    ids = {"{" + slot["kind"] + "}": slot["id"] for slot in made["slots"]}
    tell(STORY, folder, ids)
    version = int(answer(step("vault status"), folder)["format"])
    if version > 1:
        tell(STORY_SINCE_2, folder, ids)
        (folder / "kit-2.txt").replace(folder / "kit.txt")
        _program(folder, "-c", _RENEW, EPOCH_OF)
        tell(AFTER_EPOCH, folder, ids)
    answer(_DRAFT, folder, exit_code=2)  # it can't be understood, and is kept as a draft
    text = json.dumps(read(folder, version), ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")
    return version


def tell(story: Iterable[Step], folder: Path, ids: dict[str, str]) -> None:
    """Type the steps of a story; `ids` says what stands for a word in braces."""
    for each in story:
        words = tuple(ids.get(word, word) for word in each.words)
        ids["{last}"] = answer(Step(words, each.given), folder).get("record", "")


def main() -> None:
    """Make a vault in a temporary folder and move it to its place here."""
    with tempfile.TemporaryDirectory(prefix="practice-") as made:
        folder = Path(made)
        version = make(folder)
        place = FOLDER / f"format-{version}"
        place.mkdir()  # never over one that is there
        for name in (*KEPT, "expected.json"):
            shutil.move(folder / name, place / name)


if __name__ == "__main__":
    main()
