"""Keys that a person types: a passphrase, which is not shown, or the code of the recovery kit, which is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipt_notes.errors import UsageProblem
from ipt_notes.services.unlock.named_keys import Key, passphrase_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ipt_notes.services.person import Person

_TRIES = 3
_AS_PRINTED = "shown as you type; capitals, spaces and hyphens do not matter; Enter leaves it out"


def typed_passphrases(person: Person, *, has_kit: bool) -> Iterator[Key]:
    """Up to three passphrases. With a kit its code may be typed in their place, or be asked for with Enter alone."""
    question, again = "Passphrase: ", f"Passphrase{' (Enter: the recovery kit)' if has_kit else ''}: "
    for _ in range(_TRIES):
        typed = person.secret(question)
        if typed is None:
            return
        if typed or not has_kit:
            yield typed_key(typed, person)
            question = f"That does not open it. {again}"
        else:
            yield from typed_codes(person, "The code of the recovery kit")
            question = again


def typed_for(person: Person, question: str) -> Iterator[Key]:
    """Up to three passphrases for what the question names; Enter leaves it out."""
    for _ in range(_TRIES):
        if not (typed := person.secret(f"{question} (Enter leaves it out): ")):
            return
        yield typed_key(typed, person)
        question = "That does not open it. Once more"


def typed_codes(person: Person, question: str) -> Iterator[Key]:
    """Up to three codes of a recovery kit; what is none is told."""
    from ipt_notes.keys.recovery import read_kit

    question = f"{question} ({_AS_PRINTED})"
    for _ in range(_TRIES):
        if not (text := _typed_code(person, question)):
            return
        try:
            yield Key("recovery", read_kit(text))
        except UsageProblem as wrong:
            _tell(person, wrong)
        question = "That does not open it. The code once more (Enter leaves it out)"


def _typed_code(person: Person, question: str) -> str | None:
    """The code as it stands on the page, on one line or several; "" where it is left out, None where nobody is asked."""
    from ipt_notes.keys.recovery import is_whole

    text = person.line(question)
    while text and not is_whole(text):
        more = person.line("The rest of the code (Enter: that is all)")
        if not more:
            break
        text = f"{text} {more}"
    return text


def typed_key(text: str, person: Person) -> Key:
    """What a typed line is: the code of the recovery kit (a mistyped group is told), else a passphrase."""
    from ipt_notes.keys.recovery import WrongKit, read_kit

    try:
        return Key("recovery", read_kit(text))
    except WrongKit as wrong:
        _tell(person, wrong)
    except UsageProblem:
        pass
    return passphrase_key(text)


def _tell(person: Person, wrong: UsageProblem) -> None:
    person.tell(f"{wrong.message.removesuffix('.')}; {wrong.hint}")
