"""The pages that are made from the program say what the program says."""

import os
from string import Formatter

import pytest

from docs import generate


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "COLUMNS", "100")


@pytest.mark.parametrize("name", ["commands.md", "errors.md", "configuration.md", "schemas.md"])
def test_the_page_is_as_the_program_would_write_it(name: str) -> None:
    """`make docs` writes it anew."""
    assert (generate.FOLDER / name).read_text(encoding="utf-8") == generate.pages()[name]


def test_every_error_can_be_told_and_has_a_name_of_its_own() -> None:
    """A message or a hint names its fields in braces, and nothing else stands there."""
    errors = generate.every_error()
    names = [error.code.fget(error.__new__(error)) for error in errors]
    assert len(set(names)) == len(names)
    for error in errors:
        fields = [field for _, field, _, _ in Formatter().parse(f"{error.__doc__} {error.hint}") if field]
        assert all(field.isidentifier() for field in fields), error
