"""Finds the key that opens a vault: the first of key file, passphrase command, passphrase file, keyring and prompt
that answers (the order is the contract's).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import Damaged, Locked, UsageProblem, WorldProblem
from ipt_notes.keys.identity import open_identity
from ipt_notes.keys.slots import describe_slot, open_slot
from ipt_notes.services.practice import Practice
from ipt_notes.vault.locate import open_vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.person import Person
    from ipt_notes.services.settings import Settings
    from ipt_notes.vault.port import KeyRow, VaultPort

IDENTITY = b"identity"


class Key(NamedTuple):
    """A secret and the kind of slot it may open."""

    kind: str
    secret: bytes
    source: str


class WrongKey(Locked):
    """{source} does not open this vault."""


def open_practice(settings: Settings, person: Person) -> Practice:
    """The practice of this vault, unlocked; `person` is asked for a passphrase when nothing else answers.

    VaultNotFound, Locked, Damaged, and the errors of the vault.
    """
    port = open_vault(settings.where)
    try:
        return Practice(port, unlock(port, settings, person), settings)
    except BaseException:
        port.close()
        raise


def unlock(port: VaultPort, settings: Settings, person: Person) -> Member:
    """The member whose slot opens with the first key the surroundings offer."""
    slots = list(port.key_rows("slot"))
    if not slots:
        raise Damaged(what="The vault has no slot: its list of keys")
    kinds = {describe_slot(row.blob).kind for row in slots}
    for find in (_from_key_file, _from_command, _from_passphrase_file, _from_recovery_kit):
        if key := find(settings.env):
            return _open_with(port, slots, key)
    member = None
    if "keyring" in kinds and not settings.env.get("IPT_NOTES_NO_KEYRING"):
        member = _from_keyring(port, slots, person)
    return member or _from_prompt(port, slots, kinds, person)


def keys_offered(
    port: VaultPort, rows: list[KeyRow], settings: Settings, person: Person | None
) -> Iterator[Key]:
    """Every key the surroundings offer, in the contract's order, then what the person types."""
    for find in (_from_key_file, _from_command, _from_passphrase_file, _from_recovery_kit):
        if key := find(settings.env):
            yield key
    kinds = {describe_slot(row.blob).kind for row in rows}
    if "keyring" in kinds and not settings.env.get("IPT_NOTES_NO_KEYRING"):
        yield from _keyring_keys(port, rows, person)
    if person and kinds & {"passphrase", "recovery"} and (text := person.secret("Passphrase: ")):
        yield from typed_as(text)


def _keyring_keys(port: VaultPort, rows: list[KeyRow], person: Person | None) -> Iterator[Key]:
    from ipt_notes.keys.keyring_store import fetch

    for member in dict.fromkeys(row.member for row in rows):
        try:
            secret = fetch(port.vault_id, member)
        except WorldProblem as problem:
            if person:
                person.tell(f"{problem.message}; {problem.hint}")
            return
        if secret:
            yield Key("keyring", secret, "The keyring")


def try_key(port: VaultPort, slots: list[KeyRow], key: Key) -> tuple[KeyRow, bytes] | None:
    """The slot that `key` opens and the member root in it, or None."""
    for row in slots:
        if describe_slot(row.blob).kind == key.kind:
            try:
                root = open_slot(row.blob, key.secret, vault=port.vault_id, member=row.member, slot=row.id)
            except Locked:
                continue
            return row, root
    return None


def member_of(port: VaultPort, row: KeyRow, root: bytes) -> Member:
    """The member whose root this is."""
    blob = port.key_row("member", row.member, IDENTITY)
    if blob is None:
        raise Damaged(what="The identity of a member")
    return open_identity(blob, vault=port.vault_id, member=row.member, root=root)


def _open_with(port: VaultPort, slots: list[KeyRow], key: Key) -> Member:
    found = try_key(port, slots, key)
    if found is None:
        raise WrongKey(source=key.source)
    return member_of(port, *found)


def passphrase_key(text: str, source: str) -> Key:
    """A typed passphrase as a key: NFKC, so that the same words typed on another keyboard open the same vault."""
    import unicodedata

    return Key("passphrase", unicodedata.normalize("NFKC", text).encode(), source)


