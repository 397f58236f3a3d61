"""What a therapist typed into the fields of a course, as sentences of the narrative."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.discretion import Discretion, in_prose
from ipt_notes.course.wording import clause, tidied

if TYPE_CHECKING:
    from ipt_notes.course.model import Course, Person


_PLACES = ("first", "second", "third", "fourth", "fifth")


class Telling(NamedTuple):
    """How one field is told: `lead` before what was typed, `none` for a typed "none", `asked` for "not asked"."""

    section: str
    key: str
    lead: str
    none: str
    asked: str


_HISTORY = "psychiatric_history"
SYMPTOMS = Telling(
    _HISTORY,
    "presenting_symptoms",
    "The client came with these symptoms",
    "No symptoms were reported",
    "Symptoms were",
)
CRISIS = Telling(
    "interpersonal_triad",
    "acute_crisis",
    "The acute crisis was this",
    "No acute crisis was found",
    "An acute crisis was",
)
EPISODES = Telling(
    _HISTORY,
    "earlier_episodes",
    "Earlier episodes were reported as follows",
    "No earlier episode was reported",
    "Earlier episodes were",
)
PAST_TREATMENT = Telling(
    _HISTORY,
    "past_treatment",
    "Earlier treatment was reported as follows",
    "No earlier treatment was reported",
    "Earlier treatment was",
)
HYPOTHESIS = Telling(
    "formulation",
    "hypothesis",
    "The formulation offered to the client was this",
    "No formulation was offered",
    "A formulation was",
)
LINK = Telling(
    "formulation",
    "diagnosis_link",
    "Its link to the diagnosis was put like this",
    "No link to the diagnosis was made",
    "A link to the diagnosis was",
)
RESPONSE = Telling(
    "formulation",
    "client_response",
    "The client responded like this",
    "The client gave no response to it",
    "The client's response was",
)
MEDICATION = Telling(
    _HISTORY,
    "medication",
    "The client reported this medication",
    "No medication was reported",
    "Medication was",
)
CONSIDERED = Telling(
    "medication_considered",
    "outcome",
    "Medication was considered, with this outcome",
    "Considering medication led to no change",
    "Medication as an option was",
)
ACCOUNT = Telling(
    "ending",
    "client_account",
    "The client put the change like this",
    "The client gave no account of the change",
    "The client's own account was",
)
REMAINS = Telling(
    "ending",
    "remaining_difficulties",
    "This remains difficult",
    "No remaining difficulty was named",
    "Remaining difficulties were",
)
PLAN = Telling(
    "contingency_plan",
    "plan",
    "If warning signs show, the plan is this",
    "No contingency plan was made",
    "A contingency plan was",
)
FEELINGS = Telling(
    "ending",
    "ending_feelings",
    "The client spoke of these feelings about the ending",
    "The client named no feelings about the ending",
    "Feelings about the ending were",
)
CLOSING = Telling(
    "ending",
    "positive_closing",
    "The last session closed on this",
    "No closing was recorded",
    "The closing was",
)
GAINS = Telling(
    "ending",
    "gains",
    "The review named these gains",
    "No gains were named in the review",
    "Gains were",
)


class Teller:
    """Tells one course with people by relationship; what it returns is "" where nothing was typed."""

    def __init__(self, course: Course) -> None:
        """Reads the names that must not be said."""
        self.course = course
        self._discreet = Discretion(course, in_prose)

    def __call__(self, telling: Telling) -> str:
        """The field's latest value as a sentence."""
        typed = self.course.charted_text(telling.section, telling.key)
        return self.said(telling.lead, typed, none=telling.none, asked=telling.asked)

    def said(self, lead: str, typed: str, *, none: str, asked: str) -> str:
        """Typed words that stand in no field of a note, as a sentence."""
        return clause(lead, self._discreet(typed), none=none, asked=asked)

    def words(self, typed: str) -> str:
        """Typed words as they stand within a sentence, in brackets or after a noun."""
        return tidied(self._discreet(typed)).rstrip(" .,;:")

    def person(self, person: Person) -> str:
        """ "the partner"; "the second friend" where there are several."""
        name, role = self._discreet.named(person), self._discreet.role(person)
        alike = [one.label for one in self.course.people if self._discreet.role(one) == role]
        if len(alike) == 1 or not name.startswith("the "):
            return name
        place = alike.index(person.label)
        return f"the {_PLACES[place]} {name[4:]}" if place < len(_PLACES) else f"another {name[4:]}"

    def first_session(self, section: str, key: str) -> int | None:
        """The session in which a field was first written."""
        charted = self.course.charted.get(section)
        filled = charted.fields.get(key) if charted else None
        return filled.first_session if filled else None
