"""Letterheads for the tests: one as Word writes it in German, one by python-docx, one by a real LibreOffice.

Everything that must not come along has CANARY in it.
"""

from __future__ import annotations

import base64
import io
import struct
import subprocess
import zipfile
import zlib
from typing import TYPE_CHECKING

import docx
from docx.shared import Cm, Pt, RGBColor

from ipt_notes.export import _package, termination
from ipt_notes.export._material import Material
from ipt_notes.export._wordml import heading, paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ipt_notes.course.model import Course
    from ipt_notes.export.stationery import Letterhead

CANARY = "canary-of-sixteen-letters"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" mc:Ignorable="w14"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EXTERNAL = ' TargetMode="External"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def png(colour: tuple[int, int, int] = (122, 31, 61)) -> bytes:
    """A small picture that says who painted it."""
    rows = b"".join(b"\0" + bytes(colour) * 24 for _ in range(24))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 24, 24, 8, 2, 0, 0, 0)),
        (b"tEXt", b"Author\0" + CANARY.encode()),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def jpeg() -> bytes:
    """The frame of one, with a camera's and an editor's words, and words behind its end."""
    segments = [
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), (0xE1, b"Exif\0\0" + CANARY.encode()), (0xFE, CANARY.encode()),
        (0xDB, b"\0" + bytes([1] * 64)), (0xC0, b"\x08\0\x08\0\x08\1\1\x11\0"), (0xDA, b"\1\1\0\0\x3f\0"),
    ]  # fmt: skip
    head = b"".join(struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data for marker, data in segments)
    return b"\xff\xd8" + head + b"\x12\x34\xff\xd9" + CANARY.encode()


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A package of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


