"""Opens a practice's own document as far as it can be trusted: a package of sane size, its parts as XML without entities.

Nothing is unpacked but what is asked for, and of that no more than the limits allow, whatever the package says of itself.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree

from ipt_notes.errors import UsageProblem
from ipt_notes.export._zip import OFFICE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = f"{{{OFFICE}}}"
_TYPES = "[Content_Types].xml"
_STRICT = "http://purl.oclc.org/ooxml/"
MOST_BYTES = 32 << 20
"""Of a file that is looked at."""
_MOST_PART, _MOST_PARTS = 16 << 20, 2000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS_DOCX = "open it in Word or LibreOffice and save it as a Word document (.docx)"
_BROKEN = "open it in Word or LibreOffice, save it anew, and give that file"


class Related(NamedTuple):
    """What a part refers to: `kind` is the last word of the relationship's type, `target` a part or an address."""

    kind: str
    target: str
    is_external: bool


def unfit(why: str, todo: str) -> UsageProblem:
    """The error of a letterhead that can't be used, and what to do about it."""
    return UsageProblem(what=f"this letterhead can not serve: {why}", hint=todo)


class Source:
    """The package of a letterhead."""

    def __init__(self, data: bytes) -> None:
        """UsageProblem for what is no Word document, or none that can serve."""
        _require_package(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise unfit("the file is damaged or was cut off", _BROKEN) from None
        self._names = {name.casefold(): name for name in self._zip.namelist()}
        _require_size(self._zip.infolist(), len(self._names))
        self.main = self._main()

    def has(self, name: str) -> bool:
        """Whether there is such a part, in any letter case."""
        return name.casefold() in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part. UsageProblem where there is none, it is broken, or too big."""
        found = self._names.get(name.casefold())
        if found is None:
            raise unfit(f"its part {posixpath.basename(name)} is missing", _BROKEN)
        try:
            with self._zip.open(found) as part:
                data = part.read(_MOST_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
            raise unfit("the file is damaged or was cut off", _BROKEN) from None
        if len(data) > _MOST_PART:
            raise _too_big()
        return data

    def xml(self, name: str) -> Any:
        """The root of a part, without comments. UsageProblem for broken XML and for any with a DTD."""
        data = self.read(name)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        if b"<!DOCTYPE" in data:  # before it is parsed
            raise _has_dtd()
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise unfit("its XML is broken", _BROKEN) from None
        if root.getroottree().docinfo.doctype:  # in another encoding
            raise _has_dtd()
        return root

    def related(self, name: str) -> dict[str, Related]:
        """What a part refers to, by relationship id; "" for the package itself."""
        folder, file = posixpath.split(name)
        part = posixpath.join(folder, "_rels", f"{file}.rels")
        if not self.has(part):
            return {}
        return {
            relation.get("Id", ""): _related(relation, folder)
            for relation in self.xml(part).iterfind("{*}Relationship")
        }

    def _main(self) -> str:
        """The name of the part that holds the text."""
        if "mimetype" in self._names and not self.has(_TYPES):
            raise unfit("it is an OpenDocument file", SAVE_AS_DOCX)
        if not self.has(_TYPES):
            raise unfit("it is a zip file, and no Word document", SAVE_AS_DOCX)
        parts = [each for each in self.related("").values() if each.kind == "officeDocument"]
        if not parts or not self.has(parts[0].target):
            raise unfit("it is no Word document", SAVE_AS_DOCX)
        self._require_document(parts[0].target)
        return parts[0].target

    def _require_document(self, main: str) -> None:
        types = {
            element.get("PartName", "").lstrip("/").casefold(): element.get("ContentType", "")
            for element in self.xml(_TYPES).iterfind("{*}Override")
        }
        kind = types.get(main.casefold(), "wordprocessingml.document.main+xml").casefold()
        if "macroenabled" in kind or any("vbaproject" in name for name in self._names):
            raise unfit("it holds macros", 'save it as "Word document (.docx)", without macros')
        if "wordprocessingml" not in kind:
            raise unfit("it is an Office file, and no Word document", SAVE_AS_DOCX)
        if self.xml(main).tag.startswith(f"{{{_STRICT}"):
            todo = 'save it as "Word document (.docx)", not as "Strict Open XML Document"'
            raise unfit("it is in the strict form of the format", todo)


def _related(relation: Any, folder: str) -> Related:
    target, kind = relation.get("Target", ""), relation.get("Type", "").rpartition("/")[2]
    if relation.get("TargetMode") == "External":
        return Related(kind, target, is_external=True)
    return Related(kind, posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/"), False)  # noqa: FBT003 - named in the class


def _require_package(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise _too_big()
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise unfit("it is encrypted", "save a copy without a password")
        raise unfit("it is in the old .doc form", SAVE_AS_DOCX)
    if not data.startswith(b"PK"):
        raise unfit("it is no Word document" if data else "the file is empty", SAVE_AS_DOCX)


def _require_size(members: list[zipfile.ZipInfo], names: int) -> None:
    if len(members) > _MOST_PARTS:
        raise unfit(f"it has more than {_MOST_PARTS} parts", _smaller())
    if names < len(members):
        raise unfit("two of its parts have the same name", _BROKEN)
    if any(member.flag_bits & 1 for member in members):
        raise unfit("it is encrypted", "save a copy without a password")


def _too_big() -> UsageProblem:
    return unfit("it is too big for a letterhead", _smaller())


def _smaller() -> str:
    return "make a document with nothing in it but the header and the footer"


def _has_dtd() -> UsageProblem:
    return unfit("its XML declares a document type, which no Word document does", _BROKEN)
