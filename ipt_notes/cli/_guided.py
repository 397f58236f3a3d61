"""Guided writing at the terminal: one question after the other, each answer kept at once, and left whenever one likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.cli import printing, typing_in
from ipt_notes.cli._line import read_line
from ipt_notes.cli._questions import asked_for, explained, headed, told_now, told_owed
from ipt_notes.cli.keyboard import Keyboard, is_there
from ipt_notes.course.charted import person_key
from ipt_notes.course.fields import YES_NO
from ipt_notes.errors import UsageProblem
from ipt_notes.notes.guide import introduction, read_questions
from ipt_notes.notes.guide_answers import answer, choices_of, meant, speech
from ipt_notes.notes.guide_walk import next_blank, owed, progress, where_left
from ipt_notes.notes.scripts import ASIDES
from ipt_notes.services import writing
from ipt_notes.services.sittings import guiding, resuming
from ipt_notes.services.sittings.drafting import named
from ipt_notes.services.sittings.sitting import NothingWritten

if TYPE_CHECKING:
    from ipt_notes.course.parts import Session
    from ipt_notes.notes.guide import Question
    from ipt_notes.notes.problems import Problem
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.practice import Practice
    from ipt_notes.services.sittings.drafts import Draft
    from ipt_notes.services.writing import NoteRequest, NoteSaved

_KEYS = (
    "Enter skips a question, `next` the rest of its section; `back` goes back, `?` tells more. `edit` opens the editor,"
    " `leave` or Ctrl-C stops. Behind > you may write several lines; an empty one ends them. Every answer is kept at once."
)
_COMMANDS = ("", "?", "back", "next", "edit", "leave")
_SPOKEN = "  who said what, as in `N. (arms folded): Are you in on Sunday?` (Enter: that was all): "
_SEVERAL = "prose", "lines"


class _WantsEditor(Exception):
    """The rest is to be written in the editor."""


class _Leaves(Exception):
    """No more questions today."""


def require_terminal(editor: str | None, from_: str | None, *, stdout: bool = False) -> None:
    """UsageProblem without a person to ask, for an editor that is not known, or with an option that leaves nothing to ask."""
    if from_ or stdout:
        raise UsageProblem(what=f"--guided and {'--from' if from_ else '--stdout'}", hint="give one of them")
    if not is_there():
        raise UsageProblem(
            what="--guided asks at a terminal",
            hint="give the text with --from FILE, or --from - for standard input",
        )
    if editor:
        typing_in.editor_choice(editor)


def write_new(practice: Practice, chart: OpenChart, request: NoteRequest, editor: str | None) -> NoteSaved:
    """A note from the answers to its template's questions, saved; or what was left of one, taken up again."""
    kept = resuming.take_up(practice, chart, ("note",), Keyboard(), otherwise="beginning a new note")
    draft = kept or writing.new_draft(practice, chart, writing.scaffold_note(practice, chart, request))
    return _Sitting(practice, chart, draft, editor).write(is_begun=bool(kept))


def write_more(practice: Practice, chart: OpenChart, session: Session, editor: str | None) -> NoteSaved:
    """An unsigned note, asked for what is still blank in it, saved."""
    number = session.number
    kept = resuming.take_up(
        practice, chart, ("note",), Keyboard(), session=number, otherwise="asking the note's blanks"
    )
    draft = kept or writing.new_draft(practice, chart, session.text, number)
    return _Sitting(practice, chart, draft, editor).write(is_begun=bool(kept))