def rels(*related: tuple[str, str]) -> str:
    """A relationships part; (kind, target) in order are rId1, rId2, ..."""
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"{_EXTERNAL * ("://" in target)}/>'
        for number, (kind, target) in enumerate(related, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'


def picture(relation: str = 'r:embed="rId1"') -> str:
    """A picture in the line, with the name of the file it came from."""
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="720000" cy="720000"/>'
        f'<wp:docPr id="1" name="{CANARY}" descr="C:\\Users\\{CANARY}\\logo.png"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="0" name="{CANARY}.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        f"<pic:blipFill><a:blip {relation}/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="720000" cy="720000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def field(code: str, shown: str) -> str:
    """A field made of runs."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def said(text: str) -> str:
    """A run."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def edge(tag: str, content: str) -> str:
    """A header (`hdr`) or footer (`ftr`) part."""
    return f"<w:{tag} {_NS}>{content}</w:{tag}>"


HEADER = (
    '<w:p w:rsidR="00AB12CD" w14:paraId="1A2B3C4D"><w:pPr><w:pStyle w:val="Kopfzeile"/></w:pPr>'
    f'{picture()}<w:r><w:t xml:space="preserve"> Praxis am Fluss </w:t></w:r>'
    f'<w:ins w:id="1" w:author="{CANARY}" w:date="2020-01-01T00:00:00Z"><w:r><w:t xml:space="preserve">Uferweg 3, </w:t></w:r></w:ins>'
    f'<w:del w:id="2" w:author="{CANARY}"><w:r><w:delText>{CANARY}</w:delText></w:r></w:del>'
    f'<w:r><w:rPr><w:vanish/></w:rPr><w:t>{CANARY}</w:t></w:r><w:bookmarkStart w:id="3" w:name="{CANARY}"/>'
    f"{field('AUTHOR', CANARY)}{field(f'FILENAME {CANARY}', CANARY)}"
    f'<w:fldSimple w:instr=" DATE "><w:r><w:t>{CANARY}</w:t></w:r></w:fldSimple>'
    f"{field(f'HYPERLINK file:///C:/{CANARY}', 'praxis.example')}"
    f'<w:sdt><w:sdtPr><w:dataBinding w:xpath="/cp:coreProperties/dc:creator" w:storeItemID="x"/></w:sdtPr>'
    f"<w:sdtContent><w:r><w:t>{CANARY}</w:t></w:r></w:sdtContent></w:sdt>"
    f'<w:sdt><w:sdtPr><w:alias w:val="{CANARY}"/></w:sdtPr><w:sdtContent>{said(" in Musterstadt")}</w:sdtContent></w:sdt>'
    '<w:commentRangeStart w:id="0"/><w:commentRangeEnd w:id="0"/></w:p>'
)
FOOTER = (
    '<w:p><w:pPr><w:pStyle w:val="Fuzeile"/></w:pPr><w:hyperlink r:id="rId1"><w:r><w:t>www.praxis.example</w:t></w:r>'
    f"</w:hyperlink>{said(' Seite ')}{field('PAGE', '1')}{said(' von ')}{field('NUMPAGES', '2')}</w:p>"
)
FIRST = '<w:p><w:pPr><w:pStyle w:val="Kopfzeile"/></w:pPr><w:r><w:t>Only on page one</w:t></w:r></w:p>'
STYLES = f"""<w:styles {_NS}><w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" w:cs="Times New Roman"/><w:sz w:val="24"/><w:lang w:val="de-DE"/>
</w:rPr></w:rPrDefault></w:docDefaults>
<w:latentStyles w:count="1"><w:lsdException w:name="{CANARY}"/></w:latentStyles>
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/><w:rsid w:val="00AB12CD"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/>
<w:next w:val="Standard"/><w:link w:val="berschrift1Zchn"/><w:pPr><w:pageBreakBefore/><w:numPr><w:numId w:val="7"/></w:numPr>
<w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:ascii="Georgia" w:hAnsi="Georgia"/><w:color w:val="2F5F2F"/><w:sz w:val="30"/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Heading2"><w:name w:val="Überschrift zwei"/><w:basedOn w:val="Standard"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:i/><w:color w:val="2F5F2F"/></w:rPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="Absatz-Standardschriftart"><w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="character" w:styleId="berschrift1Zchn"><w:name w:val="{CANARY}"/></w:style>
<w:style w:type="table" w:default="1" w:styleId="NormaleTabelle"><w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar>
<w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="TableText"><w:name w:val="{CANARY}"/></w:style>
<w:style w:type="paragraph" w:styleId="Kopfzeile"><w:name w:val="header"/><w:basedOn w:val="Standard"/>
<w:rPr><w:color w:val="2F5F2F"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Fuzeile"><w:name w:val="footer"/><w:basedOn w:val="Standard"/></w:style></w:styles>"""
NUMBERING = (
    f'<w:numbering {_NS}><w:abstractNum w:abstractNumId="3" w:nsid="00AB12CD"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="upperRoman"/><w:pStyle w:val="berschrift1"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>'
)
SETTINGS = (
    f'<w:settings {_NS}><w:attachedTemplate r:id="rId1"/><w:mailMerge><w:query w:val="{CANARY}"/></w:mailMerge>'
    '<w:evenAndOddHeaders w:val="0"/><w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>'
    f'<w:docVars><w:docVar w:name="x" w:val="{CANARY}"/></w:docVars></w:settings>'
)
SECTION = (
    '<w:sectPr w:rsidR="00AB12CD"><w:headerReference w:type="default" r:id="rId4"/>'
    '<w:footerReference w:type="default" r:id="rId5"/><w:headerReference w:type="first" r:id="rId6"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1701" w:right="1417" w:bottom="1134" w:left="1417" '
    'w:header="708" w:footer="708" w:gutter="0"/><w:printerSettings r:id="rId9"/><w:titlePg/></w:sectPr>'
)


def word_parts(**changed: bytes | str | None) -> dict[str, bytes | str]:
    """The parts of a letterhead as a German Word writes them; `changed` by what the key of `_NAMES` names, None to leave out."""
    made: dict[str, bytes | str] = {
        "types": types(MAIN),
        "root": rels(("officeDocument", "word/document.xml"), ("thumbnail", "docProps/thumbnail.jpeg")),
        "document": f"<w:document {_NS}><w:body><w:p><w:r><w:t>{CANARY}</w:t></w:r></w:p>{SECTION}</w:body></w:document>",
        "related": rels(
            ("styles", "styles.xml"), ("numbering", "numbering.xml"), ("settings", "settings.xml"), ("header", "header1.xml"),
            ("footer", "footer1.xml"), ("header", "header2.xml"), ("theme", "theme/theme1.xml"), ("comments", "comments.xml"),
            ("printerSettings", "printerSettings1.bin"), ("customXml", "../customXml/item1.xml"), ("fontTable", "fontTable.xml"),
        ),
        "styles": STYLES,
        "numbering": NUMBERING,
        "settings": SETTINGS,
        "settings_related": rels(("attachedTemplate", f"file:///C:/{CANARY}.dotx")),
        "header": edge("hdr", HEADER),
        "header_related": rels(("image", "media/image1.png")),
        "first": edge("hdr", FIRST),
        "footer": edge("ftr", FOOTER),
        "footer_related": rels(("hyperlink", f"https://praxis.example/?from={CANARY}")),
        "image": png(),
        "theme": theme(),
        "fonts": (
            f'<w:fonts {_NS}><w:font w:name="Candara"><w:altName w:val="Calibri"/>'
            '<w:embedRegular r:id="rId1"/></w:font></w:fonts>'
        ),
        "comments": f"<w:comments {_NS}>{CANARY}</w:comments>",
        "printer": CANARY,
        "custom": f"<x>{CANARY}</x>",
        "core": f"<c>{CANARY}</c>",
        "thumbnail": CANARY,
    }  # fmt: skip
    kept = {**made, **changed}
    return {_NAMES.get(key, key): part for key, part in kept.items() if part is not None}


_NAMES = {
    "types": "[Content_Types].xml", "root": "_rels/.rels", "document": "word/document.xml",
    "related": "word/_rels/document.xml.rels", "styles": "word/styles.xml", "numbering": "word/numbering.xml",
    "settings": "word/settings.xml", "settings_related": "word/_rels/settings.xml.rels", "header": "word/header1.xml",
    "header_related": "word/_rels/header1.xml.rels", "first": "word/header2.xml", "footer": "word/footer1.xml",
    "footer_related": "word/_rels/footer1.xml.rels", "image": "word/media/image1.png", "theme": "word/theme/theme1.xml",
    "fonts": "word/fontTable.xml", "comments": "word/comments.xml", "printer": "word/printerSettings1.bin",
    "custom": "customXml/item1.xml", "core": "docProps/core.xml", "thumbnail": "docProps/thumbnail.jpeg",
}  # fmt: skip


def by_word(**changed: bytes | str | None) -> bytes:
    """The whole letterhead of `word_parts`."""
    return zipped(word_parts(**changed))


def types(main: str, part: str = "/word/document.xml") -> str:
    """A part of content types that calls the text `main`."""
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Override PartName="{part}" ContentType="{main}"/></Types>'
    )


