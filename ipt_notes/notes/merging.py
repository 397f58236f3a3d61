"""Two texts that were made of the same one, joined section by section: nothing that either of two people wrote is lost. Pure.

What only one of them changed is taken as they left it. Where both changed a section, mine stands in its place and the
other one at the end, under a heading of its own, so that a person can join them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.wording import heading_key
from ipt_notes.notes.blocks import read_blocks, without_comments
from ipt_notes.notes.front_matter import Expected, read_front_matter
from ipt_notes.notes.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Callable

_FRONT = ("", 0)
_FRONT_TITLE = "Front matter"
PROMPT = "<!-- Join this with what stands above, then take it out. -->"


class Merged(NamedTuple):
    """The joined text, and the headings of the sections that both had changed."""

    text: str
    both: tuple[str, ...]


class _Piece(NamedTuple):
    """A section with its heading as it was typed, or (title "") what stands before the first one."""

    title: str
    typed: str


_Pieces = dict[tuple[str, int], _Piece]


def merge(base: str, mine: str, theirs: str, *, heading: str, is_blank: Callable[[str], bool]) -> Merged:
    """`mine` and `theirs`, both made of `base` ("" where there is none), as one text.

    `heading` is that of the section that holds what of theirs has no place; `is_blank` tells whether nobody wrote
    anything in a section.
    """
    was, one, other = _pieces(base), _pieces(mine), _pieces(theirs)
    kept, left = {}, []
    for key in _order(one, other):
        ours, its = one.get(key), other.get(key)
        stays = _chosen(was.get(key), ours, its, is_blank)
        if stays:
            kept[key] = stays
        elif ours and its:
            kept[key] = ours
            left.append(its)
    text = "\n".join(_spaced(list(kept.values())))
    if left:
        text = text.rstrip("\n") + _aside(left, heading)
    return Merged(text, tuple(piece.title or _FRONT_TITLE for piece in left))


def additions(mine: str, theirs: str, *, is_blank: Callable[[str], bool]) -> str:
    """The sections of `mine` that `theirs` has not, or not so; "" where there are none."""
    there = _pieces(theirs)
    found = [
        piece
        for key, piece in _pieces(mine).items()
        if key != _FRONT and not _same(piece, there.get(key)) and not is_blank(piece.typed)
    ]
    return "\n".join(_spaced(found))


def _spaced(pieces: list[_Piece]) -> list[str]:
    """The pieces as they were typed, with a blank line before one that stood elsewhere."""
    *before, last = (piece.typed for piece in pieces) if pieces else ("",)
    return [*(typed if typed.endswith(("\n", "---")) else f"{typed}\n" for typed in before), last]


def _chosen(
    was: _Piece | None, ours: _Piece | None, its: _Piece | None, is_blank: Callable[[str], bool]
) -> _Piece | None:
    """The piece that stands; None where neither does: both took it out, or both wrote in it."""
    if ours is None or its is None:
        there = ours or its
        return there if there and not _same(there, was) else None
    if _same(ours, its) or _same(its, was):
        return ours
    if _same(ours, was):
        return its
    return ours if is_blank(its.typed) else its if is_blank(ours.typed) else None


def _same(one: _Piece, other: _Piece | None) -> bool:
    return other is not None and _tidy(one.typed) == _tidy(other.typed)


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _order(one: _Pieces, other: _Pieces) -> list[tuple[str, int]]:
    """My order; what only they have behind what it stands behind there."""
    order = list(one)
    before = None
    for key in other:
        if key not in one:
            order.insert(order.index(before) + 1 if before in order else len(order), key)
        before = key
    return order


def _pieces(text: str) -> _Pieces:
    """The pieces of a text by heading, and how many of that heading there were before."""
    lines = text.split("\n")
    _, body = read_front_matter(without_comments(text, Problems()), Expected(), Problems())
    _, sections = read_blocks(body)
    starts = [section.line - 1 for section in sections]
    ends = [*starts, len(lines)][1:]
    front = "\n".join(lines[: starts[0] if starts else len(lines)])
    found: _Pieces = {_FRONT: _Piece("", front)} if front.strip() else {}
    for section, start, end in zip(sections, starts, ends, strict=True):
        name = heading_key(section.heading)
        count = sum(key[0] == name for key in found)
        found[name, count + 1] = _Piece(section.heading, "\n".join(lines[start:end]))
    return found


def _aside(left: list[_Piece], heading: str) -> str:
    parts = (f"**{piece.title or _FRONT_TITLE}**\n\n{_body(piece)}" for piece in left)
    return "\n\n" + "\n\n".join([f"## {heading}\n\n{PROMPT}", *parts]) + "\n"


def _body(piece: _Piece) -> str:
    """What stands under the heading; of a front matter its lines, as a list."""
    lines = piece.typed.strip().split("\n")
    if piece.title:
        return "\n".join(lines[1:]).strip("\n")
    return "\n".join(f"- {line}" for line in lines if line.strip() and line.strip() != "---")
