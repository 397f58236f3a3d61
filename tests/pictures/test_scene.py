"""A communication analysis reads as a scene."""

from ipt_notes.pictures.lettering import width
from ipt_notes.pictures.scene import scene
from tests.builders import a_course

SCENE = """## Interpersonal incident: Sunday
- date: 2026-01-14
- person: N.
- what happened: asked about Sunday, got no answer, went to bed

### Communication analysis
Kitchen, ten at night; he is still in uniform.

N. (arms folded): "Are you in on Sunday?"
> intended: can we talk
> communicated: you are never here

T.: "Depends."
> felt: caught

### Alternatives
- name the shift first, then ask what Sunday is about"""


def _told(markdown: str) -> list[str]:
    incident = a_course().note(1, markdown).course().incidents[0]
    fields = {key: "; ".join(value) for key, value in incident.fields.items()}
    return [line.plain for line in scene(fields, incident.script, incident.alternatives)]


def test_who_says_what_and_beneath_it_what_was_meant_and_what_came_across() -> None:
    """In the order of the script, with the setting before it and the alternatives behind it."""
    assert _told(SCENE) == [
        "  asked about Sunday, got no answer, went to bed",
        "",
        "  Communication analysis",
        "  Kitchen, ten at night; he is still in uniform.",
        "",
        "  N.  (arms folded)",
        "    “Are you in on Sunday?”",
        "      intended      can we talk",
        "      communicated  you are never here",
        "",
        "  T.",
        "    “Depends.”",
        "      felt          caught",
        "",
        "  Alternatives",
        "  - name the shift first, then ask what Sunday is about",
    ]


def test_long_speeches_are_folded_under_their_beginning() -> None:
    """Nothing runs past the edge of a terminal."""
    told = _told(
        SCENE.replace("Depends.", "It depends on so many things " * 9).replace("caught", "caught " * 30)
    )
    assert all(width(line) <= 80 for line in told)
    assert sum("It depends" in line for line in told) > 2


def test_an_incident_without_a_script_is_told_without_one() -> None:
    """Only what there is."""
    assert _told(SCENE.partition("\n\n###")[0]) == ["  asked about Sunday, got no answer, went to bed"]
