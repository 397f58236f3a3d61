"""The first key that answers opens the vault; what does not open it is told, and nothing else is tried in its place."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from ipt_notes.editing import swap
from ipt_notes.errors import Damaged, IptNotesError, Locked, UsageProblem, VaultReadOnly
from ipt_notes.keys.kdf import FLOOR_KIB, Profile
from ipt_notes.keys.slots import describe_slot
from ipt_notes.services.person import Nobody
from ipt_notes.services.settings import now
from ipt_notes.services.trust.verifying import verify_vault
from ipt_notes.services.unlock import keeping, opening_slots, secrets_in, unlocked
from ipt_notes.services.unlock.keeping_open import keep_open, told_time
from ipt_notes.services.unlock.named_keys import passphrase_key, read_passphrase_file
from ipt_notes.services.unlock.unlocked import KeptRoot, NoPlaceForKey
from ipt_notes.services.unlock.unlocking import open_practice, open_with_root, unlock
from ipt_notes.vault.locate import open_vault
from ipt_notes.vault.port import KeyChange, KeyRow
from tests.editing.desks import memory
from tests.vault.building import Scripted, make_vault, settings
from tests.vault.surroundings import as_ordinary_user, ordinary_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ipt_notes.services.settings import Settings

WORDS, WRONG = "four words that differ", "four words that are wrong"
MINUTES = dt.timedelta(minutes=5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault that opens with a key file, a passphrase and its kit; the passphrase is in `words`, another in `wrong`."""
    (tmp_path / "words").write_text(f"{WORDS}\nsecond line\n", encoding="utf-8")
    (tmp_path / "wrong").write_text(f"{WRONG}\n", encoding="utf-8")
    make_vault(tmp_path, secrets_in.SlotPlan("passphrase", passphrase_key(WORDS).secret))
    return tmp_path


def command(text: str) -> str:
    """A command that prints this text."""
    return shlex.join([sys.executable, "-c", f"print({text!r})"])


def opens(folder: Path, person: Nobody | None = None, **named: str) -> bool:
    """Whether the vault opens with what the environment names; a file is named by its name in the folder."""
    env = {
        f"IPT_NOTES_{name}": value if name == "PASSPHRASE_COMMAND" else str(folder / value)
        for name, value in named.items()
    }
    open_practice(settings(folder, env), person or Nobody()).close()
    return True


def code_of(folder: Path) -> str:
    """The code on the kit's page."""
    return (folder / "kit.txt").read_text(encoding="utf-8").partition("BEGIN")[2].partition("IPT-KIT")[0]


@pytest.mark.parametrize(
    "named",
    [
        {"KEY_FILE": "key"}, {"PASSPHRASE_COMMAND": command(WORDS)}, {"PASSPHRASE_FILE": "words"}, {"RECOVERY_KIT": "kit.txt"},
        {"KEY_FILE": "key", "PASSPHRASE_COMMAND": "false", "PASSPHRASE_FILE": "missing"},
        {"PASSPHRASE_COMMAND": command(WORDS), "PASSPHRASE_FILE": "wrong"},
        {"PASSPHRASE_FILE": "words", "RECOVERY_KIT": "missing"},
    ],
)  # fmt: skip
def test_the_first_that_is_named_opens_the_vault(folder: Path, named: dict[str, str]) -> None:
    """Key file before command before passphrase file; what comes after it is not even looked at."""
    person = Scripted()
    assert opens(folder, person, **named)
    assert person.asked == []


@pytest.mark.parametrize(
    "named",
    [{"PASSPHRASE_FILE": "wrong"}, {"PASSPHRASE_COMMAND": command(WRONG)}, {"PASSPHRASE_FILE": "wrong", "RECOVERY_KIT": "kit.txt"}],
)  # fmt: skip
def test_a_named_key_that_does_not_open_it_is_told(folder: Path, named: dict[str, str]) -> None:
    """Exit code 3; nobody is asked, no other key is tried, and no secret is shown."""
    person = Scripted(WORDS)
    with pytest.raises(Locked, match="does not open this vault") as locked:
        opens(folder, person, **named)
    assert locked.value.exit_code == 3
    assert person.asked == []
    assert WRONG not in locked.value.message + locked.value.hint


