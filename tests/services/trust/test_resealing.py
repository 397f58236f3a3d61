"""`vault copy --reseal`: a new vault of the same charts, under other keys, in which what was signed stays signed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import Locked, VaultExists, VaultNotFound
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services import private_notes
from ipt_notes.services.person import Nobody
from ipt_notes.services.trust import erasing, resealing
from ipt_notes.services.trust.backing_up import Unproven
from ipt_notes.services.trust.copies_in_steps import NotTheSame
from ipt_notes.services.trust.ledger import Accepted, BackedUp, read_ledger
from ipt_notes.services.trust.moving_streams import MovingStream
from ipt_notes.services.trust.streams import open_stream
from ipt_notes.services.trust.telling_audit import audit_lines
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import rekeying, renewing, secrets_in
from ipt_notes.services.unlock.unlocking import open_practice, open_with_root
from ipt_notes.vault.locate import open_vault
from tests.cli.transcript import Command, environment, run
from tests.postgres_server import Server, needs_postgres
from tests.services.test_private_notes import LATER, THOUGHT, save
from tests.vault.building import contacts, make_practice, note_contact, settings, with_key_file

if TYPE_CHECKING:
    from pathlib import Path

    from ipt_notes.services.practice import Practice
    from ipt_notes.services.settings import Settings
    from ipt_notes.services.trust.resealing import VaultResealed
    from ipt_notes.vault.port import VaultPort

CODES = ("MK-014", "EX-001")
"""The first is whom the private notes are on."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault with two clients, one under two keys, with private notes under both; and one client who was erased."""
    with make_practice(tmp_path, *CODES, "LP-002") as practice:
        note_contact(practice, "MK-014", "before")
        save(practice, THOUGHT)
        rekeying.rekey_client(practice, "MK-014")
        note_contact(practice, "MK-014", "after")
        save(practice, LATER, session=1)
        erasing.erase_client(practice, "LP-002", Nobody(), confirm="LP-002", ground="asked for it")
    return tmp_path


def reseal(folder: Path, to: str = "", key: str = "key") -> VaultResealed:
    """The vault sealed afresh; `key-2` opens the new one."""
    practice, opened_by = open_with_root(
        settings(folder, {"IPT_NOTES_KEY_FILE": str(folder / key)}), Nobody()
    )
    with practice:
        plans = [secrets_in.key_file(folder / "key-2")]
        return resealing.reseal(
            practice, opened_by.root, plans, to or str(folder / "new.ipt"), kit=folder / "kit-2.txt"
        )


def of_new(folder: Path, to: str = "") -> Settings:
    """The settings of a command at the new vault."""
    env = {"IPT_NOTES_KEY_FILE": str(folder / "key-2")}
    return settings(folder, env)._replace(where=to or str(folder / "new.ipt"))


def written(practice: Practice) -> list[tuple[bytes, bytes, int]]:
    """Every record of the charts: what was written, its signature, and its key's epoch."""
    vault = practice.port.vault_id
    return [
        opened[:3]
        for grant in sorted(practice.grants(), key=lambda grant: grant.client)
        for opened in open_stream(practice.port, grant.client, StreamKeys(vault, grant.client, grant.keys))
    ]


def everything(port: VaultPort) -> set[bytes]:
    """All sealed records and rows of keys."""
    rows = {row.blob for kind in ("member", "slot", "grant") for row in port.key_rows(kind)}
    return rows | {blob for stream, _ in port.streams() for _, blob in port.read(stream)}


def test_charts_and_private_notes_come_along_as_they_were_signed(folder: Path) -> None:
    """The same words and signatures under the same epochs; nothing of the sealed bytes is the same."""
    done = reseal(folder)
    with (
        open_practice(with_key_file(folder), Nobody()) as old,
        open_practice(of_new(folder), Nobody()) as new,
    ):
        assert written(new) == written(old) != []
        assert not everything(new.port) & everything(old.port)
        assert new.port.vault_id != old.port.vault_id
        assert done.id == new.port.vault_id.hex()
        assert contacts(new, "MK-014") == ["before", "after"]
        texts = [private_notes.private_text(new, new.open("MK-014"), 1, each).text for each in (1, 2)]
        assert texts == [THOUGHT, LATER]
        assert (new.member.id, new.member.public, new.member.name) == (
            old.member.id,
            old.member.public,
            old.member.name,
        )
        assert (verify_vault(new).problems, new.damage) == ((), [])