class _Sitting:
    """One sitting. `draft.text` is the note as it is by now; `_trail` the questions that were shown, for the way back."""

    def __init__(self, practice: Practice, chart: OpenChart, draft: Draft, editor: str | None) -> None:
        self._practice, self._chart, self._editor = practice, chart, editor
        self._draft, self._began = draft, draft.text
        self._trail: list[int] = []
        self._shown: Question | None = None
        self._is_warned = False

    def write(self, *, is_begun: bool) -> NoteSaved:
        """Ask, then save. QuestionsLeft, NothingWritten, and the errors of the editor and of saving."""
        guiding.begin(self._practice, self._draft, Keyboard())
        try:
            self._ask(where_left(self._questions) if is_begun else next_blank(self._questions))
        except _WantsEditor:
            options = self._draft.options | ({"resumed": "yes"} if is_begun or self._is_changed else {})
            return typing_in.write_note(self._practice, replace(self._draft, options=options), self._editor)
        except (_Leaves, KeyboardInterrupt, EOFError) as why:
            if is_begun or self._is_changed:
                printing.aside("")
                guiding.leave(self._practice, self._draft)
            if not isinstance(why, _Leaves):
                raise
        if not (is_begun or self._is_changed):
            raise NothingWritten
        return writing.save_note(self._practice, self._draft, seen=self._chart)

    @property
    def _is_changed(self) -> bool:
        return self._draft.text != self._began

    @property
    def _questions(self) -> tuple[Question, ...]:
        return read_questions(self._draft.text)

    def _ask(self, at: int | None) -> None:
        """Ask from question number `at` on, until the note is to be saved."""
        printing.aside(f"{self._draft.code}: {named(self._draft)}")
        for line in "\n".join(introduction(self._draft.text)).split("\n"):
            printing.aside(line)
        printing.aside("")
        printing.aside(_KEYS)
        while True:
            while at is not None:
                at = self._step(at)
            at = self._last_word()
            if at is None:
                return

    def _step(self, at: int) -> int | None:
        """Ask one question; the number of the next one, None behind the last."""
        questions = self._questions
        question = questions[at]
        people = self._people(question, questions)
        for line in headed(question, self._shown, questions):
            printing.aside(line)
        self._shown = question
        typed = read_line(self._question(at, people))
        if typed.casefold() in _COMMANDS:
            return self._obey(at, typed.casefold(), choices_of(question, people))
        if question.form == "scene" and question.answer:
            self._ask_for_scene(at, typed)
        elif self._answer(at, meant(question, typed, people), typed):
            self._go_further(at)
        else:
            return at
        return self._on(at)

    def _obey(self, at: int, command: str, choices: tuple[str, ...]) -> int | None:
        """Do what was asked for in place of an answer; the number of the question to go on with."""
        match command:
            case "?":
                questions = self._questions
                for line in explained(questions[at], questions, choices):
                    printing.aside(line)
                return at
            case "back":
                return self._trail.pop() if self._trail else max(at - 1, 0)
            case "edit":
                raise _WantsEditor
            case "leave":
                raise _Leaves
        return self._on(at, past_section=command == "next")

    def _people(self, question: Question, questions: tuple[Question, ...]) -> tuple[str, ...]:
        """Who may be named by a number: everybody who is known, for an entry only those who have none in this note yet."""
        named = _named(questions)
        people = guiding.people_of(self._chart, named)
        taken = {person_key(each) for each in named} if question.form == "entry" else set()
        return tuple(each for each in people if person_key(each) not in taken)

    def _question(self, at: int, people: tuple[str, ...]) -> str:
        questions = self._questions
        question = questions[at]
        number, total = progress(questions, at)
        is_further = any(
            each.form == "entry" and each.answer and each.at == question.at for each in questions
        )
        for line in told_now(question):
            printing.aside(line)
        return f"{number} of {total}  {asked_for(question, people, is_further=is_further)}"

    def _on(self, at: int, *, past_section: bool = False) -> int | None:
        """The next blank question; the way back leads here."""
        self._trail.append(at)
        questions = self._questions
        last = at
        while past_section and last + 1 < len(questions) and questions[last + 1].at == questions[at].at:
            last += 1
        return next_blank(questions, last)

    def _answer(self, at: int, value: str, typed: str = "") -> bool:
        """Put a value in its place and keep the draft; whether it could be read. What there is to say is told."""
        done = answer(self._draft.text, at, value, self._problems)
        for line in done.told:
            printing.aside(f"  {line}")
        if done.is_taken:
            if len(value) > len(typed) > 0 and value not in YES_NO:
                printing.aside(f"  = {value}")
            self._draft = replace(self._draft, text=done.text)
            self._keep()
        return done.is_taken

    def _problems(self, text: str) -> tuple[Problem, ...]:
        return writing.read_note(self._practice, self._chart, text, self._draft.session).problems

    def _keep(self) -> None:
        why = guiding.keep(self._practice, self._draft)
        if why and not self._is_warned:
            printing.aside(f"  {why}; your answers are in memory alone until the note is saved")
            self._is_warned = True

    def _go_further(self, at: int) -> None:
        """Take what else belongs to an answer of several lines, up to a blank one."""
        form = self._questions[at].form
        if form in _SEVERAL:
            while line := read_line("> "):
                self._add(at, line)
        elif form == "scene":
            self._ask_for_scene(at, read_line(_SPOKEN))

    def _add(self, at: int, *lines: str) -> bool:
        return self._answer(at, "\n".join((self._questions[at].answer, *lines)))

    def _ask_for_scene(self, at: int, typed: str) -> None:
        """Who said what, and what was felt, intended and communicated, line by line; `typed` is the first line."""
        while typed:
            spoken = speech(typed)
            if not spoken:
                printing.aside("  who says it stands first, then a colon, then the words")
            elif self._add(at, "", spoken):
                for aside in ASIDES:
                    if said := read_line(f"    {aside}: "):
                        self._add(at, f"> {aside}: {said}")
            typed = read_line(_SPOKEN)

    def _last_word(self) -> int | None:
        """Show what is blank and ask whether to save; None to save, else the question to go on with."""
        questions = self._questions
        printing.aside("")
        for line in told_owed(owed(questions)):
            printing.aside(line)
        again = next_blank(questions)
        shown = (
            "Enter saves the note; `again` asks what is blank"
            if again is not None
            else "Enter saves the note"
        )
        while True:
            match read_line(f"{shown}; `back`, `edit`, `leave`: ").casefold():
                case "":
                    return None
                case "again" if again is not None:
                    return again
                case "back" if self._trail:
                    return self._trail.pop()
                case "edit":
                    raise _WantsEditor
                case "leave":
                    raise _Leaves


def _named(questions: tuple[Question, ...]) -> list[str]:
    """The people whom the note's own inventory names."""
    return [each.part for each in questions if each.form == "entry" and each.answer and _is_person(each)]


def _is_person(question: Question) -> bool:
    return question.kind is not None and question.kind.has_relationship