@pytest.mark.parametrize(
    ("named", "exit_code"),
    [
        ({"KEY_FILE": "missing"}, 3), ({"KEY_FILE": "words"}, 3), ({"PASSPHRASE_FILE": "missing"}, 8), ({"PASSPHRASE_FILE": "."}, 8),
        ({"PASSPHRASE_COMMAND": "false"}, 8), ({"PASSPHRASE_COMMAND": "/no/such/program"}, 8), ({"PASSPHRASE_COMMAND": "'"}, 8),
        ({"PASSPHRASE_COMMAND": " "}, 8), ({"PASSPHRASE_COMMAND": "true"}, 2), ({"RECOVERY_KIT": "words"}, 2), ({"RECOVERY_KIT": "missing"}, 8),
    ],
)  # fmt: skip
def test_a_named_key_that_can_not_be_had_is_told(folder: Path, named: dict[str, str], exit_code: int) -> None:
    """Each with its own exit code and a hint."""
    with pytest.raises(IptNotesError) as told:
        opens(folder, **named)
    assert told.value.exit_code == exit_code
    assert told.value.hint


def test_a_key_file_others_can_read_is_refused(folder: Path) -> None:
    """Although it would open the vault."""
    (folder / "key").chmod(0o644)
    with pytest.raises(Locked, match="read by others"):
        opens(folder, KEY_FILE="key")


def test_a_person_is_asked_three_times(folder: Path) -> None:
    """A right passphrase opens it at any of them."""
    assert opens(folder, Scripted(WRONG, "", WORDS))
    person = Scripted(WRONG, WRONG, WRONG, WORDS)
    with pytest.raises(Locked, match="no key opened") as locked:
        opens(folder, person)
    assert len(person.asked) == 3
    assert "recovery kit" in locked.value.hint


def test_where_nobody_can_answer_the_ways_in_are_told(folder: Path) -> None:
    """Those that this vault has."""
    with pytest.raises(Locked) as locked:
        opens(folder)
    assert all(way in locked.value.hint for way in ("KEY_FILE", "PASSPHRASE_FILE", "RECOVERY_KIT"))
    assert "keyring" not in locked.value.hint


def test_the_code_of_the_kit_can_be_typed(folder: Path) -> None:
    """In place of the passphrase, in small letters."""
    assert opens(folder, Scripted(code_of(folder).lower()))


def test_a_mistyped_code_is_told_by_its_group(folder: Path) -> None:
    """And asked for again."""
    groups = code_of(folder).split()
    wrong = [*groups[:4], groups[4][:-1] + ("7" if groups[4][-1] != "7" else "8"), *groups[5:]]
    person = Scripted(" ".join(wrong), " ".join(groups))
    assert opens(folder, person)
    assert "group 5" in person.told[0]
    assert groups[0] not in person.told[0]


def test_a_passphrase_is_the_same_from_any_keyboard(tmp_path: Path) -> None:
    """Composed or not, its letters are the same."""
    plan = secrets_in.SlotPlan("passphrase", passphrase_key("Überall grüne Möhren").secret)
    make_vault(tmp_path, plan)
    assert opens(tmp_path, Scripted("U\u0308berall gru\u0308ne Mo\u0308hren"))


@tries(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        st.characters(exclude_characters="\n\r\ufeff", exclude_categories=("Cs",)), min_size=1, max_size=60
    )
)
def test_the_first_line_of_a_file_is_the_passphrase_that_was_typed(tmp_path: Path, line: str) -> None:
    """Whatever it holds, however the line ends, with and without a byte order mark."""
    file = tmp_path / "words"
    for data in (line, f"{line}\n", f"{line}\r\nmore", f"\ufeff{line}\n"):
        file.write_bytes(data.encode())
        assert read_passphrase_file(str(file)) == line


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\nsecond\n", b"\xff\xfea\0b\0"])
def test_a_file_without_a_first_line_of_text_is_told(tmp_path: Path, data: bytes) -> None:
    """An empty one, or one that is not UTF-8."""
    (tmp_path / "words").write_bytes(data)
    with pytest.raises(UsageProblem):
        read_passphrase_file(str(tmp_path / "words"))


