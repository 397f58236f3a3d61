"""The rules about the focus: each problem area has what makes it one."""

import pytest

from tests.builders import DECEASED, FRIEND, REASON, SISTER, CourseBuilder, by_manual, person, problem_area


def only(built: CourseBuilder, rule: str) -> list[str]:
    """What a rule says, on its own."""
    return [finding.message for finding in built.findings(rule)]


def two(area: str, other: str, more: str = "", *, other_more: str = "") -> CourseBuilder:
    """A course with two foci in the note of session 3."""
    first, second = (
        problem_area(area),
        problem_area(other).replace("## Problem area", "## Problem area: second"),
    )
    return by_manual(area, sessions=3).write(3, f"{first}\n{more}\n\n{second}\n{other_more}")


def test_prb001_lets_no_third_area_in() -> None:
    """It is no matter of something being empty: BEG001 does not silence it."""
    third = problem_area("role_dispute").replace("## Problem area", "## Problem area: third")
    built = two("grief", "role_transition", "- primary: yes\n- rationale: it came first")
    assert built.rules() == set()
    built.write(3, third)
    assert only(built, "PRB001") == [
        "session 3 is held, and this was due by this session: 3 problem areas are in focus, and at most 2 can be"
    ]
    for typed in built.typed.values():
        typed.sections = {
            heading: body.replace("agreed: yes", "agreed: no") if heading.startswith("Problem") else body
            for heading, body in typed.sections.items()
        }
    assert {"BEG001", "PRB001"} <= built.rules()


@pytest.mark.parametrize(
    ("more", "other_more", "message"),
    [
        ("", "", "the record does not say which one is primary and why"),
        ("- primary: yes", "", "the record does not say why"),
        ("- rationale: one story", "", "the record does not say which one is primary"),
        ("- primary: yes\n- rationale: x", "- primary: yes", "the record does not say which one is primary"),
    ],
)
def test_prb002_wants_two_areas_ranked_and_explained(more: str, other_more: str, message: str) -> None:
    """Exactly one is primary."""
    assert only(two("grief", "role_transition", more, other_more=other_more), "PRB002") == [
        f"grief and role transition are both in focus; {message}"
    ]


def test_prb002_is_quiet_for_one_area_and_for_two_that_are_ranked() -> None:
    """The second one may carry the rationale."""
    assert only(by_manual("grief", sessions=3), "PRB002") == []
    built = two("grief", "role_transition", "- primary: no", other_more="- primary: yes\n- rationale: nearer")
    assert only(built, "PRB002") == []
    focus = built.course().focus
    assert focus is not None
    assert focus.area == "role_transition"


@pytest.mark.parametrize("answer", ["", "no", "No.", "none", "n/a", "not asked: no time"])
@pytest.mark.parametrize("area", ["grief", "role dispute", "role transition"])
def test_prb003_wants_each_of_the_other_areas_ruled_out(area: str, answer: str) -> None:
    """Blank, `no`, `none` and `not asked` rule nothing out."""
    built = by_manual("interpersonal deficits", sessions=3)
    lines = built.typed[3].sections["Problem area"].split("\n")
    kept = [line for line in lines if not line.startswith(f"- ruled out {area}:")]
    kept += [f"- ruled out {area}: {answer}"]
    built.write(3, "## Problem area\n" + "\n".join(kept))
    assert only(built, "PRB003") == [
        f"the focus is interpersonal deficits; without a reason: ruled out {area}"
    ]


def test_prb003_is_about_deficits_only_and_takes_a_reason_that_starts_with_no() -> None:
    """ "no deaths in the family" is one."""
    built = by_manual("interpersonal deficits", sessions=3)
    body = built.typed[3].sections["Problem area"].replace("nobody close has died", "no deaths in the family")
    assert only(built.write(3, f"## Problem area\n{body}"), "PRB003") == []
    assert only(by_manual("grief", sessions=3), "PRB003") == []


def test_prb004_points_at_people_who_are_linked_to_the_episode() -> None:
    """One who died, one with whom problems are described; `none` is no problem."""
    told = {
        "- living status: deceased": "F. has died and is linked to the episode; the focus is interpersonal deficits",
        "- problems linked to episode: shouting": (
            "F. has problems described and is linked to the episode; the focus is interpersonal deficits"
        ),
    }
    for more, message in told.items():
        friend = person("F. (friend)", "middle", confidant="yes", linked="yes", more=more)
        built = by_manual("interpersonal deficits", sessions=3).write(2, f"## Inventory\n{friend}")
        assert only(built, "PRB004") == [message]
    for more in ("", "- problems linked to episode: none", "- problems linked to episode: nothing"):
        friend = person("F. (friend)", "middle", confidant="yes", linked="yes", more=more)
        built = by_manual("interpersonal deficits", sessions=3).write(2, f"## Inventory\n{friend}")
        assert only(built, "PRB004") == []


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("father died; low since", "death"),
        ("the funeral; could not cry", "death"),
        ("argued with her brother; slept badly", "dispute"),
        ("separated from T.; low", "transition"),
        ("lost her job; low", "transition"),
        ("father died", ""),
        ("father died; no change", ""),
        ("father died; none", ""),
        ("new glasses; headaches gone", ""),
        ("studied; lower marks", ""),
    ],
)
def test_prb004_reads_the_timeline_for_events_that_moved_the_mood(event: str, kind: str) -> None:
    """A death, a dispute or a transition beside a change of mood; anything else is left alone."""
    built = by_manual("interpersonal deficits", sessions=3).write(2, f"## Timeline\n- 2024-09: {event}")
    message = f"the timeline event of 2024-09 moved mood and reads like a {kind}; the focus is interpersonal deficits"
    assert only(built, "PRB004") == ([message] if kind else [])
    assert only(by_manual("grief", sessions=3).write(2, f"## Timeline\n- 2024-09: {event}"), "PRB004") == []


