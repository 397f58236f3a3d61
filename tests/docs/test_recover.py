"""docs/recover.py, which shares no line with the program, reads what the program writes."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from docs import recover
from ipt_notes.course.vocabulary import Role
from ipt_notes.services import clients
from ipt_notes.services.members.granting import grant_access
from ipt_notes.services.members.roster_key import roster_stream
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock import renewing, secrets_in
from ipt_notes.services.unlock.unlocking import open_practice, open_with_root
from tests.services.members.sharing import ANNA, Sharing
from tests.services.test_private_notes import save
from tests.vault.building import make_vault, note_contact
from tests.vault.golden import make as golden
from tests.vault.golden.story import STORY_SINCE_2
from tests.vectors.reading import data, keys_of, of
from tests.vectors.vector import OK

if TYPE_CHECKING:
    from tests.vectors.vector import Vector

PROGRAM = Path(recover.__file__)
GOLDEN = sorted(golden.FOLDER.glob("format-*"))


def run(*words: Path) -> subprocess.CompletedProcess[str]:
    """What a person who runs it sees; nothing of ipt-notes can be imported."""
    command = [sys.executable, "-I", str(PROGRAM), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def recovered(vault: Path, kit: Path, to: Path) -> dict[str, list[dict[str, Any]]]:
    """The records that are read with the kit, by the client's code."""
    assert run(vault, kit, to).returncode == 0
    charts = [
        [json.loads(line) for line in each.read_text(encoding="utf-8").splitlines()]
        for each in to.glob("records/*/records.jsonl")
    ]
    return {chart[0]["body"]["code"]: chart for chart in charts}