def test_a_damaged_slot_does_not_stand_in_the_way(folder: Path) -> None:
    """The vault opens with the others, and `vault verify` names the damaged one."""
    change_slot(folder, "passphrase", b"rubbish")
    assert opens(folder, KEY_FILE="key")
    assert opens(folder, RECOVERY_KIT="kit.txt")
    with pytest.raises(Damaged):
        opens(folder, PASSPHRASE_FILE="words")
    with open_practice(settings(folder, {"IPT_NOTES_KEY_FILE": str(folder / "key")}), Nobody()) as practice:
        assert any("slot" in problem for problem in verify_vault(practice).problems)
        kinds = [slot.kind for slot in opening_slots.slots(practice.port, practice.settings)]
        assert sorted(kinds) == ["damaged", "key-file", "recovery"]


def change_slot(folder: Path, kind: str, blob: bytes | None) -> None:
    """Overwrite a slot's row behind the program's back."""
    with open_vault(str(folder / "vault.ipt")) as port:
        port.commit([], [KeyChange(*slot(folder, kind)[:3], blob)])


def slot(folder: Path, kind: str) -> KeyRow:
    """The row of the slot of a kind."""
    with open_vault(str(folder / "vault.ipt")) as port:
        return next(row for row in port.key_rows("slot") if describe_slot(row.blob).kind == kind)


def test_a_vault_without_slots_or_identity_is_damaged(folder: Path) -> None:
    """Exit code 4, not a question for a passphrase."""
    with open_vault(str(folder / "vault.ipt")) as port:
        (identity,) = port.key_rows("member")
        port.commit([], [KeyChange(*identity[:3], None)])
    with pytest.raises(Damaged):
        opens(folder, KEY_FILE="key")
    for kind in ("passphrase", "key-file", "recovery"):
        change_slot(folder, kind, None)
    person = Scripted(WORDS)
    with pytest.raises(Damaged):
        opens(folder, person)
    assert person.asked == []


def test_a_passphrase_slot_made_too_cheap_is_refused_outside_tests(folder: Path) -> None:
    """What the command line opens costs 64 MiB at least."""
    outside = settings(folder, {"IPT_NOTES_PASSPHRASE_FILE": str(folder / "words")})._replace(
        argon2=Profile(FLOOR_KIB, 1, 4)
    )
    with pytest.raises(Damaged):
        open_practice(outside, Nobody())


@pytest.mark.parametrize("command", ["any", "unlock"])
def test_a_passphrase_slot_of_an_older_cost_is_made_anew(tmp_path: Path, command: str) -> None:
    """At the next command that opens the vault with it, under the same id and with an audit record; passphrase and kit stay."""
    (tmp_path / "words").write_text(WORDS, encoding="utf-8")
    env = {"IPT_NOTES_PASSPHRASE_FILE": str(tmp_path / "words")}
    old, new = Profile(FLOOR_KIB, 1, 4), Profile(FLOOR_KIB + 1024, 1, 4)
    plan = secrets_in.passphrase_from_file(str(tmp_path / "words"), Nobody())
    then = settings(tmp_path)._replace(argon2=old)
    keeping.make_vault(then, therapist="", plans=[plan], kit=tmp_path / "kit.txt")
    before = slot(tmp_path, "passphrase")
    with memory() as runtime:
        at = settings(tmp_path, {**env, "XDG_RUNTIME_DIR": str(runtime)})._replace(argon2=new, clock=now)
        if command == "unlock":
            keep_open(at, Nobody(), MINUTES)
        else:
            open_practice(at, Nobody()).close()
    after = slot(tmp_path, "passphrase")
    assert (before.id, describe_slot(before.blob).profile) == (after.id, old)
    assert describe_slot(after.blob).profile == new
    with open_practice(settings(tmp_path, env)._replace(argon2=new), Nobody()) as practice:
        assert verify_vault(practice).problems == ()
    assert slot(tmp_path, "passphrase") == after
    assert opens(tmp_path, RECOVERY_KIT="kit.txt")


def test_every_way_out_closes_the_vault(folder: Path) -> None:
    """A vault that did not open leaves nothing beside its file, even after an interrupt."""

    class Impatient(Scripted):
        def secret(self, question: str) -> str | None:
            raise KeyboardInterrupt(question)

    with pytest.raises(Locked):
        opens(folder)
    with pytest.raises(KeyboardInterrupt):
        opens(folder, Impatient())
    assert not [path for path in folder.iterdir() if path.name.startswith("vault.ipt-")]


