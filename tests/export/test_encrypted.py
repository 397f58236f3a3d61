"""A document under a password opens with it, in a word processor and for other readers, and with nothing else."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import msoffcrypto
import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.exceptions import InvalidKeyError

from ipt_notes.export.locked import locked, make_lock
from ipt_notes.export.termination import render
from tests.cli.transcript import environment
from tests.export import courses
from tests.export.batches import given_out, practice_of
from tests.programs import needs

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "Grüße, 山田 & 17 otters"
CODE = "EX-014"
_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub ShowText
Dim how(1) As New com.sun.star.beans.PropertyValue
Dim kind(0) As New com.sun.star.beans.PropertyValue
how(0).Name = "Hidden" : how(0).Value = True
how(1).Name = "Password" : how(1).Value = "{password}"
kind(0).Name = "FilterName" : kind(0).Value = "Text"
On Error Goto Done
opened = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, how())
opened.storeToURL("{target}", kind())
opened.close(True)
Done:
StarDesktop.terminate()
End Sub
</script:module>"""


@pytest.fixture(scope="module")
def document() -> bytes:
    """A termination summary."""
    return render(courses.whole(), narrative=courses.NARRATIVE, therapist="Dr Ada Example")


def _opened(data: bytes, password: str) -> tuple[bytes, bytes]:
    """(the document, its key) as another program reads them; its seal is verified."""
    file, found = msoffcrypto.OfficeFile(io.BytesIO(data)), io.BytesIO()
    file.load_key(password=password, verify_password=True)
    file.decrypt(found, verify_integrity=True)
    return found.getvalue(), file.secret_key


def test_another_program_reads_what_was_written(document: bytes) -> None:
    """Byte for byte, with the password alone."""
    file = locked(document, make_lock(PASSWORD))
    assert _opened(file, PASSWORD)[0] == document
    with pytest.raises(InvalidKeyError):
        _opened(file, PASSWORD + " ")
    assert b"word/document.xml" not in file


def test_every_document_has_a_key_of_its_own(document: bytes) -> None:
    """Of 256 random bits, none of them filled up; one stretched password serves for many documents."""
    lock = make_lock(PASSWORD)
    keys = {_opened(locked(document, lock), PASSWORD)[1] for _ in range(20)}
    assert len(keys) == 20
    assert {len(key) for key in keys} == {32}
    for at in range(32):
        assert len({key[at] for key in keys}) > 1
    assert make_lock(PASSWORD).salt != lock.salt


def test_a_changed_file_is_told(document: bytes) -> None:
    """One bit of what is encrypted: the seal does not hold."""
    file = bytearray(locked(document, make_lock(PASSWORD)))
    file[len(file) // 2] ^= 1
    with pytest.raises(InvalidKeyError):
        _opened(bytes(file), PASSWORD)


@given(password=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=100))
@settings(max_examples=15, deadline=None)
def test_any_password_that_can_be_typed_opens_it(document: bytes, password: str) -> None:
    """In any script."""
    assert _opened(locked(document, make_lock(password)), password)[0] == document


@pytest.mark.parametrize("size", [4089, 4096, 8184, 100_000, 8_000_000])
def test_a_document_of_any_size_is_whole(size: int) -> None:
    """At the edges of the container's sectors, and with large pictures."""
    data = os.urandom(size)
    file = olefile.OleFileIO(
        io.BytesIO(locked(data, make_lock(PASSWORD))), raise_defects=olefile.DEFECT_INCORRECT
    )
    assert file.exists("EncryptionInfo")
    assert int.from_bytes(file.openstream("EncryptedPackage").read(8), "little") == size


