"""A practice's own letterhead: what of it comes along, what never does, and why some can not serve."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from ipt_notes.errors import UsageProblem
from ipt_notes.export.letterheads.reading import letterhead_of, read_letterhead
from ipt_notes.export.stationery import Letterhead
from tests.export import courses, letterheads, more_courses
from tests.export.letterheads import CANARY, MAIN, by_word, edge, picture, rels, types, zipped
from tests.export.reading import W, document, parts, words
from tests.programs import needs

WORD = letterhead_of(by_word())
FROM_DOCX = letterhead_of(letterheads.by_python_docx())
ON_WORD = letterheads.summary_on(WORD, courses.whole())


def _text(data: bytes, part: str) -> str:
    return words(etree.fromstring(parts(data)[f"word/{part}"]))


def _style(data: bytes, name: str) -> etree._Element:
    styles = etree.fromstring(parts(data)["word/styles.xml"])
    return next(style for style in styles.iter(f"{W}style") if style.get(f"{W}styleId") == name)


def _value(data: bytes, style: str, path: str) -> str | None:
    found = _style(data, style).find(path)
    return None if found is None else found.get(f"{W}val")


# --- what comes along -------------------------------------------------------------------------------------


def test_headers_footers_and_their_words_come_along() -> None:
    """The first page has its own; insertions that were tracked are words, and a link's words stay."""
    assert "Only on page one" in _text(ON_WORD, "header2.xml")
    header = _text(ON_WORD, "header1.xml")
    assert "Praxis am Fluss Uferweg 3, praxis.example in Musterstadt" in header
    assert "www.praxis.example Seite 1 von 2" in _text(ON_WORD, "footer1.xml")


def test_every_page_still_says_what_it_is_of() -> None:
    """The record's own lines stand in each header and footer, also where the letterhead has none."""
    for name in ("header1.xml", "header2.xml"):
        assert "Confidential clinical record" in _text(ON_WORD, name)
    for name in ("footer1.xml", "footer2.xml"):
        assert "Termination summary · EX-014" in _text(ON_WORD, name)
    assert "Page 1 of 1" in _text(ON_WORD, "footer2.xml")
    assert "Page" not in _text(ON_WORD, "footer1.xml")  # the letterhead counts its pages itself


def test_a_draft_says_so_in_every_header() -> None:
    """In words, and across the page."""
    data = letterheads.summary_on(WORD, courses.whole(), is_draft=True)
    for name in ("header1.xml", "header2.xml"):
        assert "DRAFT - not for filing" in _text(data, name)
        assert b"PowerPlusWaterMarkObject" in parts(data)[f"word/{name}"]


def test_the_picture_comes_along_without_what_is_written_into_it() -> None:
    """Nor under the name of its file; it has words for those who can't see it."""
    found = parts(ON_WORD)
    assert found["word/media/letterhead1.png"].startswith(b"\x89PNG")
    related = etree.fromstring(found["word/_rels/header1.xml.rels"])
    assert [each.get("Target") for each in related] == ["media/letterhead1.png"]
    described = etree.fromstring(found["word/header1.xml"]).find(".//{*}docPr")
    assert (described.get("descr"), described.get("name")) == ("Letterhead", "Drawing 1")


def test_styles_are_found_under_any_name_of_their_id() -> None:
    """`berschrift1` is the heading it says it is; one with a localised name is known by its outline level."""
    assert _value(ON_WORD, "Heading1", f"{W}rPr/{W}color") == "2F5F2F"
    assert _style(ON_WORD, "Heading1").find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") == "Georgia"
    assert _style(ON_WORD, "Heading2").find(f"{W}rPr/{W}i") is not None
    assert _value(ON_WORD, "Heading2", f"{W}pPr/{W}outlineLvl") == "1"


@pytest.mark.parametrize("name", ["Heading 1", "heading 1", "HEADING 1"])
def test_the_letter_case_of_a_style_s_name_does_not_matter(name: str) -> None:
    """LibreOffice and Word differ in it."""
    styles = letterheads.STYLES.replace('w:val="heading 1"', f'w:val="{name}"')
    data = letterheads.summary_on(letterhead_of(by_word(styles=styles)), courses.whole())
    assert _value(data, "Heading1", f"{W}rPr/{W}color") == "2F5F2F"


def test_styles_that_are_missing_are_made_in_the_letterhead_s_colour() -> None:
    """A title and the tables, in the colour of its main headings."""
    assert _value(ON_WORD, "Title", f"{W}rPr/{W}color") == "2F5F2F"
    assert _value(ON_WORD, "TableHeading", f"{W}rPr/{W}color") == "2F5F2F"
    assert b'w:color="2F5F2F"' in etree.tostring(_style(ON_WORD, "SummaryTable"))


