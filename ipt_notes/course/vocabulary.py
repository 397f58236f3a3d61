"""The field's closed lists: phases, problem areas, endings. Each value is its id; `words` makes it readable."""

from __future__ import annotations

from enum import StrEnum


class Phase(StrEnum):
    """The part of a course a session belongs to (DOMAIN 2)."""

    BEGINNING = "beginning"
    MIDDLE = "middle"
    FINAL = "final"
    MAINTENANCE = "maintenance"


class Mode(StrEnum):
    """How client and therapist met."""

    IN_PERSON = "in_person"
    VIDEO = "video"
    PHONE = "phone"


class ProblemArea(StrEnum):
    """The four problem areas of IPT (DOMAIN 1.3)."""

    GRIEF = "grief"
    ROLE_DISPUTE = "role_dispute"
    ROLE_TRANSITION = "role_transition"
    INTERPERSONAL_DEFICITS = "interpersonal_deficits"


class Absence(StrEnum):
    """Why a session did not take place."""

    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How a contact between sessions was made."""

    PHONE = "phone"
    LETTER = "letter"
    MESSAGE = "message"


class EndType(StrEnum):
    """How a course came to its end (DOMAIN 4)."""

    PLANNED = "planned"
    EARLY_AGREED = "early_agreed"
    EARLY_CLIENT = "early_client"
    LOST_CONTACT = "lost_contact"
    TRANSFERRED = "transferred"
    ESCALATED = "escalated"


class ErasureDecision(StrEnum):
    """What became of a client's request for erasure (GDPR art. 17)."""

    GRANTED = "granted"
    REFUSED = "refused"


class Role(StrEnum):
    """What a member of a practice may do with a chart that another member holds."""

    READ = "read"
    WRITE = "write"
    SUPERVISE = "supervise"


class NextStep(StrEnum):
    """What was chosen for afterwards (DOMAIN 4)."""

    END = "end"
    CONTINUATION = "continuation"
    MAINTENANCE = "maintenance"
    REFER_OR_AUGMENT = "refer_or_augment"


PHASE_ORDER = (Phase.BEGINNING, Phase.MIDDLE, Phase.FINAL, Phase.MAINTENANCE)

AREA_ALIASES = {"sensitivities": "interpersonal_deficits", "isolation": "interpersonal_deficits"}


def words(value: str) -> str:
    """An id as a reader would say it: "role_dispute" is "role dispute"."""
    return value.replace("_", " ")


def absence_word(how: Absence) -> str:
    """What a missed session is called: "no-show", "cancellation"."""
    return "no-show" if how is Absence.NO_SHOW else "cancellation"


def to_id(text: str) -> str:
    """Typed words as an id: "Role dispute" and "role-dispute" are "role_dispute"."""
    return "_".join(text.replace("-", " ").replace("_", " ").lower().split())