def theme() -> str:
    """A theme with colours and fonts of its own, and somebody's name."""
    from ipt_notes.export._letterhead import compiled

    plain = compiled()["word/theme/theme1.xml"].decode()
    return (
        plain.replace('"Calibri"', '"Candara"')
        .replace('"Cambria"', '"Candara"')
        .replace('name="Office', f'name="{CANARY}')
    )


def by_python_docx() -> bytes:
    """Letter paper, a header and footer for odd and even pages, a table, large text."""
    document = docx.Document()
    document.core_properties.author = document.core_properties.comments = CANARY
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(3)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Times New Roman", Pt(12)
    document.styles["Heading 1"].font.color.rgb = RGBColor(0xFF, 0xEE, 0x00)
    section.header.paragraphs[0].text = "River Practice"
    section.even_page_header.paragraphs[0].text = "River Practice, overleaf"
    table = section.footer.add_table(1, 2, Cm(15))
    table.cell(0, 0).text, table.cell(0, 1).text = "12 Shore Road", "Anytown"
    section.even_page_footer.paragraphs[0].text = "12 Shore Road, Anytown"
    document.add_paragraph(CANARY)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def by_libreoffice(folder: Path) -> bytes:
    """A serif letterhead with a crest on its first page, made in a real LibreOffice."""
    source = folder / "letterhead.fodt"
    source.write_text(_FLAT.replace("PICTURE", base64.b64encode(png()).decode()), encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder),
        str(source),
    ]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    return (folder / "letterhead.docx").read_bytes()