def test_a_heading_too_pale_for_text_colours_nothing_else() -> None:
    """Yellow words in a table could not be read."""
    data = letterheads.summary_on(FROM_DOCX, courses.whole())
    assert _value(data, "Heading1", f"{W}rPr/{W}color") == "FFEE00"
    assert _value(data, "TableHeading", f"{W}rPr/{W}color") is None  # that of their text


def test_a_document_without_styles_gets_all_of_ours() -> None:
    """Nothing of a look is needed to serve."""
    data = letterheads.summary_on(letterhead_of(by_word(styles=None)), courses.whole())
    assert _value(data, "Heading1", f"{W}rPr/{W}color") == "1F4E5F"


def test_a_style_of_theirs_that_has_the_id_of_ours_is_no_other_s_look() -> None:
    """Their `TableText` is not used, and ours is."""
    assert _value(ON_WORD, "TableText", f"{W}name") == "Table Text"


@pytest.mark.parametrize("letterhead", [WORD, FROM_DOCX], ids=["word", "python-docx"])
def test_every_style_that_is_used_exists_once(letterhead: Letterhead) -> None:
    """In the text, and in each header and footer."""
    found = parts(letterheads.summary_on(letterhead, courses.whole()))
    styles = etree.fromstring(found["word/styles.xml"])
    ids = [style.get(f"{W}styleId") for style in styles.iter(f"{W}style")]
    names = [style.find(f"{W}name").get(f"{W}val").casefold() for style in styles.iter(f"{W}style")]
    assert len(ids) == len(set(ids))
    assert len(names) == len(set(names))
    for name in found:
        if re.fullmatch(r"word/(document|styles|header\d|footer\d)\.xml", name):
            root = etree.fromstring(found[name])
            tags = ("pStyle", "rStyle", "tblStyle", "basedOn")
            used = {e.get(f"{W}val") for tag in tags for e in root.iter(f"{W}{tag}")}
            assert used <= set(ids), name


def test_headings_are_numbered_once_and_begin_no_page() -> None:
    """The letterhead's own Roman numbers and page breaks before headings would stand beside ours."""
    layout = _style(ON_WORD, "Heading1").find(f"{W}pPr")
    assert layout.find(f"{W}pageBreakBefore") is None
    assert layout.find(f"{W}numPr/{W}numId").get(f"{W}val") == "0"
    assert layout.find(f"{W}keepNext") is not None


def test_the_lists_of_a_header_keep_their_look_beside_our_bullets() -> None:
    """Each under a number of its own."""
    listed = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr>'
        + letterheads.said("one")
    )
    broken = '<w:p><w:pPr><w:numPr><w:numId w:val="99"/></w:numPr></w:pPr>' + letterheads.said("two")
    data = letterheads.summary_on(
        letterhead_of(by_word(first=edge("hdr", f"{listed}</w:p>{broken}</w:p>"))), courses.whole()
    )
    numbering = etree.fromstring(parts(data)["word/numbering.xml"])
    assert [num.get(f"{W}numId") for num in numbering.iter(f"{W}num")] == ["1", "2"]
    formats = [a.find(f"{W}lvl/{W}numFmt").get(f"{W}val") for a in numbering.iter(f"{W}abstractNum")]
    assert formats == ["bullet", "upperRoman"]
    used = etree.fromstring(parts(data)["word/header2.xml"]).iter(f"{W}numId")
    assert [number.get(f"{W}val") for number in used] == ["2"]
    assert _style(data, "ListBullet").find(f".//{W}numId").get(f"{W}val") == "1"


def test_the_theme_s_colours_and_fonts_come_along() -> None:
    """Where headings and text name the theme's font they find it."""
    assert b'"Candara"' in parts(ON_WORD)["word/theme/theme1.xml"]
    assert b"Candara" in parts(ON_WORD)["word/fontTable.xml"]


@pytest.mark.parametrize("letterhead", [WORD, FROM_DOCX], ids=["word", "python-docx"])
def test_tables_and_figures_fit_between_its_margins(letterhead: Letterhead) -> None:
    """Whatever it leaves."""
    root = document(letterheads.summary_on(letterhead, more_courses.long_and_full()))
    size, margins = next(root.iter(f"{W}pgSz")), next(root.iter(f"{W}pgMar"))
    room = int(size.get(f"{W}w")) - int(margins.get(f"{W}left")) - int(margins.get(f"{W}right"))
    tables = [int(width.get(f"{W}w")) for width in root.iter(f"{W}tblW")]
    assert tables
    assert all(room - 20 <= width <= room for width in tables)
    for paragraph in root.iter(f"{W}p"):
        assert sum(int(extent.get("cx")) for extent in paragraph.iterfind(".//{*}extent")) <= room * 635


