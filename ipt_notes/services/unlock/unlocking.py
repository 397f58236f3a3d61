"""Finds the key that opens a vault. The first that answers counts: a key file that the environment names, an `unlock`
in force, what else the environment names (passphrase command, passphrase file, recovery kit), the keyring, and what a
person types.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.errors import Conflict, Damaged, Locked, WorldProblem
from ipt_notes.keys.identity import IDENTITY, open_identity
from ipt_notes.keys.kdf import FLOOR_KIB
from ipt_notes.keys.slots import WrongSecret, describe_slot, make_slot, open_slot
from ipt_notes.services.practice import Practice
from ipt_notes.services.saying_once import say_once
from ipt_notes.services.trust.ledger import KeysRenewed, commit_key_changes
from ipt_notes.services.unlock import unlocked
from ipt_notes.services.unlock.known_members import named_prefix
from ipt_notes.services.unlock.known_places import open_known, place_digest
from ipt_notes.services.unlock.named_keys import Key, named_keys
from ipt_notes.services.unlock.typed_keys import typed_codes, typed_passphrases
from ipt_notes.services.unlock.unlocked import KeptRoot
from ipt_notes.services.unlock.ways_in import find_ways_in, members_with, require_few
from ipt_notes.vault.locate import caution
from ipt_notes.vault.port import KeyChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ipt_notes.keys.identity import Member
    from ipt_notes.services.person import Person
    from ipt_notes.services.settings import Settings
    from ipt_notes.vault.port import KeyRow, VaultPort

_NEED_NO_QUESTION = {
    "key-file": "a key file (IPT_NOTES_KEY_FILE names it)",
    "keyring": "the keyring of the system",
}
_GONE = "whoever used this vault on this computer has no way into it any more: an owner may have removed them"


class WrongKey(Locked):
    """{source} does not open this vault."""


class OpenSlot(NamedTuple):
    """A slot, the key that opened it, and the member root (32 bytes) in it."""

    row: KeyRow
    key: Key
    root: bytes

    def __repr__(self) -> str:
        """Shows no secret."""
        return f"<OpenSlot {self.row.id.hex()[:8]}>"

    @property
    def member(self) -> bytes:
        """The id of the member whose root it is."""
        return self.row.member

    @property
    def is_typed(self) -> bool:
        """Whether a person typed the passphrase."""
        return self.key.kind == "passphrase" and not self.key.source


OpenRoot = OpenSlot | KeptRoot
"""A member's root, from a slot or from an `unlock` in force: both have `member` and `root`."""


def open_practice(settings: Settings, person: Person) -> Practice:
    """The practice of this vault, unlocked; `person` is asked for a passphrase when nothing else answers.

    VaultNotFound, Locked, Damaged, and the errors of the vault. RolledBack when this machine has seen a later state.
    """
    return open_with_root(settings, person)[0]


def open_with_root(settings: Settings, person: Person, *, is_anew: bool = False) -> tuple[Practice, OpenRoot]:
    """`open_practice`, and the root that opened it: what a way in is made from.

    `is_anew`: an `unlock` in force does not count. Who finds an open vault can't make themselves a way in.
    """
    practice, opened_by = _open(settings, person, is_anew=is_anew)
    try:
        if practice.is_by_keyring and practice.heads.is_empty:
            _recall(practice)
        practice.trust()
        strengthen(practice.port, settings, opened_by, practice.member)
    except BaseException:
        practice.port.close()
        raise
    return practice, opened_by


def open_untrusted(settings: Settings, person: Person) -> Practice:
    """The practice, not yet held against what this machine has seen: for what verifies, accepts and restores."""
    return _open(settings, person)[0]


def _recall(practice: Practice) -> None:
    from ipt_notes.services.unlock.keyring_memory import hold_against

    hold_against(practice)


def _open(settings: Settings, person: Person, *, is_anew: bool = False) -> tuple[Practice, OpenRoot]:
    port = open_known(settings)
    try:
        _caution(settings, person)
        opened_by = unlock(port, settings, person, is_anew=is_anew)
        practice = Practice(port, member_of(port, opened_by), settings)
    except BaseException:
        port.close()
        raise
    practice.is_by_keyring = isinstance(opened_by, OpenSlot) and opened_by.key.kind == "keyring"
    return practice, opened_by