def test_a_read_only_vault_opens_for_reading() -> None:
    """Everything can be read; a change is refused in words."""
    with ordinary_folder() as folder:

        def read() -> None:
            where = make_vault(folder)
            (folder / "vault.ipt").chmod(0o400)
            folder.chmod(0o500)
            with open_practice(where, Nobody()) as practice:
                assert verify_vault(practice).problems == ()
                with pytest.raises(VaultReadOnly):
                    opening_slots.add_slot(
                        practice.port, where, unlock(practice.port, where, Nobody()),
                        secrets_in.SlotPlan("passphrase", passphrase_key(WORDS).secret),
                    )  # fmt: skip
            folder.chmod(0o700)

        as_ordinary_user(read)


def test_a_vault_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    """Before any key is asked for."""
    person = Scripted(WORDS)
    with pytest.raises(IptNotesError) as told:
        opens(tmp_path, person, KEY_FILE="missing")
    assert told.value.exit_code == 6
    assert person.asked == []


@pytest.fixture
def at(folder: Path) -> Iterator[Settings]:
    """The settings of a command on a machine where `unlock` has a place; nothing is named that opens the vault."""
    with memory() as runtime:
        yield settings(folder, {"XDG_RUNTIME_DIR": str(runtime)})._replace(clock=now)


def with_named(at: Settings, folder: Path, **named: str) -> Settings:
    """The same with a file named in the environment."""
    return at._replace(
        env={**at.env, **{f"IPT_NOTES_{name}": str(folder / file) for name, file in named.items()}}
    )


def kept(at: Settings) -> KeptRoot | None:
    """What an `unlock` in force keeps."""
    with open_vault(at.where) as port:
        return unlocked.read(at.env, port.vault_id, at.clock())


def test_after_unlock_nobody_is_asked(at: Settings) -> None:
    """The passphrase is typed once; the member is the same."""
    person = Scripted(WORDS)
    until = keep_open(at, person, MINUTES)
    assert person.asked == ["Passphrase: "]
    for _ in range(2):
        with open_practice(at, Nobody()) as practice:
            assert practice.member.name == "Dr A. Example"
    assert at.clock() < until <= at.clock() + MINUTES


def test_what_opens_the_vault_is_changed_by_whoever_can_open_it(at: Settings) -> None:
    """Although an `unlock` is in force: who finds an open vault gets no way in of their own. It stays in force."""
    keep_open(at, Scripted(WORDS), MINUTES)
    person = Scripted(WRONG, WORDS)
    open_with_root(with_told(at), person, is_anew=True)[0].close()
    assert "`unlock` keeps the vault open" in person.told[0]
    assert len(person.asked) == 2
    with pytest.raises(Locked):
        open_with_root(at, Scripted(WRONG, WRONG, WRONG), is_anew=True)
    open_practice(at, Nobody()).close()


def test_when_its_time_is_over_the_passphrase_is_asked_again(at: Settings) -> None:
    """Whatever became of the process that should have removed the key."""
    until = keep_open(at, Scripted(WORDS), MINUTES)
    person = Scripted(WORDS)
    open_practice(at._replace(clock=lambda: until), person).close()
    assert person.asked
    assert kept(at) is None


@pytest.mark.parametrize(
    "named", [{"PASSPHRASE_FILE": "wrong"}, {"PASSPHRASE_COMMAND": "no-program"}, {"RECOVERY_KIT": "missing"}]
)
def test_an_unlock_in_force_comes_before_what_else_is_named(
    folder: Path, at: Settings, named: dict[str, str]
) -> None:
    """None of it is even looked at."""
    keep_open(at, Scripted(WORDS), MINUTES)
    open_practice(with_named(at, folder, **named), Nobody()).close()


def test_a_key_file_comes_before_an_unlock_in_force(folder: Path, at: Settings) -> None:
    """One that does not open the vault is told, as ever."""
    keep_open(at, Scripted(WORDS), MINUTES)
    open_practice(with_named(at, folder, KEY_FILE="key"), Nobody()).close()
    with pytest.raises(Locked, match="key file"):
        open_practice(with_named(at, folder, KEY_FILE="missing"), Nobody())


@pytest.mark.parametrize("stranger", ["root", "member"])
def test_a_kept_root_that_does_not_open_this_vault_is_passed_over(at: Settings, stranger: str) -> None:
    """The root was renewed, or this is an older copy: the next way is tried, nothing is said, and the root stays for the
    vault that it opens until its time is over.
    """
    keep_open(at, Scripted(WORDS), MINUTES)
    found, issued = kept(at), at.clock()
    assert found
    with open_vault(at.where) as port:
        other = found._replace(**{stranger: b"?" * len(getattr(found, stranger))})
        unlocked.keep(at.env, port.vault_id, other, issued)
    person = Scripted(WORDS)
    open_practice(with_told(at), person).close()
    assert (len(person.asked), person.told) == (1, [])
    assert kept(at) == other