def test_a_template_serves_like_a_document() -> None:
    """A practice may keep its letterhead as .dotx."""
    assert letterhead_of(by_word(types=types(MAIN.replace("document.main", "template.main")))) == WORD


def test_even_pages_have_their_own_where_the_letterhead_says_so() -> None:
    """And only then."""
    data = letterheads.summary_on(FROM_DOCX, courses.whole())
    assert "River Practice, overleaf" in _text(data, "header3.xml")
    assert b"evenAndOddHeaders" in parts(data)["word/settings.xml"]
    assert "word/header3.xml" not in parts(ON_WORD)


def test_the_same_letterhead_and_course_give_the_same_bytes() -> None:
    """The fingerprint of a disclosure can be made again."""
    again = letterheads.summary_on(letterhead_of(by_word()), courses.whole())
    assert again == ON_WORD


# --- what never does --------------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [by_word, letterheads.by_python_docx])
def test_nothing_of_those_who_made_the_letterhead_comes_along(made: Callable[[], bytes]) -> None:
    """No author, comment, change, hidden text, path, template, variable, custom part, thumbnail, file name."""
    assert CANARY.encode() in b"".join(parts(made()).values())
    for name, part in parts(letterheads.summary_on(letterhead_of(made()), courses.whole())).items():
        assert CANARY not in name
        assert CANARY.encode() not in part, name
        assert b"w:rsid" not in part, name
        assert b"External" not in part, name