def _caution(settings: Settings, person: Person) -> None:
    """Tell of a way to the server that is less than proven and encrypted, which the address asks for."""
    if lacks := caution(settings.where):
        say_once(settings, person, f"way-{place_digest(settings.where).hex()[:16]}", lacks)


def unlock(port: VaultPort, settings: Settings, person: Person, *, is_anew: bool = False) -> OpenRoot:
    """The root that the first key that answers opens, or an `unlock` in force keeps (not when `is_anew`).

    Locked, WrongKey; Damaged when a slot can't be read.
    """
    if not settings.env.get("IPT_NOTES_KEY_FILE") and (kept := kept_root(port, settings)):
        if not is_anew:
            return kept
        person.tell("`unlock` keeps the vault open; to change what opens it, open it once more")
    slot = open_a_slot(port, settings, person)
    if slot.is_typed:
        _tell_of_unlock(settings, person)
    return slot


def kept_root(port: VaultPort, settings: Settings) -> KeptRoot | None:
    """The root that an `unlock` in force keeps, if it opens this vault: an older copy of it may have had another.

    That of another member than the one the environment names is none.
    """
    kept = unlocked.read(settings.env, port.vault_id, settings.clock())
    if kept is None or not kept.member.hex().startswith(named_prefix(settings)):
        return None
    try:
        member_of(port, kept)
    except Damaged:
        return None
    return kept


def _tell_of_unlock(settings: Settings, person: Person) -> None:
    """Say once, where it works, that the passphrase need not be typed for every command."""
    with suppress(unlocked.NoPlaceForKey):
        unlocked.find_place(settings.env)
        text = (
            "so as not to type it for every command: `ipt-notes unlock` keeps the vault open for some minutes, and "
            "`ipt-notes lock` closes it"
        )
        say_once(settings, person, "unlock", text)


def open_a_slot(port: VaultPort, settings: Settings, person: Person) -> OpenSlot:
    """The slot that opens with the first key that answers; an `unlock` in force is none. The errors of `unlock`.

    In a vault of several it is one of the member's who is at this computer; see `ways_in`.
    """
    ways, key = find_ways_in(port, settings), None
    if not ways.rows:
        raise Damaged(what="the vault has no slot: its list of keys")
    if ways.is_gone:
        person.tell(_GONE)
    kinds = _kinds(ways.rows)
    for key in _keys_offered(port, ways.rows, kinds, settings, person):
        opened = try_key(port, ways.rows, key, settings) or try_key(
            port, ways.others(key.kind), key, settings
        )
        if opened:
            ways.remember(settings, port.vault_id, opened.member)
            return opened
    raise _locked(key, kinds)


def _keys_offered(
    port: VaultPort, rows: Sequence[KeyRow], kinds: set[str], settings: Settings, person: Person
) -> Iterator[Key]:
    """What the environment names first, and nothing after it; else the keyring's keys, then what is typed."""
    if named := next(named_keys(settings.env), None):
        require_few(rows, named.kind)
        yield named
        return
    if "keyring" in kinds:
        yield from keyring_keys(port, rows, settings, person)
    if "passphrase" in kinds:
        require_few(rows, "passphrase")
        yield from typed_passphrases(person, has_kit="recovery" in kinds)
    elif "recovery" in kinds:
        yield from typed_codes(person, _question_for_kit(kinds))


def _question_for_kit(kinds: set[str]) -> str:
    """The question for the kit's code where no passphrase opens the vault, and what does."""
    from ipt_notes.course.wording import joined

    ways = [way for kind, way in _NEED_NO_QUESTION.items() if kind in kinds]
    return f"No passphrase opens this vault, but {joined([*ways, 'the recovery kit'])}. The code of the kit"


