"""Many programs that save at the same moment, each a session of its own."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.crash.looking import look
from tests.crash.places import CODE, PROGRAM, ROOT, note, start

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.places import Place

_PATIENCE = 600


def words_of(number: int) -> str:
    """What writer `number` writes."""
    return f"told by writer {number:03}"


def save_together(count: int, beside: Path) -> list[str]:
    """Start so many programs before the first has ended; what is wrong afterwards, in words."""
    place = start("client", beside).again()
    try:
        writers = [_writer(place, number) for number in range(1, count + 1)]
        told = [(writer.communicate(timeout=_PATIENCE)[1], writer.returncode) for writer in writers]
        wrong = [
            f"writer {number}: exit code {code}: {err}" for number, (err, code) in enumerate(told, 1) if code
        ]
        return wrong + _missing(place, count)
    finally:
        place.remove()


def _writer(place: Place, number: int) -> subprocess.Popen[str]:
    file = place.folder / f"{number}.md"
    file.write_text(note(number, words_of(number)))
    return subprocess.Popen(
        [*PROGRAM, "note", "new", CODE, "--session", str(number), "--from", str(file)],
        env=place.env(),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _missing(place: Place, count: int) -> list[str]:
    found = look(place)
    charts = repr(found.shape)
    lost = [f"lost: {words}" for words in map(words_of, range(1, count + 1)) if words not in charts]
    return [*lost, *found.trouble, *(f"a draft is left: {len(text)} letters" for text in found.drafts)]
