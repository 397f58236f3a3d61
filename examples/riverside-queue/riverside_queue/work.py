"""`riverside-queue OUT`: writes the termination summary of each course in the queue to OUT, as COURSE.docx."""

import argparse
import sys
from pathlib import Path

import ipt_notes
from riverside_queue.jobs import DONE, HELD, Queue
from riverside_queue.listen import folder


def work(vault: ipt_notes.Vault, queue: Queue, out: Path) -> tuple[int, int]:
    """Work off every job. (written, held); a job whose document is there already is done."""
    codes = {client.id: client.code for client in vault.clients()}
    written = held = 0
    for course, client in queue.waiting():
        place = out / f"{course}.docx"
        is_done = place.exists() or _is_written(vault, codes.get(client), course, place)
        queue.move(course, DONE if is_done else HELD)
        written, held = written + is_done, held + (not is_done)
    return written, held


def _is_written(vault: ipt_notes.Vault, code: str | None, course: str, place: Path) -> bool:
    """Whether the summary could be written: the course is still the client's latest, and nothing stands against it."""
    try:
        if code is None or vault.course(code).id != course:
            return False
        vault.export_termination(code, place)
    except ipt_notes.IptNotesError as error:
        print(f"{course}: {type(error).__name__}", file=sys.stderr)  # the message may name a client's code
        return False
    return True


def sweep(vault: ipt_notes.Vault, queue: Queue) -> None:
    """Add the concluded courses whose event never came: a machine may die between a save and its event."""
    for client in vault.clients():
        for course in vault.courses(client.code):
            if course.conclusion is not None:
                queue.add(course.id, client.id, vault.id)


def main() -> int:
    """Run it; 0 where every job is done, 1 where some are held."""
    parser = argparse.ArgumentParser(description="Write the summaries of the courses in the queue.")
    parser.add_argument("out", type=Path, help="the folder they go to, as COURSE.docx")
    parser.add_argument("--no-sweep", action="store_true", help="trust the events alone")
    given = parser.parse_args()
    given.out.mkdir(mode=0o700, parents=True, exist_ok=True)
    queue = Queue(folder())
    try:
        with ipt_notes.open_vault(by="riverside-queue") as vault:
            if not given.no_sweep:
                sweep(vault, queue)
            written, held = work(vault, queue, given.out)
    except ipt_notes.IptNotesError as error:
        print(f"riverside-queue: {error}", file=sys.stderr)
        return error.exit_code
    print(f"{written} written, {held} held")
    return 1 if held else 0


if __name__ == "__main__":
    sys.exit(main())