def keyring_keys(
    port: VaultPort, rows: Sequence[KeyRow], settings: Settings, person: Person
) -> Iterator[Key]:
    """What this system's keyring holds for the members of these slots; one that does not answer is told in words."""
    from ipt_notes.keys.keyring_store import KeyringUnavailable, fetch

    if settings.env.get("IPT_NOTES_NO_KEYRING"):
        return
    for member in members_with("keyring", rows):
        try:
            secret = fetch(port.vault_id, member)
        except KeyringUnavailable as problem:
            person.tell(f"{problem.message.removesuffix('.')}; {problem.hint}")
            return
        if secret:
            yield Key("keyring", secret)


def try_key(port: VaultPort, rows: Sequence[KeyRow], key: Key, settings: Settings) -> OpenSlot | None:
    """The first of these slots that `key` opens, or None.

    A damaged slot does not stand in the way of a sound one; it is told (Malformed) when none opens.
    """
    weakest, damage = min(FLOOR_KIB, settings.argon2.memory), None
    for row in rows:
        place = {"vault": port.vault_id, "member": row.member, "slot": row.id}
        try:
            if describe_slot(row.blob).kind == key.kind:
                return OpenSlot(row, key, open_slot(row.blob, key.secret, weakest=weakest, **place))
        except WrongSecret:
            continue
        except Damaged as error:
            damage = error
    if damage:
        raise damage
    return None


def _kinds(rows: Sequence[KeyRow]) -> set[str]:
    kinds = set()
    for row in rows:
        with suppress(Damaged):
            kinds.add(describe_slot(row.blob).kind)
    return kinds


def member_of(port: VaultPort, opened_by: OpenRoot) -> Member:
    """The member whose root this is."""
    member = opened_by.member
    identity = port.key_row("member", member, IDENTITY)
    if identity is None:
        raise Damaged(what="the identity of a member")
    return open_identity(identity, vault=port.vault_id, member=member, root=opened_by.root)


def member_still_of(port: VaultPort, opened_by: OpenRoot) -> Member:
    """The member whose root this is, as the vault stands now. KeysRenewed where it opened the vault, and does no longer."""
    try:
        return member_of(port, opened_by)
    except Damaged:
        raise KeysRenewed from None


def strengthen(port: VaultPort, settings: Settings, slot: OpenRoot, member: Member) -> None:
    """Make a passphrase slot anew that costs less than today's do.

    Where that can't be written, or another program changed the slot or the root meanwhile, it stays as it is.
    """
    if isinstance(slot, KeptRoot) or port.read_only:
        return
    _, label, cost = describe_slot(slot.row.blob)
    if cost is None or cost.memory >= settings.argon2.memory:
        return
    place = {"vault": port.vault_id, "member": slot.row.member, "slot": slot.row.id}

    def still_right() -> None:
        member_still_of(port, slot)
        if port.key_row(*slot.row[:3]) != slot.row.blob:
            raise KeysRenewed

    with suppress(WorldProblem, Conflict):
        blob = make_slot(
            "passphrase", slot.key.secret, slot.root, label=label, profile=settings.argon2, **place
        )
        change = KeyChange(*slot.row[:3], blob)
        commit_key_changes(port, member, [change], settings.clock(), still_right=still_right)


def _locked(key: Key | None, kinds: set[str]) -> Locked:
    """Why nothing opened the vault, when `key` was the last one tried."""
    if key and key.source:
        return WrongKey(source=key.source)
    if key and key.kind != "keyring":
        other = "; the code of the recovery kit can be typed in place of the passphrase"
        return Locked(
            hint=f"what was typed does not open it{other if kinds >= {'passphrase', 'recovery'} else ''}"
        )
    ways = {
        "key-file": "set IPT_NOTES_KEY_FILE",
        "passphrase": "run it in a terminal, or set IPT_NOTES_PASSPHRASE_COMMAND or IPT_NOTES_PASSPHRASE_FILE",
        "keyring": "unlock the keyring",
        "recovery": "use the recovery kit: set IPT_NOTES_RECOVERY_KIT to its file",
    }
    return Locked(hint="to open this vault, " + ", or ".join(ways[kind] for kind in ways if kind in kinds))
