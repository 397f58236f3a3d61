"""The commands that are broken off at every point. A further one is one entry."""

from __future__ import annotations

from typing import NamedTuple

from tests.crash.places import CODE, INIT, STEPS, WORDS, note


class Scenario(NamedTuple):
    """A command that changes something, and where it begins.

    `start` names a place, `typed` is the command line (`$DIR`, `$NOTE`, `$SLOT` are filled in; `~` is a space within a
    word). `makes` are files that it writes beside the vault; one of `only_with_record` is never there without its
    record; one that `may_stay` is whole by itself, and needs none. `text` are words that must be in the vault, in a draft, in memory or in the user's own file afterwards.
    `again` is typed when it did not happen, else the same. An `editor` (the text it leaves, one a save) needs a
    terminal, at which `answers` are typed. `code` is the exit code of a run that nobody disturbs. Without `is_record_needed` the files are what counts: a vault that
    can only be read (its disk is full) is backed up too. `key` is the key file that opens the vault once it happened.
    """

    name: str
    start: str
    typed: str
    makes: tuple[str, ...] = ()
    only_with_record: tuple[str, ...] = ()
    may_stay: tuple[str, ...] = ()
    again: str = ""
    text: str = ""
    in_file: str = ""
    editor: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    code: int = 0
    is_record_needed: bool = True
    key: str = "key"


AUTOSAVED = note(1, WORDS)

SCENARIOS = (
    Scenario("init", "nothing", INIT, makes=("key", "kit.txt"), again=INIT.replace("kit.txt", "kit-2.txt")),
    Scenario("client add", "vault", STEPS["client"][-1]),
    Scenario("note save", "client", f"note new {CODE} --from $DIR/note.md", text=WORDS, in_file="note.md"),
    Scenario("note save again", "note", f"note edit {CODE} 1 --from $DIR/second.md", text=WORDS, in_file="second.md"),
    Scenario("note from the editor", "client", f"note new {CODE}", editor=(note(1, WORDS),), text=WORDS),
    Scenario("note sign", "note", f"note sign {CODE} 1"),
    Scenario("note amend", "signed", f"note amend {CODE} 1 --reason left~out --from $DIR/addendum.md", text=WORDS, in_file="addendum.md"),
    Scenario("contact", "client", f"contact {CODE} --from $DIR/addendum.md", text=WORDS, in_file="addendum.md"),
    Scenario("void", "note", f"void {CODE} $NOTE --reason wrong~client"),
    Scenario("conclude", "signed", f"client conclude {CODE} --end-type planned --next-step end"),
    Scenario("summary save", "concluded", f"summary edit {CODE} --from $DIR/summary.md", text=WORDS, in_file="summary.md"),
    Scenario("summary sign", "summary", f"summary sign {CODE}"),
    Scenario("export termination", "summary", f"export termination {CODE} -o $DIR/out.docx --draft", makes=("out.docx",), only_with_record=("out.docx",)),
    Scenario("slot add", "vault", "slot add key-file --key-file $DIR/key2", makes=("key2",)),
    Scenario("slot remove", "two keys", "slot remove $SLOT"),
    Scenario("draft saved on its own", "draft", f"write {CODE}", editor=(AUTOSAVED, ""), answers=(("Go on with it", "y"), ("Press Enter", "")), text=WORDS, code=7),
    Scenario("note private", "note", f"note private {CODE} 1 --from $DIR/addendum.md", text=WORDS, in_file="addendum.md"),
    Scenario("client erase", "note", f"client erase {CODE} --confirm {CODE} --ground entered~by~mistake -o $DIR/certificate.txt", makes=("certificate.txt",), only_with_record=("certificate.txt",)),
    Scenario("vault rekey", "two keys", "vault rekey --recovery-kit $DIR/kit-2.txt --key-file $DIR/key", makes=("kit-2.txt",), again="vault rekey --recovery-kit $DIR/kit-3.txt --key-file $DIR/key"),
    Scenario("client edit", "note", f"client edit {CODE} --name Mara~Other-Example"),
    Scenario("client rekey", "note", f"client rekey {CODE}"),
    Scenario("vault rekey compromised", "note", "vault rekey --compromised --recovery-kit $DIR/kit-2.txt --key-file $DIR/key2", makes=("kit-2.txt", "key2"), again="vault rekey --compromised --recovery-kit $DIR/kit-3.txt --key-file $DIR/key2", key="key2"),
    Scenario("vault backup", "note", "vault backup $DIR/backup.ipt", makes=("backup.ipt",), is_record_needed=False, again="vault backup $DIR/backup-2.ipt"),
    Scenario("vault restore", "lost", "vault restore $DIR/backup.ipt"),
    Scenario("vault upgrade", "format 1", "vault upgrade", makes=("vault.ipt.format-1",), may_stay=("vault.ipt.format-1",)),
)  # fmt: skip
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