def test_no_key_of_the_old_vault_is_one_of_the_new(folder: Path) -> None:
    """But for what the member signs with and is known by."""
    reseal(folder)
    with (
        open_practice(with_key_file(folder), Nobody()) as old,
        open_practice(of_new(folder), Nobody()) as new,
    ):
        theirs = {key for grant in old.grants() for key in grant.keys.values()}
        assert not theirs & {key for grant in new.grants() for key in grant.keys.values()}
        for name in ("grant_key", "draft_key", "state_key", "audit_key", "private_key"):
            assert getattr(old.member, name) != getattr(new.member, name), name
        assert old.member.index_tag("MK-014") != new.member.index_tag("MK-014")


def test_only_the_new_ways_in_open_it(folder: Path) -> None:
    """The key file and the kit that were given; not those of the old vault, which opens as before."""
    reseal(folder)
    for env in (
        {"IPT_NOTES_KEY_FILE": str(folder / "key")},
        {"IPT_NOTES_RECOVERY_KIT": str(folder / "kit.txt")},
    ):
        with pytest.raises(Locked):
            open_practice(of_new(folder)._replace(env=env), Nobody())
    open_practice(
        of_new(folder)._replace(env={"IPT_NOTES_RECOVERY_KIT": str(folder / "kit-2.txt")}), Nobody()
    ).close()
    with open_practice(with_key_file(folder), Nobody()) as old:
        assert contacts(old, "MK-014") == ["before", "after"]


def test_what_does_not_come_along_is_counted_and_both_ledgers_tell(folder: Path) -> None:
    """Ledger, audits, and what was erased. The old vault says that a copy left it, the new one where it comes from."""
    done = reseal(folder)
    with (
        open_practice(with_key_file(folder), Nobody()) as old,
        open_practice(of_new(folder), Nobody()) as new,
    ):
        assert done.left_behind == old.port.status().records - done.records > 0
        assert any(isinstance(record.body, BackedUp) for record, _ in read_ledger(old.port, old.member))
        said = [record.body for record, _ in read_ledger(new.port, new.member)]
        assert [body.reason for body in said if isinstance(body, Accepted)] == [
            f"sealed afresh from the vault {old.port.vault_id.hex()[:8]}"
        ]
        assert not any("erased" in line.what for line in audit_lines(new, None, None))
        assert any("erased" in line.what for line in audit_lines(old, None, None))


def test_it_is_a_vault_of_its_own_from_then_on(folder: Path) -> None:
    """Both are written to, and neither is told to be older, or replaced."""
    reseal(folder)
    for _ in range(2):
        for where in (with_key_file(folder), of_new(folder)):
            with open_practice(where, Nobody()) as practice:
                note_contact(practice, "EX-001", "a call")
                assert verify_vault(practice).problems == ()
                assert practice.damage == []


def test_a_vault_whose_keys_were_all_renewed_is_sealed_afresh_too(folder: Path) -> None:
    """What was signed with the earlier key is still proven to be the member's."""
    practice, opened_by = open_with_root(with_key_file(folder), Nobody())
    with practice:
        plans = [secrets_in.key_file(folder / "key-renewed")]
        renewing.renew_vault(practice, opened_by.root, plans, kit=folder / "kit-renewed.txt")
        note_contact(practice, "MK-014", "renewed")
    reseal(folder, key="key-renewed")
    with open_practice(of_new(folder), Nobody()) as new:
        assert contacts(new, "MK-014") == ["before", "after", "renewed"]
        assert verify_vault(new).problems == ()
        note_contact(new, "MK-014", "anew")
        save(new, "A thought of today.\n")