@pytest.mark.libreoffice
@needs("soffice")
def test_a_word_processor_asks_for_the_password(document: bytes, tmp_path: Path) -> None:
    """LibreOffice shows the text with it; without it, and with a wrong one, nothing."""
    profile = tmp_path / "profile"
    office = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    subprocess.run([*office, "--terminate_after_init"], check=True, capture_output=True, timeout=60)
    macro, shown = profile / "user" / "basic" / "Standard" / "Module1.xba", []
    source = tmp_path / "summary.docx"
    source.write_bytes(locked(document, make_lock(PASSWORD)))
    for number, password in enumerate((PASSWORD, "", "wrong")):
        target = tmp_path / f"{number}.txt"
        filled = _MACRO.format(source=source.as_uri(), password=escape(password), target=target.as_uri())
        macro.write_text(filled, encoding="utf-8")
        call = [*office, "macro:///Standard.Module1.ShowText"]
        subprocess.run(call, check=True, capture_output=True, timeout=60)
        shown.append(target.read_text(encoding="utf-8", errors="replace") if target.exists() else "")
    assert "Termination summary" in shown[0]
    assert shown[1:] == ["", ""]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a vault in which one course is done."""
    folder = tmp_path_factory.mktemp("done")
    practice_of(folder, CODE).close()
    return folder


def _export(folder: Path, *words: str, program: tuple[str, ...] = ("-m", "ipt_notes")) -> tuple[int, str]:
    """(exit code, all that is printed) of an export."""
    line = [sys.executable, *program, "export", *words]
    env = environment(folder, "2026-06-01") | {"XDG_STATE_HOME": str(folder / "state")}
    ended = subprocess.run(line, capture_output=True, text=True, env=env, check=False, cwd=folder)
    return ended.returncode, ended.stdout + ended.stderr


def _password_file(folder: Path, data: bytes, mode: int = 0o600) -> str:
    path = folder / "password"
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize("kind", ["termination", "supervision"])
def test_the_password_is_the_first_line_of_a_file(done: Path, tmp_path: Path, kind: str) -> None:
    """Windows' line ends and a byte order mark are none of it. The log has the digest of the file that was given out."""
    file = _password_file(tmp_path, f"\ufeff{PASSWORD}\r\nmore\r\n".encode())
    target = tmp_path / "summary.docx"
    code, told = _export(done, kind, CODE, "-o", str(target), "--password-file", file)
    assert code == 0, told
    assert _opened(target.read_bytes(), PASSWORD)[0].startswith(b"PK")
    assert given_out(done, CODE)[CODE][-1].sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert PASSWORD not in told
    assert "not encrypted" not in told


@pytest.mark.parametrize(
    ("data", "mode", "told", "exit_code"),
    [
        (b"", 0o600, "has no password", 2),
        (b"  \nsecret\n", 0o600, "has no password", 2),
        (b"secret\xff\n", 0o600, "is not UTF-8", 2),
        (b"sec\tret\n", 0o600, "control character", 2),
        (b"secret" * 43, 0o600, "longer password", 2),
        (b"secret\n", 0o640, "can be read by others", 2),
        (b"secret\n", 0o604, "can be read by others", 2),
    ],
)
@pytest.mark.parametrize("command", ["termination", "batch"])
def test_a_password_file_that_can_not_serve_is_told(
    done: Path, tmp_path: Path, command: str, data: bytes, mode: int, told: str, exit_code: int
) -> None:
    """Before anything is written or recorded; what it holds is never shown."""
    before = given_out(done, CODE)
    words = (
        [CODE, "-o", str(tmp_path / "x.docx")]
        if command == "termination"
        else ["--out", str(tmp_path / "out")]
    )
    file = _password_file(tmp_path, data, mode)
    code, said = _export(done, command, *words, "--password-file", file)
    assert (code, told in said) == (exit_code, True), said
    assert "secret" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["password"]
    assert given_out(done, CODE) == before


def test_a_password_file_that_is_missing_is_told(done: Path, tmp_path: Path) -> None:
    """As what could not be read."""
    code, said = _export(
        done, "termination", CODE, "-o", str(tmp_path / "x"), "--password-file", str(tmp_path / "p")
    )
    assert code == 8
    assert "could not be read" in said


def test_only_a_word_document_takes_a_password(done: Path, tmp_path: Path) -> None:
    """Markdown is told to have none, rather than written without."""
    file = _password_file(tmp_path, b"secret\n")
    for output in ("-", str(tmp_path / "view.md")):
        code, said = _export(done, "supervision", CODE, "-o", output, "--password-file", file)
        assert code == 2
        assert "only a Word document" in said
    assert not (tmp_path / "view.md").exists()


def test_the_missing_package_is_told(done: Path, tmp_path: Path) -> None:
    """How to get it; and no document goes out without the password that was asked for."""
    file, before = _password_file(tmp_path, b"secret\n"), given_out(done, CODE)
    without = (
        "import sys; sys.modules['msoffcrypto'] = None; from ipt_notes.__main__ import program; program()"
    )
    words = ("termination", CODE, "-o", str(tmp_path / "x.docx"), "--password-file", file)
    code, said = _export(done, *words, program=("-c", without))
    assert code == 8
    assert "pip install 'ipt-notes[office]'" in said
    assert not (tmp_path / "x.docx").exists()
    assert given_out(done, CODE) == before
