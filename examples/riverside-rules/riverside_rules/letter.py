"""A short letter about a course, as plain text.

The course it is handed is what the audience may know, and nothing else: for a referrer there is no formulation in it.
"""

from ipt_notes import Course

API = 1
SUFFIX = ".txt"


def render(course: Course, audience: str) -> bytes:
    """The bytes of the letter; the same course and audience always give the same."""
    lines = [
        "Riverside practice (invented)",
        f"A letter for the {audience}",
        "",
        f"{course.client.code}: {len(course.attended)} sessions, the first on {course.start}.",
    ]
    if course.conclusion:
        lines.append(f"The treatment ended on {course.conclusion.on}.")
    return "\n".join([*lines, ""]).encode()