def test_nothing_is_overwritten_and_nothing_is_left_behind(folder: Path) -> None:
    """Another vault at the place, or its own."""
    (folder / "there.ipt").write_bytes(b"something")
    for place in ("there.ipt", "vault.ipt"):
        with pytest.raises(VaultExists):
            reseal(folder, str(folder / place))
        assert not (folder / "kit-2.txt").exists()
        assert not (folder / "key-2").exists()
    assert (folder / "there.ipt").read_bytes() == b"something"


def test_a_damaged_vault_is_not_sealed_afresh(folder: Path) -> None:
    """What is wrong would be sealed with the rest, and look authentic."""
    with open_vault(str(folder / "vault.ipt")) as port:
        port._db.execute("UPDATE record SET blob = zeroblob(length(blob)) WHERE seq = 2")  # type: ignore[attr-defined]
    with pytest.raises(Unproven):
        reseal(folder)
    assert not (folder / "new.ipt").exists()
    assert not (folder / "kit-2.txt").exists()


def test_what_arrives_otherwise_is_no_vault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Held against the old vault, record for record, before it has its place."""
    honest = MovingStream.sealed_anew

    def cut(self, port):
        *kept, _ = honest(self, port)
        yield from kept

    monkeypatch.setattr(MovingStream, "sealed_anew", cut)
    with pytest.raises((NotTheSame, Unproven)):
        reseal(folder)
    assert not (folder / "new.ipt").exists()


@needs_postgres
def test_a_vault_is_sealed_afresh_onto_a_server_and_from_there(folder: Path, server: Server) -> None:
    """In one transaction: nothing is there where it breaks off."""
    place = server.new_place()
    reseal(folder, place)
    with open_practice(of_new(folder, place), Nobody()) as new:
        assert contacts(new, "MK-014") == ["before", "after"]
        assert verify_vault(new).problems == ()
    (folder / "kit-2.txt").unlink()
    with pytest.raises(VaultExists):
        reseal(folder, place)
    practice, opened_by = open_with_root(of_new(folder, place), Nobody())
    with practice:
        plans = [secrets_in.key_file(folder / "key-3")]
        resealing.reseal(practice, opened_by.root, plans, str(folder / "back.ipt"), kit=folder / "kit-3.txt")
    env = {"IPT_NOTES_KEY_FILE": str(folder / "key-3")}
    with open_practice(of_new(folder, str(folder / "back.ipt"))._replace(env=env), Nobody()) as back:
        assert contacts(back, "MK-014") == ["before", "after"]
    refused = server.new_place()
    with open_vault(str(folder / "vault.ipt")) as port:
        port._db.execute("UPDATE record SET blob = zeroblob(length(blob)) WHERE seq = 2")  # type: ignore[attr-defined]
    with pytest.raises(Unproven):
        reseal(folder, refused)
    with pytest.raises(VaultNotFound):
        open_vault(refused)


def test_as_it_is_typed(folder: Path) -> None:
    """It says what stays behind; without a kit's place, or with ways in and no --reseal, it is refused."""

    def ipt(typed: str) -> str:
        return "\n".join(run(Command(f"ipt {typed}", ""), folder, environment(folder)).lines)

    command = "vault copy $DIR/vault.ipt $DIR/new.ipt"
    assert "--recovery-kit FILE" in ipt(f"{command} --reseal")
    assert "with --reseal only" in ipt(f"{command} --key-file $DIR/key-2")
    told = ipt(f"{command} --reseal --recovery-kit $DIR/kit-2.txt --key-file $DIR/key-2")
    assert "sealed afresh, compared, and proven: 2 charts" in told
    assert "stay behind" in told
    (folder / "key").unlink()
    (folder / "key-2").rename(folder / "key")
    assert "all authentic" in ipt("vault verify --vault $DIR/new.ipt")
    again = "vault copy $DIR/new.ipt $DIR/other.ipt --reseal --recovery-kit $DIR/kit-3.txt --key-file $DIR/key --json"
    assert json.loads(ipt(again))["charts"] == 2
