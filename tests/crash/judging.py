"""Holds what a broken-off command left against what it may leave: the old state or the new one, and no text lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.crash.looking import look
from tests.crash.places import NAME, WORDS
from tests.crash.running import KILLED, has_saved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.crash.looking import Found
    from tests.crash.places import Place
    from tests.crash.running import Ran
    from tests.crash.scenarios import Scenario

CODES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 130, KILLED}
_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a vault that is open, or was when its program died."""


class Bounds(NamedTuple):
    """The old and the new state of a scenario, and the user's files in both."""

    old: Found
    new: Found
    old_files: dict[str, bytes]
    new_files: dict[str, bytes]


class Verdict(NamedTuple):
    """What was found and what is wrong with it; whether the vault records the command, and whether all of it happened."""

    found: Found
    is_recorded: bool
    is_new: bool
    wrong: list[str]


def judge(scenario: Scenario, place: Place, bounds: Bounds, *, is_done: bool, may_lose_text: bool) -> Verdict:
    """What a place must hold after its command was broken off, whatever broke it off.

    `is_done`: the command had told its result. `may_lose_text`: no more than the last seconds of typing were at stake.
    """
    files, in_memory = place.files(), " ".join(_in_memory(place))
    found = look(place)
    is_recorded = found.shape == bounds.new.shape
    is_new = (is_recorded or not scenario.is_record_needed) and _is_whole(scenario, found, files, bounds)
    wrong = [*_states(found, bounds), *_kept_records(found, bounds)]
    wrong += _made(scenario, files, bounds, is_recorded=is_recorded)
    wrong += (f"{name} holds words in the clear" for name in _in_the_clear(scenario, files, bounds))
    if is_done and not is_new:
        wrong.append("it was told as done, and it is not there")
    if not is_new and not may_lose_text and not _has_text(scenario, found, files, in_memory):
        wrong.append("the text is nowhere")
    return Verdict(found, is_recorded, is_new, wrong)


def _is_whole(scenario: Scenario, found: Found, files: dict[str, bytes], bounds: Bounds) -> bool:
    """Whether all files are there, and the draft, where that is what is new; one beside a save is no loss."""
    has_draft = bounds.old.shape != bounds.new.shape or found.drafts == bounds.new.drafts
    return has_draft and all(name in files for name in scenario.makes)


def _states(found: Found, bounds: Bounds) -> Iterator[str]:
    if found.trouble:
        yield f"it does not verify: {'; '.join(found.trouble)}"
    elif found.shape not in (bounds.old.shape, bounds.new.shape):
        yield "it is neither the old state nor the new one"
    elif not set(bounds.old.drafts) <= {*found.drafts} and found.drafts != bounds.new.drafts:
        yield "a draft that was there before is gone"


def _kept_records(found: Found, bounds: Bounds) -> Iterator[str]:
    """Sealed records never change, and go only where a finished command lets them go."""
    known = {**bounds.new.sealed, **bounds.old.sealed}
    staying = bounds.old.sealed.keys() & bounds.new.sealed.keys()
    if not found.trouble and any(found.sealed.get(key) != known[key] for key in staying):
        yield "a sealed record has changed or is gone"


def _made(scenario: Scenario, files: dict[str, bytes], bounds: Bounds, *, is_recorded: bool) -> Iterator[str]:
    """A file is whole or not there; what was there before stays."""
    for name, data in bounds.old_files.items():
        if files.get(name) != data and name not in scenario.makes:
            yield f"{name} was changed"
    for name in scenario.makes:
        if name in files and not _is_all_of(files[name], bounds.new_files[name]):
            yield f"{name} is half-written"
        if name in files and name in scenario.only_with_record and not is_recorded:
            yield f"{name} left without a record"


def _in_the_clear(scenario: Scenario, files: dict[str, bytes], bounds: Bounds) -> list[str]:
    """The files, beside those that the user has or made, in which a note's words or a client's name can be found."""
    given = {*bounds.old_files, *scenario.makes}
    words = (WORDS.encode(), NAME.encode())
    return [name for name, data in files.items() if name not in given and any(each in data for each in words)]


def _is_all_of(data: bytes, whole: bytes) -> bool:
    """Whether a file is no beginning of one: as long as the whole one, or with the same last line."""
    return len(data) == len(whole) or data.splitlines()[-1:] == whole.splitlines()[-1:]


def _has_text(scenario: Scenario, found: Found, files: dict[str, bytes], in_memory: str) -> bool:
    in_file = scenario.text in files.get(scenario.in_file, b"").decode()
    return in_file or scenario.text in in_memory or any(scenario.text in draft for draft in found.drafts)


def _in_memory(place: Place) -> list[str]:
    files = place.in_memory()
    return [data.decode(errors="replace") for name, data in files.items() if not name.startswith("an-editor")]


def told_well(scenario: Scenario, ran: Ran, verdict: Verdict, place: Place) -> Iterator[str]:
    """What a command says of itself when it was broken off."""
    if ran.code not in CODES:
        yield f"exit code {ran.code}"
    said = ran.out + ran.err
    if "Traceback" in said or "inside the program" in said:
        yield f"a defect of its own: {said.strip()}"
    if ran.code == 0 and not verdict.is_new:
        yield "exit code 0, and it did not happen"
    is_text_kept = scenario.editor and has_saved(place) and ran.code not in (0, KILLED)
    if is_text_kept and not verdict.is_new and "draft" not in said and str(place.memory) not in said:
        yield f"it does not say where the text is: {said.strip()}"


def leftovers(scenario: Scenario, files: set[str], bounds: Bounds, verdict: Verdict) -> list[str]:
    """The files that do not belong to the state there is now: nothing may be left of what did not happen."""
    is_new = verdict.is_recorded or verdict.is_new
    known = {*bounds.old_files, *scenario.may_stay, *(bounds.new_files if is_new else ())}
    return sorted(name for name in files if name not in known and not _is_own(name))


def _is_own(name: str) -> bool:
    return name == "vault.ipt" or name.endswith(_BESIDE) or name.startswith(".local/")


def users_files(place: Place) -> dict[str, bytes]:
    """The files beside the vault and this machine's state."""
    return {name: data for name, data in place.files().items() if not _is_own(name)}