def summary_on(letterhead: Letterhead, course: Course, *, is_draft: bool = False) -> bytes:
    """The sixteen parts of a course's summary on a letterhead."""
    material = Material(course, {}, "Dr Ada Example")
    body = [heading(termination.TITLE, 0), paragraph(course.client.code, "SubtitleLine")]
    for number, (title, write) in enumerate(termination.PARTS, 1):
        body += [heading(f"{number}. {title}", 1), *write(material)]
    footer = f"{termination.TITLE} · {course.client.code}"
    frame = _package.Frame(
        termination.TITLE, footer, "Dr Ada Example", course.start, is_draft, letterhead=letterhead
    )
    return _package.package(body, frame, material.charts)


_FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>canary-of-sixteen-letters</dc:title><meta:initial-creator>canary-of-sixteen-letters</meta:initial-creator><dc:creator>canary-of-sixteen-letters</dc:creator></office:meta>
<office:font-face-decls><style:font-face style:name="DejaVu Serif" svg:font-family="'DejaVu Serif'" style:font-family-generic="roman"/></office:font-face-decls>
<office:styles>
<style:default-style style:family="paragraph"><style:text-properties style:font-name="DejaVu Serif" fo:font-size="11pt" fo:language="de" fo:country="DE"/></style:default-style>
<style:style style:name="Standard" style:family="paragraph" style:class="text"/>
<style:style style:name="Heading" style:family="paragraph" style:parent-style-name="Standard" style:class="text"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Heading" style:default-outline-level="1"><style:paragraph-properties fo:margin-top="0.6cm" fo:margin-bottom="0.2cm"/><style:text-properties fo:font-size="15pt" fo:color="#7a1f3d" fo:font-weight="bold"/></style:style>
<style:style style:name="Header" style:family="paragraph" style:parent-style-name="Standard" style:class="extra"/>
<style:style style:name="Footer" style:family="paragraph" style:parent-style-name="Standard" style:class="extra"><style:text-properties fo:font-size="8pt"/></style:style>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="1.5cm" fo:margin-bottom="1.5cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/><style:header-style><style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.5cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.5cm"/></style:footer-style></style:page-layout>
<style:style style:name="fr1" style:family="graphic"><style:graphic-properties style:wrap="none" style:vertical-pos="top" style:vertical-rel="baseline"/></style:style>
<style:style style:name="T1" style:family="text"><style:text-properties fo:color="#7a1f3d" fo:font-weight="bold" fo:font-size="14pt"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1">
<style:header><text:p text:style-name="Header">Praxis am Fluss <text:author-name text:fixed="false">canary-of-sixteen-letters</text:author-name> <text:date>2019-01-01</text:date></text:p></style:header>
<style:header-first><text:p text:style-name="Header"><draw:frame draw:style-name="fr1" draw:name="Bild1" text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image><office:binary-data>PICTURE</office:binary-data></draw:image></draw:frame><text:span text:style-name="T1"> Praxis am Fluss</text:span></text:p><text:p text:style-name="Header">Uferweg 3, 99999 Musterstadt</text:p></style:header-first>
<style:footer><text:p text:style-name="Footer">Telefon 0555 0100 · <text:a xlink:href="https://praxis.example/">praxis.example</text:a></text:p></style:footer>
<style:footer-first><text:p text:style-name="Footer">Bank of Nowhere · IBAN XX00 0000</text:p></style:footer-first>
</style:master-page></office:master-styles>
<office:body><office:text><text:p text:style-name="Standard">canary-of-sixteen-letters</text:p></office:text></office:body>
</office:document>
"""