def _from_key_file(env: Mapping[str, str]) -> Key | None:
    path = env.get("IPT_NOTES_KEY_FILE")
    if not path:
        return None
    from pathlib import Path

    from ipt_notes.keys.key_file import read_key_file

    return Key("key-file", read_key_file(Path(path)), f"The key file {path}")


def _from_command(env: Mapping[str, str]) -> Key | None:
    command = env.get("IPT_NOTES_PASSPHRASE_COMMAND")
    if not command:
        return None
    return passphrase_key(run_passphrase_command(command), "The passphrase of IPT_NOTES_PASSPHRASE_COMMAND")


def run_passphrase_command(command: str) -> str:
    """The first line that the command prints; WorldProblem when it fails or says nothing."""
    import shlex
    import subprocess

    from ipt_notes.errors import WorldProblem

    try:
        words = shlex.split(command)
        done = subprocess.run(words, stdout=subprocess.PIPE, check=True)  # noqa: S603 - the user's own command
    except (OSError, ValueError, IndexError, subprocess.CalledProcessError):
        raise WorldProblem(
            what="the command in IPT_NOTES_PASSPHRASE_COMMAND failed", hint="run it by itself to see why"
        ) from None
    return _first_line(done.stdout, "IPT_NOTES_PASSPHRASE_COMMAND")


def _from_passphrase_file(env: Mapping[str, str]) -> Key | None:
    path = env.get("IPT_NOTES_PASSPHRASE_FILE")
    if not path:
        return None
    return passphrase_key(read_passphrase_file(path), f"The passphrase in {path}")


def read_passphrase_file(path: str) -> str:
    """The first line of the file; UsageProblem when there is none, WorldProblem when it can't be read."""
    try:
        with open(path, "rb") as file:
            return _first_line(file.read(65536), path)
    except OSError as error:
        raise WorldProblem(
            what=f"the passphrase file {path} could not be read: {error.strerror}",
            hint="check the path and its permissions",
        ) from None


def _from_recovery_kit(env: Mapping[str, str]) -> Key | None:
    path = env.get("IPT_NOTES_RECOVERY_KIT")
    if not path:
        return None
    from ipt_notes.keys.recovery import read_kit

    return Key("recovery", read_kit(_read_text(path)), f"The recovery kit {path}")


def _read_text(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read(65536)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise WorldProblem(what=f"{path} could not be read: {reason}", hint="check the path") from None


def _first_line(data: bytes, source: str) -> str:
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = []
    if not lines or not lines[0]:
        raise UsageProblem(
            what=f"{source} has no passphrase in its first line", hint="one line of UTF-8 text is expected"
        )
    return lines[0]


def _from_keyring(port: VaultPort, slots: list[KeyRow], person: Person) -> Member | None:
    """Through the keyring, or None: a missing or locked one is no reason not to ask for the passphrase."""
    for key in _keyring_keys(port, slots, person):
        if found := try_key(port, slots, key):
            return member_of(port, *found)
    return None


def _from_prompt(port: VaultPort, slots: list[KeyRow], kinds: set[str], person: Person) -> Member:
    for question in (
        "Passphrase: ",
        "That does not open it. Passphrase: ",
        "That does not open it. Passphrase: ",
    ):
        text = person.secret(question) if kinds & {"passphrase", "recovery"} else None
        if text is None:
            raise Locked(hint=_ways_in(kinds))
        for key in typed_as(text):
            if found := try_key(port, slots, key):
                return member_of(port, *found)
    raise Locked(
        hint="three tries did not open it; the code of the recovery kit can be typed in place of the passphrase"
    )


def typed_as(text: str) -> list[Key]:
    """What a typed line may be: the passphrase, or the code of the recovery kit."""
    from ipt_notes.keys.recovery import read_kit

    try:
        return [Key("recovery", read_kit(text), "The recovery kit")]
    except UsageProblem:
        return [passphrase_key(text, "The passphrase")]


def _ways_in(kinds: set[str]) -> str:
    ways = {
        "key-file": "set IPT_NOTES_KEY_FILE",
        "passphrase": "run it in a terminal, or set IPT_NOTES_PASSPHRASE_COMMAND or IPT_NOTES_PASSPHRASE_FILE",
        "keyring": "unlock the keyring",
        "recovery": "use the recovery kit: set IPT_NOTES_RECOVERY_KIT to its file",
    }
    return "this vault opens with " + ", or ".join(ways[kind] for kind in ways if kind in kinds)