def test_only_known_parts_are_in_the_document() -> None:
    """By a list of what may be, not of what may not."""
    allowed = r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|word/((_rels/)?(document|header\d|footer\d)"
    allowed += (
        r"\.xml(\.rels)?|(styles|numbering|settings|fontTable)\.xml|theme/theme1\.xml|media/letterhead\d\.png"
    )
    allowed += r"|(charts|drawings|embeddings)/.*)"
    assert [name for name in parts(ON_WORD) if not re.fullmatch(allowed, name)] == []


def test_a_photograph_comes_along_without_its_camera_s_words() -> None:
    """Nor what is hidden behind its end."""
    data = letterheads.summary_on(letterhead_of(by_word(image=letterheads.jpeg())), courses.whole())
    kept = parts(data)["word/media/letterhead1.jpeg"]
    assert kept.startswith(b"\xff\xd8\xff\xe0")
    assert kept.endswith(b"\x12\x34\xff\xd9")
    assert CANARY.encode() not in kept


def test_what_is_left_out_is_told() -> None:
    """So that nobody looks for it in vain."""
    (told,) = WORD.told
    assert "AUTHOR, DATE, FILENAME" in told
    (empty,) = letterhead_of(
        by_word(header=edge("hdr", ""), first=edge("hdr", ""), footer=edge("ftr", "<w:p/>"))
    ).told
    assert "empty" in empty


def test_a_field_within_a_field_goes_with_it() -> None:
    """And one that is never ended leaves no half behind."""
    inner = letterheads.field("PAGE", CANARY)
    outer = letterheads.field(f"IF {inner} = 1", CANARY)
    half = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>AUTHOR</w:instrText></w:r>'
    first = edge("hdr", f"<w:p>{letterheads.said('kept')}{outer}{half}</w:p>")
    data = letterheads.summary_on(letterhead_of(by_word(first=first)), courses.whole())
    assert CANARY.encode() not in parts(data)["word/header2.xml"]
    assert b"fldChar" not in parts(data)["word/header2.xml"]
    assert "kept" in _text(data, "header2.xml")


def test_a_table_from_which_something_was_taken_is_still_a_table(tmp_path: Path) -> None:
    """A cell that held nothing but the author's name, and a row that was deleted."""
    author = (
        '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/dc:creator" w:storeItemID="x"/></w:sdtPr>'
        f"<w:sdtContent><w:p>{letterheads.said(CANARY)}</w:p></w:sdtContent></w:sdt>"
    )
    cell = '<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>'
    deleted = f'<w:tr><w:trPr><w:del w:id="1" w:author="{CANARY}"/></w:trPr>{cell}<w:p/></w:tc></w:tr>'
    grid = '<w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>'
    footer = edge(
        "ftr",
        f"<w:tbl>{grid}<w:tr>{cell}{author}</w:tc></w:tr>{deleted}</w:tbl><w:tbl>{grid}{deleted}</w:tbl>",
    )
    data = letterheads.summary_on(letterhead_of(by_word(footer=footer)), courses.whole())
    root = etree.fromstring(parts(data)["word/footer1.xml"])
    assert [each.tag for each in root] == [f"{W}p", f"{W}tbl", f"{W}p"]
    assert [len(list(root.iter(f"{W}{tag}"))) for tag in ("tr", "tc")] == [1, 1]
    assert next(root.iter(f"{W}tc"))[-1].tag == f"{W}p"
    (tmp_path / "summary.docx").write_bytes(data)
    assert _audited(tmp_path) == (0, "")


# --- what can not serve -----------------------------------------------------------------------------------

NO_SECTION = re.sub(r"<w:sectPr.*</w:sectPr>", "", str(letterheads.word_parts()["word/document.xml"]))
LINK = "<w:p>" + picture('r:link="rId1"') + "</w:p>"
LINKED = {
    "header": edge("hdr", LINK),
    "header_related": rels(("image", "https://elsewhere.example/logo.png")),
}
BOMB = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
TEXT = str(letterheads.word_parts()["word/document.xml"])
HEADER_CHART = '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
CHART = edge("hdr", f"<w:p><w:r><w:drawing><a:graphic>{HEADER_CHART}</a:graphic></w:drawing></w:r></w:p>")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
NARROW = TEXT.replace('w:left="1417"', 'w:left="5000"')
WRONG_SIZE = TEXT.replace('w:w="11906"', 'w:w="wide"')
UNFIT = {
    "empty": (b"", "the file is empty", "save it as a Word document"),
    "text": (b"Dear colleague,", "no Word document", "save it as a Word document"),
    "old": (OLE, "old .doc form", "save it as a Word document"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "without a password"),
    "opendocument": (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument", "save it as a Word"),
    "a zip": (zipped({"a.txt": "a"}), "a zip file, and no Word document", "save it as a Word"),
    "a spreadsheet": (by_word(types=types("application/vnd.x.spreadsheetml.sheet.main+xml")), "an Office file", "save it as"),
    "macros": (by_word(types=types("application/vnd.ms-word.document.macroEnabled.main+xml")), "macros", "without macros"),
    "hidden macros": (zipped({**letterheads.word_parts(), "word/vbaProject.bin": b"x"}), "macros", "without macros"),
    "strict": (by_word(document=TEXT.replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main",
               "http://purl.oclc.org/ooxml/wordprocessingml/main")), "strict", "Strict Open XML"),
    "cut off": (by_word()[:-400], "damaged or was cut off", "save it anew"),
    "broken XML": (by_word(document=TEXT[:-9]), "XML is broken", "save it anew"),
    "a billion laughs": (by_word(document=BOMB + TEXT), "declares a document type", "save it anew"),
    "an external entity": (by_word(styles=EXTERNAL + letterheads.STYLES), "declares a document type", "save it anew"),
    "in another encoding": (by_word(document=(EXTERNAL + TEXT).encode("utf-16")), "declares a document type", "save it anew"),
    "no section": (by_word(document=NO_SECTION), "no page layout (no section)", "check its margins"),
    "no length": (by_word(document=WRONG_SIZE), "page layout can not be read", "save it anew"),
    "narrow": (by_word(document=NARROW), "cm, and a record needs", "margins smaller"),
    "a linked picture": (by_word(**LINKED), "only linked", "break the link"),
    "a chart": (by_word(header=CHART), "chart or diagram", "make it a picture"),
    "a drawing format": (by_word(image=b"\x01\0\0\0 EMF"), "neither PNG nor JPEG", "PNG or JPEG"),
    "a damaged picture": (by_word(image=letterheads.png()[:60]), "a picture in it is damaged", "PNG or JPEG"),
    "a missing part": (by_word(image=None), "image1.png is missing", "save it anew"),
    "many parts": (zipped({**letterheads.word_parts(), **{f"x{n}": "" for n in range(2000)}}), "more than 2000", "nothing in it"),
    "a bomb": (by_word(header=b" " * (17 << 20)), "too big", "nothing in it"),
    "a heavy picture": (by_word(image=letterheads.png()[:-12] + b"\0\x50\0\0IDAT" + bytes((80 << 16) + 4)
               + b"\0\0\0\0IEND\xaeB`\x82"), "more than 4 MB", "smaller"),
    "something else": (by_word(header_related=rels(("oleObject", "x.bin"))), "neither text nor a picture", "nothing else"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "why", "todo"), UNFIT.values(), ids=UNFIT)
def test_a_letterhead_that_can_not_serve_is_told_why_and_what_to_do(data: bytes, why: str, todo: str) -> None:
    """In words, and without a word of what is in it."""
    with pytest.raises(UsageProblem) as caught:
        letterhead_of(data)
    assert caught.value.message.startswith("this letterhead can not serve: ")
    assert why in caught.value.message
    assert todo in caught.value.hint
    assert CANARY not in caught.value.message + caught.value.hint


def test_a_package_with_the_same_part_twice_is_refused(tmp_path: Path) -> None:
    """Two programs could see two documents in it."""
    path = tmp_path / "twice.docx"
    path.write_bytes(by_word())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("WORD/document.xml", TEXT)
    with pytest.raises(UsageProblem, match="same name"):
        read_letterhead(path)


@pytest.mark.parametrize("name", ["missing.docx", ".", "a\0b"])
def test_a_letterhead_that_can_not_be_read_is_told(tmp_path: Path, name: str) -> None:
    """No such file; a folder; no name at all."""
    with pytest.raises(UsageProblem, match="can not be read"):
        read_letterhead(tmp_path / name)


def test_no_damage_to_a_letterhead_ends_in_anything_but_words() -> None:
    """Each part in turn emptied, cut, or filled with noise."""
    whole = letterheads.word_parts()
    for name, part in whole.items():
        data = part if isinstance(part, bytes) else part.encode()
        for broken in (b"", data[: len(data) // 2], b"<a/>", b"\0\xff" * 50):
            try:
                made = letterhead_of(zipped({**whole, name: broken}))
            except UsageProblem:
                continue
            letterheads.summary_on(made, courses.replayed(courses.opened()))


# --- real programs ----------------------------------------------------------------------------------------


def test_openxml_audit_finds_nothing_on_a_letterhead(tmp_path: Path) -> None:
    """Final and draft, on each of the letterheads."""
    for name, letterhead in (("word", WORD), ("python-docx", FROM_DOCX)):
        for is_draft in (False, True):
            data = letterheads.summary_on(letterhead, courses.whole(), is_draft=is_draft)
            (tmp_path / f"{name}-{is_draft}.docx").write_bytes(data)
    assert _audited(tmp_path) == (0, "")


@pytest.fixture(scope="module")
def made_by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A letterhead that a real LibreOffice saved."""
    return letterheads.by_libreoffice(tmp_path_factory.mktemp("letterhead"))


@pytest.mark.libreoffice
@needs("soffice")
def test_a_letterhead_made_by_libreoffice_serves(made_by_libreoffice: bytes, tmp_path: Path) -> None:
    """Its crest and address on page one, its colour and font, nobody's name; the checker finds nothing."""
    data = letterheads.summary_on(letterhead_of(made_by_libreoffice), courses.whole())
    assert "Uferweg 3, 99999 Musterstadt" in _text(data, "header2.xml")
    assert "word/media/letterhead1.png" in parts(data)
    assert _value(data, "TableHeading", f"{W}rPr/{W}color") == "7A1F3D"
    assert b"DejaVu Serif" in parts(data)["word/styles.xml"]
    assert all(CANARY.encode() not in part for part in parts(data).values())
    (tmp_path / "summary.docx").write_bytes(data)
    assert _audited(tmp_path) == (0, "")


@pytest.mark.libreoffice
@needs("soffice", "pdftotext")
def test_a_word_processor_prints_the_letterhead_and_the_summary(tmp_path: Path) -> None:
    """The first page its own header, the next ones theirs, each its number."""
    (tmp_path / "summary.docx").write_bytes(ON_WORD)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        tmp_path,
        tmp_path / "summary.docx",
    ]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    read = ["pdftotext", "-layout", tmp_path / "summary.pdf", "-"]
    first, *rest = (
        subprocess.run(read, check=True, capture_output=True, timeout=60).stdout.decode().split("\f")[:-1]
    )
    assert "Only on page one" in first
    assert f"Page 1 of {len(rest) + 1}" in first
    for number, page in enumerate(rest, 2):
        assert "Praxis am Fluss Uferweg 3" in page
        assert f"Seite {number} von {len(rest) + 1}" in page
        assert "EX-014" in page


def _audited(folder: Path) -> tuple[int, str]:
    """The exit code of openxml-audit over a folder, and what it found."""
    program = Path(sys.executable).with_name("openxml-audit" + (".exe" if os.name == "nt" else ""))
    done = subprocess.run(
        [program, "--recursive", "--quiet", folder], check=False, capture_output=True, text=True, timeout=300
    )
    return done.returncode, done.stdout if done.returncode else ""
