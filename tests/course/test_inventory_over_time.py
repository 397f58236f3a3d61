"""People carry over from note to note: what is not typed again stays, and how they were first described is kept."""

from tests.builders import a_course, person


def _people(*later: str):
    built = a_course().note(1).note(2, "## Inventory\n\n" + person("N. (partner)", "inner")).note(3)
    for number, entry in enumerate(later, 3):
        built.note(number, f"## Inventory\n\n{entry}")
    return built.course().people


def test_a_person_is_changed_and_not_retyped() -> None:
    """A later note names them and what is new; everything else stays."""
    (partner,) = _people("### n\n- closeness ring: outer\n- is confidant: yes")
    assert partner.relationship == "partner"
    assert partner.text("support_given") == partner.text_at_start("support_given") == "listens"
    assert (partner.text("is_confidant"), partner.text_at_start("is_confidant")) == ("yes", "no")
    assert (partner.ring_start, partner.ring_now) == ("inner", "outer")


def test_the_start_is_the_first_session_that_said_it() -> None:
    """A field that was first written later begins there; a third value does not touch the first one."""
    (partner,) = _people(
        "### N.\n- satisfying: evenings", "### N.\n- satisfying: mornings", "### N.\n- satisfying: both"
    )
    assert (partner.text_at_start("satisfying"), partner.text("satisfying")) == ("evenings", "both")
    assert partner.fields["satisfying"].first_session == 3


def test_an_addendum_to_the_first_session_mends_the_start() -> None:
    """What was left out by mistake belongs to the session, not to the change since."""
    built = a_course().note(1, "## Inventory\n\n" + person("N. (partner)", "inner")).sign()
    (partner,) = built.amend(1, "## Inventory\n\n### N.\n- is confidant: yes", days=2).course().people
    assert partner.text_at_start("is_confidant") == "yes"