def test_prb005_wants_a_death_for_grief() -> None:
    """The husband is alive, or not linked; a broader definition is a documented choice."""
    for change in (("deceased", "alive"), ("linked to episode: yes", "linked to episode: no")):
        people = "\n\n".join([DECEASED.replace(*change), FRIEND, SISTER])
        built = by_manual("grief", sessions=3).write(
            2, f"## Inventory\n- romantic status: x\n- has confidant: yes\n\n{people}"
        )
        assert only(built, "PRB005") == [
            "the person named for grief is not recorded as deceased and linked to the episode"
        ]
        built.without("Problem area", "person", session=3)
        assert only(built, "PRB005") == [
            "the focus is grief, and none of the 3 people in the inventory has died and is linked to the episode"
        ]
        built.write(3, problem_area("grief") + "\n- grief definition: broad")
        assert only(built, "PRB005") == []


@pytest.mark.parametrize("named", ["M.", "m", "mother"])
def test_prb005_looks_at_the_person_who_is_named(named: str) -> None:
    """A mother who is alive is not mourned because a husband has died; the name is not repeated."""
    mother = person("M. (mother)", "inner", linked="yes", more="- living status: alive")
    built = by_manual("grief", sessions=3).write(
        2, f"## Inventory\n- romantic status: x\n\n{mother}\n\n{DECEASED}"
    )
    assert only(built, "PRB005") == []
    built.write(3, f"## Problem area\n- area: grief\n- agreed: yes\n- person: {named}")
    assert only(built, "PRB005") == [
        "the person named for grief is not recorded as deceased and linked to the episode"
    ]


@pytest.mark.parametrize("answer", ["", "none", "not asked: she left"])
@pytest.mark.parametrize(
    ("rule", "area", "key"),
    [
        ("PRB006", "role dispute", "person"),
        ("PRB006", "role dispute", "dispute stage"),
        ("PRB008", "role transition", "old role"),
        ("PRB008", "role transition", "new role"),
    ],
)
def test_what_defines_an_area_must_be_named(rule: str, area: str, key: str, answer: str) -> None:
    """And `none` or `not asked` names nothing."""
    built = by_manual(area, sessions=3)
    assert only(built, rule) == []
    built.without("Problem area", key)
    built.typed[3].sections["Problem area"] += f"\n- {key}: {answer}\n"
    assert only(built, rule) == [f"the focus is a {area}; blank: {key}"]


def test_prb007_takes_expectations_from_the_area_or_the_inventory() -> None:
    """Either place will do; neither is asked about."""
    built = by_manual("role dispute", sessions=3).without("Problem area", "client expects")
    assert only(built, "PRB007") == []
    assert only(built.without("Inventory", "client expects"), "PRB007") == [
        "the focus is a role dispute; blank: client expects"
    ]


def test_prb009_wants_a_renegotiation_for_a_change_of_focus_after_the_limit() -> None:
    """In the session of the change, before or after it; `client plan` is one too."""
    changed = problem_area("role_transition")
    built = by_manual("grief", sessions=7).write(6, changed)
    assert only(built, "PRB009") == ["the focus changed in session 6, and no renegotiation is written"]
    for session in (5, 6, 7):
        agreed = by_manual("grief", sessions=7).write(6, changed)
        agreed.write(session, "## Contract\n- renegotiation: another focus, agreed together")
        assert only(agreed, "PRB009") == [], session
    assert only(built.plan(16), "PRB009") == []
    early = by_manual("grief", sessions=7).write(6, changed)
    early.typed[3].sections["Contract"] += "\n- renegotiation: twelve instead of sixteen\n"
    assert len(only(early, "PRB009")) == 1


def test_a_change_within_the_beginning_is_no_drift() -> None:
    """The focus of session 2 gave way in session 3."""
    built = by_manual("grief", sessions=4).write(2, problem_area("role_transition"))
    assert only(built, "PRB009") == []
    assert built.course().focus_changes == (3,)


def test_a_note_that_speaks_of_one_of_two_foci_changes_nothing() -> None:
    """The stage is rated anew in session 6; both stay in focus."""
    built = by_manual("role dispute", sessions=6)
    first = problem_area("role_dispute")
    second = problem_area("role_transition").replace("## Problem area", "## Problem area: second")
    built.write(3, f"{first}\n- primary: yes\n- rationale: nearer\n\n{second}")
    built.write(6, "## Problem area\n- area: role dispute\n- dispute stage: renegotiation")
    course = built.course()
    assert [focus.area for focus in course.foci] == ["role_dispute", "role_transition"]
    assert course.foci[0].stages == ((3, "impasse"), (6, "renegotiation"))
    assert course.focus_changes == ()
    assert built.rules() == set()


def test_prb010_wants_a_review_point_with_deficits() -> None:
    """A Plan review anywhere in the course."""
    built = by_manual("interpersonal deficits", sessions=3)
    assert only(built, "PRB010") == []
    assert only(built.without("Plan review"), "PRB010") == [
        "the focus is interpersonal deficits, and no plan review is written yet"
    ]
    finding = built.override("PRB010").findings("PRB010")[0]
    assert (finding.is_overridden, finding.override_reason) == (True, REASON)
