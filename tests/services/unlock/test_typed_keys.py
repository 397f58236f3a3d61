"""What a person types to open a vault: a passphrase that nobody sees, or the code of the recovery kit, which they see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ipt_notes.errors import Locked
from ipt_notes.services.person import Nobody
from ipt_notes.services.unlock import opening_slots, secrets_in
from ipt_notes.services.unlock.named_keys import passphrase_key
from ipt_notes.services.unlock.unlocking import open_practice
from tests.vault.building import Scripted, make_vault, settings

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "four words that differ"
PASSPHRASE = "Passphrase: "


class Typing(Scripted):
    """A person who types these lines, shown or not; `seen` are the questions whose answers are shown."""

    def __init__(self, *typed: str) -> None:
        super().__init__(*typed)
        self.seen: list[str] = []

    def line(self, question: str, default: str = "") -> str | None:  # noqa: ARG002 - the port's
        """The next line, shown."""
        self.seen.append(question)
        return self.secret(question)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault that opens with a key file, a passphrase and its kit."""
    make_vault(tmp_path, secrets_in.SlotPlan("passphrase", passphrase_key(WORDS).secret))
    return tmp_path


@pytest.fixture
def without_passphrase(tmp_path: Path) -> Path:
    """A vault that opens with a key file and its kit."""
    make_vault(tmp_path)
    return tmp_path


def groups_of(folder: Path) -> list[str]:
    """The groups of the code on the kit's page."""
    page = (folder / "kit.txt").read_text(encoding="utf-8")
    return page.partition("BEGIN")[2].partition("IPT-KIT")[0].split()


def type_in(folder: Path, *typed: str) -> Typing:
    """Open the vault by typing these lines; all of them are used up."""
    person = Typing(*typed)
    open_practice(settings(folder), person).close()
    assert person.typed == []
    return person


def test_a_passphrase_is_never_shown(folder: Path) -> None:
    """And nothing else is asked."""
    person = type_in(folder, WORDS)
    assert (person.asked, person.seen) == ([PASSPHRASE], [])


@pytest.mark.parametrize(
    "spelled",
    [" ".join, "".join, "-".join, lambda groups: "  ".join(groups).lower(), ",".join],
)
def test_enter_alone_asks_for_the_kit_s_code_and_shows_it(folder: Path, spelled: object) -> None:
    """In capitals or not, however it is spaced; that it is shown is said in one line."""
    person = type_in(folder, "", spelled(groups_of(folder)))  # type: ignore[operator]
    (question,) = person.seen
    assert "shown as you type" in question
    assert "capitals, spaces and hyphens do not matter" in question
    assert "\n" not in question


def test_the_code_may_be_typed_as_it_stands_on_the_page(folder: Path) -> None:
    """In three lines."""
    groups = groups_of(folder)
    person = type_in(folder, "", *(" ".join(groups[at : at + 5]) for at in (0, 5, 10)))
    assert len(person.seen) == 3


def test_a_mistyped_code_is_told_and_asked_for_again(folder: Path) -> None:
    """By its group, and without the rest of it."""
    groups = groups_of(folder)
    wrong = [*groups[:4], groups[4][:-1] + ("7" if groups[4][-1] != "7" else "8"), *groups[5:]]
    person = type_in(folder, "", " ".join(wrong), " ".join(groups))
    assert "group 5" in person.told[0]
    assert groups[0] not in "".join(person.told)


def test_what_is_no_code_is_told(folder: Path) -> None:
    """Half a code, and Enter."""
    groups = groups_of(folder)
    person = type_in(folder, "", " ".join(groups[:6]), "", " ".join(groups))
    assert re.search(r"13 groups of five; 6 were found", person.told[0])


def test_a_code_that_is_left_out_leads_back_to_the_passphrase(folder: Path) -> None:
    """Which then says how to come to the code again."""
    person = type_in(folder, "", "", WORDS)
    assert person.asked[0] == PASSPHRASE
    assert person.asked[-1] == "Passphrase (Enter: the recovery kit): "


def test_a_vault_without_a_passphrase_asks_for_none(without_passphrase: Path) -> None:
    """It says what opens it, and asks for the code of the kit."""
    person = type_in(without_passphrase, " ".join(groups_of(without_passphrase)))
    (question,) = person.asked
    assert person.seen == [question]
    assert question.startswith(
        "No passphrase opens this vault, but a key file (IPT_NOTES_KEY_FILE names it) and the"
    )
    assert PASSPHRASE not in question


def test_where_the_code_is_left_out_the_ways_in_are_told(without_passphrase: Path) -> None:
    """As in a script, where nobody is asked."""
    for person in (Typing(""), Nobody()):
        with pytest.raises(Locked) as locked:
            open_practice(settings(without_passphrase), person)
        assert "set IPT_NOTES_KEY_FILE" in locked.value.hint
        assert "passphrase" not in locked.value.hint.casefold()


def test_the_code_is_shown_when_a_kit_is_tried_by_itself(folder: Path) -> None:
    """`slot test`; the passphrase of another slot stays unseen."""
    with open_practice(settings(folder, {"IPT_NOTES_KEY_FILE": str(folder / "key")}), Nobody()) as practice:
        ids = {slot.kind: slot.id for slot in opening_slots.slots(practice.port, practice.settings)}
    for kind, typed, is_seen in (
        ("recovery", " ".join(groups_of(folder)), True),
        ("passphrase", WORDS, False),
    ):
        person = Typing(typed)
        assert opening_slots.test(settings(folder), ids[kind], person)[1]
        assert bool(person.seen) is is_seen
        assert ids[kind] in person.asked[0]
