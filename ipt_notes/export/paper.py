"""The sheets a document can be laid out for. Both leave the same width of text, so that nothing else depends on them."""

from __future__ import annotations

from msgspec import Struct

from ipt_notes.errors import UsageProblem

TEXT_WIDTH = 9298
"""Width between the margins, in twentieths of a point."""


class Paper(Struct, frozen=True):
    """A sheet, upright; lengths in twentieths of a point. `code` is Word's number for it (DEVMODE `dmPaperSize`)."""

    id: str
    width: int
    height: int
    code: int

    @property
    def margin(self) -> int:
        """Left and right of the text."""
        return (self.width - TEXT_WIDTH) // 2


A4 = Paper("a4", 11906, 16838, 9)
LETTER = Paper("letter", 12240, 15840, 1)
PAPERS = (A4, LETTER)


def find_paper(name: str) -> Paper:
    """The paper called `name`, in any letter case; UsageProblem names the known ones."""
    found = next((paper for paper in PAPERS if paper.id == name.casefold()), None)
    if found is None:
        known = ", ".join(paper.id for paper in PAPERS)
        raise UsageProblem(what=f"there is no paper {name!r}", hint=f"known: {known}")
    return found
