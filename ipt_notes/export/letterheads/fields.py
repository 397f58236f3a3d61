"""The fields of a header or footer (ECMA-376 part 1, 17.16): page numbers live on, of a link the words stay, the rest goes.

Any other field would show a day, a file or a person of another document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipt_notes.export.letterheads.source import W

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIVE = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
_WORDS = {"HYPERLINK"}
_OF = {"NUMPAGES", "SECTIONPAGES"}


class _Field:
    """A field that is being read: its instruction, and the elements that make it and that it shows."""

    def __init__(self) -> None:
        self.code = ""
        self.is_shown = False
        self.marks: list[Any] = []
        self.result: list[Any] = []


def settle_fields(root: Any) -> Iterator[str]:
    """Take out of the part what no record should show; the kind of each field that went."""
    for field in list(root.iter(f"{W}fldSimple")):
        kind = _kind(field.get(f"{W}instr", ""))
        if kind not in _LIVE:
            if kind in _WORDS:
                unwrap(field)
            else:
                remove(field)
                yield kind
    yield from _settle_complex(root)


def is_counted(root: Any) -> bool:
    """Whether the part shows the page and the number of pages."""
    codes = [_kind(field.get(f"{W}instr", "")) for field in root.iter(f"{W}fldSimple")]
    codes += [kind for field in _complex(root) if (kind := _kind(field.code))]
    return "PAGE" in codes and bool(_OF & set(codes))


def _settle_complex(root: Any) -> Iterator[str]:
    for field in _complex(root):
        kind = _kind(field.code)
        if kind in _LIVE:
            continue
        for element in field.marks:
            remove(element)
        if kind not in _WORDS:
            yield kind
            for element in field.result:
                remove(element)


def _complex(root: Any) -> list[_Field]:
    """The fields made of several runs, the inner ones first; one that is never ended ends with the part."""
    done: list[_Field] = []
    still_open: list[_Field] = []
    for element in [each for run in root.iter(f"{W}r") for each in run if each.tag != f"{W}rPr"]:
        kind = element.get(f"{W}fldCharType") if element.tag == f"{W}fldChar" else None
        if kind == "begin":
            still_open.append(_Field())
        for field in still_open:
            is_mark = field is still_open[-1] and (kind or element.tag == f"{W}instrText")
            (field.marks if is_mark or not field.is_shown else field.result).append(element)
        if still_open:
            _read(still_open[-1], element, kind)
        if kind == "end" and still_open:
            done.append(still_open.pop())
    return done + still_open


def _read(field: _Field, element: Any, kind: str | None) -> None:
    if kind == "separate":
        field.is_shown = True
    elif element.tag == f"{W}instrText" and not field.is_shown:
        field.code += element.text or ""


def _kind(code: str) -> str:
    return (code.split() or ["?"])[0].upper()


def remove(element: Any) -> None:
    """Take an element out, its text before and behind left as it is."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: Any) -> None:
    """Put an element's children in its place."""
    parent = element.getparent()
    at = parent.index(element)
    parent[at : at + 1] = list(element)
