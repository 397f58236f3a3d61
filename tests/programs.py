"""Programs that some tests drive for real. Without one they are passed over, unless everything must be there."""

import os
import shutil

import pytest

MUST_BE_THERE = bool(os.environ.get("IPT_NOTES_TEST_EVERYTHING"))


def needs(*programs: str) -> pytest.MarkDecorator:
    """Pass a test over where a program is missing; with IPT_NOTES_TEST_EVERYTHING it runs, and fails."""
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing) and not MUST_BE_THERE, reason=f"not here: {', '.join(missing)}")
