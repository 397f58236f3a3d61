"""`ipt-notes riverside`: how many courses wait for a review or a letter."""

from collections.abc import Iterator

from msgspec import Struct

from ipt_notes.cli.plugged import command, group, open_vault

API = 1
app = group("")


class Waiting(Struct, frozen=True):
    """How many courses each rule of the practice has something to say of."""

    reviews: int
    letters: int


def _told(waiting: Waiting) -> Iterator[str]:
    yield f"waiting for a review: {waiting.reviews}"
    yield f"waiting for a letter: {waiting.letters}"


@command(app, "riverside", Waiting, _told)
def riverside() -> Waiting:
    """Count the courses that wait for a review or a letter."""
    with open_vault() as vault:
        courses = [vault.course(client.code) for client in vault.clients()]
        found = [finding.rule for course in courses for finding in vault.check(course, select=["RIV"])]
    return Waiting(found.count("RIV001"), found.count("RIV002"))