@pytest.fixture(params=GOLDEN, ids=lambda path: path.name)
def practice(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a golden vault with its secrets and what its own program read in it."""
    return Path(shutil.copytree(request.param, tmp_path / "practice"))


def test_every_record_of_a_golden_vault_is_read(practice: Path, tmp_path: Path) -> None:
    """In the order and with the times that the program of its time told."""
    charts = recovered(practice / "vault.ipt", practice / "kit.txt", tmp_path / "out")
    expected = json.loads((practice / "expected.json").read_text(encoding="utf-8"))
    assert sorted(charts) == sorted(each["code"] for each in expected["client list"]["clients"])
    for line in ("note history MK-014 --all", "note history Ünal-3 --all", "note history 田中-7 --all"):
        told = [(each["record"], each["at"]) for each in expected[line]["lines"]]
        assert [(each["id"][:8], each["at"]) for each in charts[expected[line]["code"]]] == told


def test_every_text_of_a_golden_vault_is_read(practice: Path, tmp_path: Path) -> None:
    """Notes, earlier revisions, addenda and the summary, letter by letter, as files that their owner alone can read."""
    recovered(practice / "vault.ipt", practice / "kit.txt", tmp_path / "out")
    expected = json.loads((practice / "expected.json").read_text(encoding="utf-8"))
    files = list((tmp_path / "out").rglob("*"))
    texts = {path.read_bytes().decode() for path in files if path.suffix == ".md"}
    shown = [each for each in expected.values() if "text" in each]
    wanted = {
        each["text"] for each in (*shown, *(more for note in shown for more in note.get("addenda", ())))
    }
    assert len(wanted) >= 8
    assert wanted <= texts
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o700, 0o600}


def test_the_vault_is_left_as_it_was(practice: Path, tmp_path: Path) -> None:
    """Not one byte is changed, and no file is left beside it."""
    before = {path: path.read_bytes() for path in practice.rglob("*") if path.is_file()}
    assert run(practice / "vault.ipt", practice / "kit.txt", tmp_path / "out").returncode == 0
    assert {path: path.read_bytes() for path in practice.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "python recover.py VAULT KIT FOLDER"),
        (["vault.ipt", "nothing", "out"], "No such file"),
        (["nothing", "kit.txt", "out"], "unable to open database file"),
        (["kit.txt", "kit.txt", "out"], "not a database"),
        (["vault.ipt", "passphrase.txt", "out"], "65 letters and digits"),
        (["vault.ipt", "mistyped.txt", "out"], "group 1 of the code is mistyped"),
        (["vault.ipt", "other.txt", "out"], "opens no slot of this vault"),
        (["vault.ipt", "kit.txt", "."], "File exists"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    words: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no traceback, and with nothing of the kit's code in it."""
    monkeypatch.chdir(shutil.copytree(GOLDEN[0], tmp_path / "practice"))
    page = Path("kit.txt").read_text(encoding="utf-8")
    code = page.partition("IPT-KIT BEGIN")[2].split()[0]
    Path("mistyped.txt").write_text(page.replace(code, code[::-1]), encoding="utf-8")
    zeros = "0000G 00005 0000N 0000A 0000T 0000F 0000Z 0000M 00004 0000H 00001 0000Y 0000E"
    Path("other.txt").write_text(zeros, encoding="utf-8")
    done = run(*map(Path, words))
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert code not in done.stderr


def test_a_damaged_chart_does_not_keep_the_others(tmp_path: Path) -> None:
    """It is read up to the damage, which is told by its place; the exit code says that not all was read."""
    folder = Path(shutil.copytree(GOLDEN[0], tmp_path / "practice"))
    whole = recovered(folder / "vault.ipt", folder / "kit.txt", tmp_path / "whole")
    stream = bytes.fromhex(whole["MK-014"][0]["client"])
    with closing(sqlite3.connect(folder / "vault.ipt")) as db, db:
        (blob,) = db.execute("SELECT blob FROM record WHERE stream = ? AND seq = 5", (stream,)).fetchone()
        changed = blob[:100] + bytes([blob[100] ^ 1]) + blob[101:]
        db.execute("UPDATE record SET blob = ? WHERE stream = ? AND seq = 5", (changed, stream))
    db.close()
    done = run(folder / "vault.ipt", folder / "kit.txt", tmp_path / "out")
    assert done.returncode == 1
    assert "MK-014: record 5 is damaged or was tampered with\n" in done.stdout
    assert done.stdout.count(": read\n") == len(whole) - 1
    (kept,) = (tmp_path / "out").glob("records/MK_014-*/records.jsonl")
    assert [json.loads(line) for line in kept.read_text("utf-8").splitlines()] == whole["MK-014"][:4]


def test_a_chart_without_its_records_is_told(tmp_path: Path) -> None:
    """Its grant says that there must be some."""
    folder = Path(shutil.copytree(GOLDEN[0], tmp_path / "practice"))
    whole = recovered(folder / "vault.ipt", folder / "kit.txt", tmp_path / "whole")
    with closing(sqlite3.connect(folder / "vault.ipt")) as db, db:
        db.execute("DELETE FROM record WHERE stream = ?", (bytes.fromhex(whole["MK-014"][0]["client"]),))
    db.close()
    done = run(folder / "vault.ipt", folder / "kit.txt", tmp_path / "out")
    assert done.returncode == 1
    assert "MK-014: its records are gone\n" in done.stdout


def test_private_notes_are_read_into_a_place_of_their_own(tmp_path: Path) -> None:
    """They are their author's alone: a chart's folder can be handed on. Those of an erased client are gone."""
    folder = next(path for path in GOLDEN if path.name == "format-2")
    recovered(folder / "vault.ipt", folder / "kit.txt", tmp_path / "out")
    texts = {path.read_text(encoding="utf-8") for path in (tmp_path / "out/private-notes").rglob("*.md")}
    assert texts == {
        step.given for step in STORY_SINCE_2 if "private" in step.words and "Gone-1" not in step.words
    }
    with_charts = [path.read_text(encoding="utf-8") for path in (tmp_path / "out/records").rglob("*.*")]
    assert with_charts
    assert not [text for text in texts if any(text.strip() in each for each in with_charts)]


def test_without_the_package_it_needs_it_says_what_to_install() -> None:
    """One line, and no traceback."""
    command = [sys.executable, "-I", "-S", str(PROGRAM), "vault.ipt", "kit.txt", "out"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "recover: it needs the package `cryptography`: python -m pip install cryptography"
    ]


def test_a_vault_with_new_keys_is_read(tmp_path: Path) -> None:
    """What was written under the earlier keys and under the new ones, private notes too, with the new kit alone."""
    where = make_vault(tmp_path)
    for key, kit, text in (("key", "kit.txt", "before"), ("key-2", "kit-2.txt", "after")):
        at = where._replace(env={"IPT_NOTES_KEY_FILE": str(tmp_path / key)})
        if text == "before":
            with open_practice(at, Nobody()) as practice:
                clients.add_client(practice, "MK-014", "", None, clients.NewCourse())
        else:
            practice, opened_by = open_with_root(where, Nobody())
            with practice:
                plans = [secrets_in.key_file(tmp_path / key)]
                renewing.renew_vault(practice, opened_by.root, plans, kit=tmp_path / kit)
        with open_practice(at, Nobody()) as practice:
            note_contact(practice, "MK-014", text)
            save(practice, f"{text}, privately\n")
    recovered(tmp_path / "vault.ipt", tmp_path / "kit-2.txt", tmp_path / "out")
    texts = {path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*.md")}
    assert texts == {"before", "after", "before, privately\n", "after, privately\n"}


def test_a_shared_chart_is_read_with_the_kit_of_each_who_has_it(tmp_path: Path) -> None:
    """What two members wrote in it, each signed with the key that the roster has of them."""
    shared = Sharing(tmp_path, "MK-014", "MK-020")
    shared.add("Dr B. Sample")
    with shared.open(ANNA) as anna:
        note_contact(anna, "MK-014", "by Anna")
        grant_access(anna, "MK-014", "Dr B. Sample", Role.WRITE)
    with shared.open("Dr B. Sample") as ben:
        note_contact(ben, "MK-014", "by Ben")
    for kit, codes in (("kit.txt", ["MK-014", "MK-020"]), ("Dr-B.-Sample/kit.txt", ["MK-014"])):
        to = tmp_path / f"out-{len(codes)}"
        assert sorted(recovered(tmp_path / "vault.ipt", tmp_path / kit, to)) == codes
        texts = [path.read_text(encoding="utf-8") for path in sorted(to.rglob("*.md"))]
        assert texts == ["by Anna", "by Ben"]


def test_a_damaged_roster_costs_nobody_a_chart_of_their_own(tmp_path: Path) -> None:
    """What colleagues wrote can't be told from what a stranger wrote then; what the kit's owner wrote can."""
    shared = Sharing(tmp_path, "MK-014")
    shared.add("Dr B. Sample")
    with shared.open(ANNA) as anna:
        stream = roster_stream(anna.port.vault_id)
    with sqlite3.connect(tmp_path / "vault.ipt") as db:
        db.execute("UPDATE record SET blob = zeroblob(1200) WHERE stream = ?", (stream,))
    db.close()
    assert list(recovered(tmp_path / "vault.ipt", tmp_path / "kit.txt", tmp_path / "out")) == ["MK-014"]


def test_it_stays_short_and_stands_alone() -> None:
    """Somebody will read it before they trust it with their records."""
    text = PROGRAM.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 185
    assert "import ipt_notes" not in text
    assert "from ipt_notes" not in text


def read_by_recover(topic: str, vector: Vector) -> Vector:
    """What the stand-alone reader makes of a sound vector."""
    given = {
        name: bytes.fromhex(vector[name]) for name in ("blob", "key", "secret", "root") if name in vector
    }
    names = [each for each in ("vault", "member", "slot", "tag") if each in vector]
    place = b"".join(data(vector, *names).values())
    match topic:
        case "wrapping":
            bound_to, purpose = bytes.fromhex(vector["bound_to"]), vector["purpose"].encode()
            return {"secret": recover.unwrap(given["key"], given["blob"], purpose, bound_to).hex()}
        case "recovery-code":
            return {"secret": recover.kit_secret(vector["typed"]).hex()}
        case "slot":
            root = recover.slot_root(given["blob"], given["secret"], place)
            return {"root": root.hex() if root else None}
        case "identity":
            return recover.identity(given["blob"], given["root"], place)
        case _:
            said = recover.grant(given["blob"], bytes.fromhex(vector["grant_key"]), place)
            return said | {"keys": {str(epoch): key.hex() for epoch, key in said["keys"].items()}}


@pytest.mark.parametrize("topic", ["wrapping", "recovery-code", "slot", "identity", "grant"])
def test_the_stand_alone_reader_reads_the_same(topic: str) -> None:
    """docs/recover.py, which shares no line with the program; of the slots it opens the recovery kit's."""
    for each in of(topic, sound_only=True):
        vector = each.values[0]
        wanted, found = vector["gives"], read_by_recover(topic, vector)
        if topic == "slot" and wanted["kind"] != "recovery":
            wanted = {"root": None}
        assert {name: wanted[name] for name in found} == found, vector["name"]


@pytest.mark.parametrize("vector", of("chain"))
def test_the_stand_alone_reader_reads_a_chain(vector: Vector) -> None:
    """Each record in its place and signed, and none from the first on that is not."""
    vault, stream = data(vector, "vault", "stream").values()
    ((author, public),) = vector["signers"].items()
    blobs = [(seq, bytes.fromhex(blob)) for seq, blob in vector["records"]]
    signers = {author: [{"signing": public}]}
    found = recover.records(blobs, vault + stream, keys_of(vector), signers, stream.hex())
    if vector["expect"] == OK:
        assert [json.loads(payload) for payload in vector["gives"]["payloads"]] == list(found)
        return
    with pytest.raises(ValueError, match="is damaged or was tampered with"):
        list(found)
