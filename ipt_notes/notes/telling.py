"""What a therapist typed into the fields of a course, as sentences of the narrative."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ipt_notes.course.discretion import Discretion, in_prose
from ipt_notes.course.wording import capital, clause, in_session, is_none, tidied

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ipt_notes.course.charted import Filled
    from ipt_notes.course.model import Course, Person

Lead = tuple[re.Pattern[str], str]
"""How a fragment begins, and the words that it then runs on from."""

_PLACES = ("first", "second", "third", "fourth", "fifth")
_DONE = (
    "accepted|added|agreed|asked|brought|cried|did|felt|found|had|kept|laughed|named|nodded|read|recognised|said|saw|"
    "spoke|thanked|thought|told|took|wanted|was|went|wept|wished"
)
_DOES = (
    "accepts|adds|agrees|asks|avoids|can|cannot|cries|does|eats|feels|finds|has|is|knows|recognises|says|sees|sleeps|"
    "takes|thinks|wakes|wants|wishes"
)
_ANYTHING = re.compile(r"")
_VERB = re.compile(rf"(?:{_DONE}|{_DOES})\b")
_THING = re.compile(rf"(?!(?:{_DONE}|{_DOES}|takes|stopped|started)\b)")
_DOING = re.compile(r"(?:not )?(?:\w+ed|held|put|left|begun|given|spoken|thought|taken)\b")
_ORDER = re.compile(
    r"(?:ask|book|call|come|contact|cook|eat|find|get|go|keep|look|make|meet|name|phone|plan|read|return|rest|ring|"
    r"say|see|sit|sleep|speak|stay|stop|take|talk|tell|text|use|visit|walk|write)\b"
)
_MOOD = re.compile(
    r"(?:both |mostly |a bit |a little )?(?:afraid|angry|anxious|calm|glad|grateful|happy|hopeful|lonely|moved|pleased|"
    r"proud|relieved|sad|tearful|worried)\b"
)
FINDING = re.compile(r"(?:no|some|passive|fleeting|occasional) |thoughts\b|none of\b")
_EVENT = re.compile(
    r"(?:(?:an?|the|his|her|their|no) )?(?:[\w'’]+ ){0,2}?(?:accident|argument|birth|break-?up|death|diagnosis|"
    r"dismissal|divorce|end|event|illness|loss|miscarriage|move|quarrel|redundancy|retirement|separation)\b"
)
_ONE = re.compile(r"(?:an?|more|less|fewer|better)\s")
MEETING = re.compile(
    r"(?:an?|one|two|three|four|six) (?:[\w-]+ )?(?:appointment|call|check-?in|letter|meeting|review|session|visit)s?\b"
)
SUBJECT = re.compile(r"(?:he|she|they|it)\b")
"""He or she, or a person of the inventory; the Teller knows them."""
_NO_VERB = "after|and|as|at|before|beside|between|by|for|from|in|of|on|or|since|to|while|who|with|without"
_THAT = re.compile(r"that\b")


class Telling(NamedTuple):
    """How one field is told.

    `lead` stands with a colon before what was typed, `runs_on` before a fragment that fits in; `none` for a typed
    "none"; `asked` begins the sentence for "not asked". "{when}" and "{When}" name the session it was written in.
    """

    section: str
    key: str
    lead: str
    none: str
    asked: str
    runs_on: tuple[Lead, ...] = ()


_HISTORY = "psychiatric_history"
SYMPTOMS = Telling(
    _HISTORY,
    "presenting_symptoms",
    "{When} these symptoms were recorded",
    "{When} no symptoms were reported",
    "Symptoms were",
    ((_VERB, "{When} the client"), (_ANYTHING, "{When} the client reported")),
)
CRISIS = Telling(
    "interpersonal_triad",
    "acute_crisis",
    "The acute crisis was recorded {when} as follows",
    "No acute crisis was found",
    "An acute crisis was",
    (
        (SUBJECT, "The acute crisis named {when} was that"),
        (_EVENT, "The acute crisis named {when} was"),
    ),
)
EPISODES = Telling(
    _HISTORY,
    "earlier_episodes",
    "Of earlier episodes the history says",
    "No earlier episode was reported",
    "Earlier episodes were",
    ((_THING, "For earlier episodes the history gives"),),
)
PAST_TREATMENT = Telling(
    _HISTORY,
    "past_treatment",
    "Of earlier treatment it was recorded",
    "No earlier treatment was reported",
    "Earlier treatment was",
    ((_THING, "Earlier treatment is given as"),),
)
HYPOTHESIS = Telling(
    "formulation",
    "hypothesis",
    "The formulation recorded {when} reads",
    "No formulation was offered",
    "A formulation was",
    (
        (_THAT, "The formulation offered to the client was"),
        (_ANYTHING, "The formulation offered to the client was that"),
    ),
)
LINK = Telling(
    "formulation",
    "diagnosis_link",
    "On the link to the diagnosis it says",
    "No link to the diagnosis was made",
    "A link to the diagnosis was",
    (
        (_THAT, "Of the link to the diagnosis it said"),
        (_ANYTHING, "Of the link to the diagnosis it said that"),
    ),
)
RESPONSE = Telling(
    "formulation",
    "client_response",
    "{When} the client responded",
    "The client gave no response to it",
    "The client's response was",
    ((_VERB, "The client"), (SUBJECT, "To this the client's response was that"), (_MOOD, "The client was")),
)
MEDICATION = Telling(
    _HISTORY,
    "medication",
    "The medication reported {when}",
    "{When} no medication was reported",
    "Medication was",
    ((_THING, "{When} the client reported taking"),),
)
CONSIDERED = Telling(
    "medication_considered",
    "outcome",
    "Medication as part of the treatment was considered {when}",
    "Medication was considered {when}; no outcome was noted",
    "Medication as an option was",
    ((_DOING, "Medication as part of the treatment, considered {when}, was"),),
)
ACCOUNT = Telling(
    "ending",
    "client_account",
    "{When} the client gave this account of the change",
    "The client gave no account of the change",
    "The client's own account was",
    (
        (_THAT, "The client's own account, given {when}, was"),
        (SUBJECT, "By the client's own account, given {when},"),
        (_VERB, "About the change the client"),
    ),
)
REMAINS = Telling(
    "ending",
    "remaining_difficulties",
    "Still difficult, as recorded {when}",
    "No remaining difficulty was named",
    "Remaining difficulties were",
)
PLAN = Telling(
    "contingency_plan",
    "plan",
    "If warning signs show, this is planned",
    "No contingency plan was made",
    "A contingency plan was",
    ((_ORDER, "If warning signs show, the plan is to"),),
)
FEELINGS = Telling(
    "ending",
    "ending_feelings",
    "About the ending this was recorded {when}",
    "The client named no feelings about the ending",
    "Feelings about the ending were",
    ((_MOOD, "{When} the client was"), (_VERB, "{When} the client")),
)
CLOSING = Telling(
    "ending",
    "positive_closing",
    "A closing was recorded {when}",
    "No closing was recorded",
    "The closing was",
    ((SUBJECT, "In closing"),),
)
GAINS = Telling(
    "ending",
    "gains",
    "{When} these gains were named",
    "No gains were named",
    "Gains were",
    ((_ONE, "{When} the gains named were"),),
)


class Teller:
    """Tells one course with people by relationship; what it returns is "" where nothing was typed."""

    def __init__(self, course: Course) -> None:
        """Reads the names that must not be said."""
        self.course = course
        self._discreet = Discretion(course, in_prose)
        people = "|".join(re.escape(self._discreet.named(person)) for person in course.people)
        self._subject = re.compile(rf"(?:he|she|they|it|{people or 'he'})(?: and \w+)? (?!(?:{_NO_VERB})\b)")

    def __call__(self, telling: Telling) -> str:
        """The field's latest value as a sentence."""
        filled = self.filled(telling.section, telling.key)
        if filled is None:
            return ""
        session = filled.last_session

        def placed(words: str) -> str:
            when = in_session(session)
            return words.format(when=when, When=capital(when))

        return self.said(
            placed(telling.lead),
            filled.text,
            none=placed(telling.none),
            asked=telling.asked,
            runs_on=[(begins, placed(words)) for begins, words in telling.runs_on],
        )

    def is_none(self, telling: Telling) -> bool:
        """Whether the field's latest value is a "none"."""
        filled = self.filled(telling.section, telling.key)
        return filled is not None and is_none(filled.text)

    def said(self, lead: str, typed: str, *, none: str, asked: str, runs_on: Iterable[Lead] = ()) -> str:
        """Typed words as a sentence (`wording.clause`); a person at their head makes them a clause of their own."""
        leads = [(self._subject if begins is SUBJECT else begins, words) for begins, words in runs_on]
        return clause(lead, self._discreet(typed), none=none, asked=asked, runs_on=leads)

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

    def filled(self, section: str, key: str) -> Filled | None:
        """The latest value of a field, and the sessions in which it was written."""
        charted = self.course.charted.get(section)
        return charted.fields.get(key) if charted else None