def with_told(at: Settings) -> Settings:
    """A machine on which `unlock` was told of."""
    at.state.mkdir(exist_ok=True)
    (at.state / "unlock-told").touch()
    return at


def test_unlock_asks_although_one_is_in_force(at: Settings) -> None:
    """It says until when it is open, and then lasts as long as was said now; a wrong passphrase changes nothing."""
    first = keep_open(at, Scripted(WORDS), MINUTES)
    with pytest.raises(Locked):
        keep_open(at, Scripted(WRONG, WRONG, WRONG), 2 * MINUTES)
    found = kept(at)
    assert found
    assert found.until == first
    person = Scripted(WORDS)
    keep_open(at, person, 60 * MINUTES)
    assert person.asked == ["Passphrase: "]
    assert told_time(first) in person.told[0]
    found = kept(at)
    assert found
    assert found.until > first + 58 * MINUTES


@pytest.mark.parametrize(
    ("seconds", "is_allowed"), [(59, False), (60, True), (28_800, True), (28_801, False)]
)
def test_unlock_lasts_from_a_minute_to_eight_hours(at: Settings, seconds: int, *, is_allowed: bool) -> None:
    """Another time is refused before anyone is asked."""
    person, lasting = Scripted(WORDS), dt.timedelta(seconds=seconds)
    if is_allowed:
        keep_open(at, person, lasting)
        assert kept(at)
    else:
        with pytest.raises(UsageProblem, match="1 to 480"):
            keep_open(at, person, lasting)
        assert person.asked == []


def test_unlock_without_a_place_asks_for_nothing(folder: Path) -> None:
    """It is refused first."""
    person = Scripted(WORDS)
    with pytest.raises(NoPlaceForKey):
        keep_open(settings(folder), person, MINUTES)
    assert person.asked == []


def test_unlock_opens_with_what_the_environment_names(folder: Path, at: Settings) -> None:
    """A passphrase command that asks on a telephone, say, is run once in a while instead of every time."""
    keep_open(with_named(at, folder, PASSPHRASE_FILE="words"), Nobody(), MINUTES)
    open_practice(at, Nobody()).close()


def test_who_types_a_passphrase_is_told_of_unlock_once(at: Settings) -> None:
    """On this machine, after the right one; `unlock` itself does not say it."""
    wrong, unlocking, first, second = Scripted(WRONG), Scripted(WORDS), Scripted(WORDS), Scripted(WORDS)
    with pytest.raises(Locked):
        open_practice(at, wrong)
    keep_open(at, unlocking, MINUTES)
    unlocked.forget_all(at.env)
    for person in (first, second):
        open_practice(at, person).close()
    assert ["ipt-notes unlock" in line for line in first.told] == [True]
    assert wrong.told == unlocking.told == second.told == []


def test_swap_in_the_clear_is_told_once_before_unlock_asks(
    at: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that reached the disk would outlive its time."""
    monkeypatch.setattr(swap, "swap_in_the_clear", lambda: ["/swapfile"])
    first, second = Scripted(), Scripted(WORDS)
    with pytest.raises(Locked):
        keep_open(at, first, MINUTES)
    keep_open(at, second, MINUTES)
    assert ["/swapfile" in line for line in first.told] == [True]
    assert second.told == []


def test_nobody_is_told_of_an_unlock_that_would_not_work(folder: Path, at: Settings) -> None:
    """Where it has no place, or no passphrase was typed."""
    for where, typed in (
        (settings(folder), WORDS), (with_named(at, folder, PASSPHRASE_FILE="words"), ""), (at, code_of(folder)),
    ):  # fmt: skip
        person = Scripted(typed)
        open_practice(where, person).close()
        assert person.told == []


def test_where_it_can_not_be_noted_that_it_was_told_the_vault_opens_all_the_same(
    folder: Path, at: Settings
) -> None:
    """The state folder can't be written."""
    (folder / "file").touch()
    person = Scripted(WORDS)
    with open_vault(at.where) as port:
        assert unlock(port, at._replace(state_folder=folder / "file" / "state"), person).root
    assert len(person.told) == 1
