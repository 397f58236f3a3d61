"""What a document is written from: the course, the signed narrative, and the discretion both pass through."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.course.wording import heading_key, sentence
from ipt_notes.export._markdown import prose
from ipt_notes.export._wordml import heading, paragraph, particular
from ipt_notes.export.audiences import FULL, Audience, Content
from ipt_notes.export.given import given_to
from ipt_notes.pictures.score_chart import score_charts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ipt_notes.course.model import Course
    from ipt_notes.pictures.score_chart import ScoreChart

NOT_RECORDED = "Not recorded."
_FEWEST_POINTS = 2


class Material:
    """The course and the narrative of one document, reduced to its audience; every text it hands out has passed `Discretion`."""

    def __init__(
        self,
        course: Course,
        narrative: Mapping[str, str],
        therapist: str,
        signing_key: bytes = b"",
        audience: Audience = FULL,
    ) -> None:
        """`narrative` is heading -> Markdown; headings are found in any letter case. `signing_key` is the signer's public one."""
        given = given_to(audience, course, narrative)
        self.audience, self.course, self.discreet = audience, given.course, given.discreet
        self.therapist, self.signing_key = therapist, signing_key
        self.has_brackets = bool(course.people) and audience.has_narrative
        """Whether other people's names may be told by a relationship in brackets."""
        self._narrative = {
            heading_key(name): (name, text) for name, text in given.narrative.items() if text.strip()
        }
        self._used: set[str] = set()

    @cached_property
    def charts(self) -> tuple[ScoreChart, ...]:
        """A chart for each measure or other tool with two totals or more, without what happened meanwhile."""
        return tuple(
            replace(chart, name=self.discreet(chart.name))
            for chart in score_charts(self.course, has_events=False)
            if len(chart.points) >= _FEWEST_POINTS
        )

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """What each person of the inventory is called, in its order: the relationship, numbered where several have it."""
        stated = [self.discreet.role(person) for person in self.course.people]
        shared, seen, names = Counter(stated), Counter[str](), []
        for role in stated:
            seen[role] += 1
            names.append(f"{role} {seen[role]}" if shared[role] > 1 else role)
        return tuple(names)

    def held(self, content: Content, *lines: str) -> tuple[str, ...]:
        """The lines, if the audience is given `content`; else nothing, for what is withheld is not "not recorded"."""
        return lines if content in self.audience.holds else ()

    def charted(self, section: str, key: str) -> str:
        """The latest value of a field, or ""."""
        return self.discreet(self.course.charted_text(section, key))

    def told(self, name: str, fallback: Iterable[str] = (), *, level: int = 2, label: str = "") -> list[str]:
        """The narrative under `name`, else the sentences of `fallback` that say something, else "Not recorded.".

        `label` says what is not recorded, for a part that goes on with other data.
        """
        data = [paragraph(sentence(words)) for words in fallback if words.strip()]
        return self.written(name, level) or data or [fact(label, "") if label else paragraph(NOT_RECORDED)]

    def written(self, name: str, level: int = 2, *, leads_on: bool = False) -> list[str]:
        """The narrative under `name`; nothing where it has none. `leads_on` keeps it on the page of what follows."""
        key = heading_key(name)
        self._used.add(key)
        _, text = self._narrative.get(key, ("", ""))
        return prose(self.discreet(text), level, leads_on=leads_on) if text else []

    def has(self, name: str) -> bool:
        """Whether the narrative says something under `name`."""
        return heading_key(name) in self._narrative

    def titled(self, name: str, fallback: Iterable[str] = ()) -> list[str]:
        """`told` under a heading of its own."""
        return [heading(name, 2), *self.told(name, fallback, level=3)]

    def rest(self) -> list[str]:
        """What the narrative says under headings that no part asked for; nothing typed is lost."""
        left = [name for key, (name, _) in self._narrative.items() if key not in self._used]
        return [line for name in left for line in self.titled(self.discreet(name))]

    def particular(self, label: str, value: str) -> str:
        """A label and what the therapist wrote, or "Not recorded."."""
        return particular(label, sentence(self.discreet(value)) if value.strip() else NOT_RECORDED)


def fact(label: str, value: str, *, keeps_next: bool = False) -> str:
    """A label and a value that is ours or the client's own (a code, a date, a number), or "Not recorded."."""
    return particular(label, value if value.strip() else NOT_RECORDED, keeps_next=keeps_next)
