"""Every command's --json has a schema, and what it prints is an instance of it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ipt_notes.cli import frame
from tests.cli.test_help import EVERY
from tests.cli.transcript import Command, environment, run


@pytest.mark.parametrize("full", EVERY)
def test_every_command_has_a_schema(full: str) -> None:
    """The schema is made from the type that the command returns."""
    assert full in frame.RESULTS
    schema = frame.schema(full)
    assert schema.keys() & {"$ref", "anyOf", "type"}
    assert "$defs" in schema


def test_what_is_printed_is_what_the_schema_says(tmp_path: Path) -> None:
    """A day's commands: each prints one JSON document that its schema allows."""
    env = environment(tmp_path)
    day = (
        "init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", "client add MK-014", "client list",
        "client show MK-014", "client plan MK-014", "course list MK-014", "missed MK-014", "measure add MK-014 PHQ-9 --total 9",
        "measure list MK-014", "note list MK-014", "check MK-014", "agenda", "rules", "rules BEG001", "sections", "template list",
        "template path", "slot list", "vault status", "vault verify", "doctor", "search nothing", "note new MK-014 --stdout",
    )  # fmt: skip
    for typed in day:
        printed = _printed(f"ipt-notes {typed} --json", tmp_path, env)
        jsonschema.validate(printed, frame.schema(_full(typed)))


@pytest.mark.parametrize(
    "typed", ["client show NOBODY", "check NOBODY", "client add", "init", "rules NONE", "agenda --days x"]
)
def test_an_error_is_what_the_schema_says_too(typed: str, tmp_path: Path) -> None:
    """A program that reads the result knows what it gets in its place."""
    env = environment(tmp_path)
    run(Command("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt", ""), tmp_path, env)
    printed = _printed(f"ipt-notes {typed} --json", tmp_path, env)
    assert printed["error"]["exit_code"]
    jsonschema.validate(printed, frame.schema(_full(typed)))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"error": {}}, frame.schema(_full(typed)))


def _full(typed: str) -> str:
    words = typed.split()
    return " ".join(words[:2]) if " ".join(words[:2]) in frame.RESULTS else words[0]


def _printed(typed: str, folder: Path, env: dict[str, str]) -> Any:
    answer = run(Command(typed, ""), folder, env)
    text = "\n".join(line for line in answer.lines if line.startswith("    "))
    return json.loads(text)
