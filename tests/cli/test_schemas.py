"""Every command's --json has a schema, and what it prints is an instance of it."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from string import Template
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


DAY = """
init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada
client add MK-014
client add OTHER
client list
client edit MK-014 --name Marisol
client plan MK-014
note new MK-014 --stdout
note new MK-014 --from $DIR/note.md
note edit MK-014 1 --from $DIR/note.md
note show MK-014
note list MK-014
note history MK-014 1
note drafts
note private MK-014 1 --from $DIR/private.md
client show MK-014
course list MK-014
missed MK-014
void MK-014 $RECORD --reason mistyped
contact MK-014 --from $DIR/private.md
measure add MK-014 PHQ-9 --total 9
measure list MK-014
measure chart MK-014
course timeline MK-014
inventory show MK-014
inventory circle MK-014 -o $DIR/circle.svg
incident list MK-014
incident show MK-014 1
check MK-014
rules
rules BEG001
sections
search dinner
agenda
caseload
note sign MK-014 1
note amend MK-014 1 --from $DIR/addendum.md --reason forgotten
override MK-014 SES003 --reason 'the train was late and the hour was short'
export supervision MK-014 -o $DIR/view.md
client conclude MK-014 --end-type early_agreed --next-step end
summary edit MK-014 --from $DIR/summary.md
summary show MK-014
summary sign MK-014
export termination MK-014 -o $DIR/summary.docx --draft
export chart MK-014 -o $DIR/chart
export outcomes -o $DIR/outcomes.csv
export batch --out $DIR/batch
export audiences
export disclosures MK-014
export fhir MK-014 -o $DIR/fhir.json
import chart $DIR/chart --as MK-015
import measures $DIR/measures.csv --dry-run
import notes $DIR/notes --dry-run
course new MK-014 --variant ipt_m
client retention MK-014
client retention OTHER --request granted --ground 'the client asked for it'
client rekey OTHER --reason lost
client erase OTHER --confirm OTHER
template list
template path
template show middle_open
template new mine --from final
template check mine
plugin list
help
help keys
help note new
completion bash
slot list
slot list --open
slot test $SLOT
slot add passphrase --passphrase-file $DIR/words
vault status
vault verify
vault audit
vault upgrade
vault accept --reason 'it was restored here'
vault backup $DIR/backup.ipt
vault copy '$DIR/vault.ipt' $DIR/copy.ipt
--vault $DIR/again.ipt vault restore $DIR/backup.ipt
practice invite Ben -o $DIR/ben.json
practice join $DIR/ben.json --key-file $DIR/ben-key --recovery-kit $DIR/ben-kit.txt
practice members
practice fingerprint Ben
practice fingerprint Ben --confirm "$WORDS"
client add PR-001
practice grant PR-001 Ben --role write
practice access PR-001
practice hand-over PR-001 Ben
practice hand-over PR-001 Ada
practice revoke PR-001 Ben
practice standing Ben trainee
practice recovery Ben
practice invite Cleo -o $DIR/cleo.json
practice withdraw Cleo
practice remove Ben --confirm Ben
doctor
lock
schema agenda
demo --dir $DIR/demo
"""
FILES = {
    "note.md": (
        "---\nclient: MK-014\nsession: 1\ndate: 2026-03-02\nminutes: 50\nphase: beginning\n---\n"
        "## Measure\n- PHQ-9: 12\n\n## Inventory\n- romantic status: married\n\n### N. (partner)\n"
        "- closeness ring: inner\n\n## Interpersonal incident: the dinner\n- date: 2026-03-01\n- person: N.\n"
    ),
    "private.md": "To be thought about.\n",
    "addendum.md": "## Check-in\nTired.\n",
    "summary.md": "## Outcome\nBetter.\n",
    "measures.csv": "client,date,measure,total\nMK-015,2026-03-02,GAD-7,9\n",
    "notes/1.md": "---\nclient: OTHER\nsession: 1\ndate: 2026-03-02\nphase: beginning\n---\n## Check-in\nWell.\n",
    "words": "correct horse battery staple eleven\n",
}
OF_TWO = {"note cosign", "summary cosign", "practice emergency"}
"""They take two members at work (test_cosigned.py, test_emergency.py)."""
ELSEWHERE = {"write", "finish", "measure ask", "slot remove", "vault rekey", "unlock"} | {
    "export with",
    "plugin disable",
    "plugin enable",
}
"""The first five ask at a terminal, whatever they are given; `unlock` needs a place in memory (test_unlock.py); the
last three need a plugin that is installed (tests/plugins)."""


def test_what_is_printed_is_what_the_schema_says(tmp_path: Path) -> None:
    """A day with every command: each prints one JSON document that its schema allows, and none of them is an error."""
    env = environment(tmp_path)
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    known: dict[str, str] = {}
    done = set()
    for typed in DAY.strip().splitlines():
        full = _full(typed.partition(".ipt ")[2] or typed)
        printed = _json(typed, known, tmp_path, env)
        assert "error" not in printed, (typed, printed)
        jsonschema.validate(printed, frame.schema(full))
        done.add(full)
    assert set(EVERY) - done == ELSEWHERE | OF_TWO


def _json(typed: str, known: dict[str, str], folder: Path, env: dict[str, str]) -> Any:
    """What a command prints. `known` keeps the last record, slot and fingerprint that were named, for the commands that take one."""
    words = [Template(word).substitute(known, DIR=folder) for word in shlex.split(typed)]
    at = 2 if words[0] == "--vault" else 0
    words = [*words[at:], *words[:at], "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "ipt_notes", *words], capture_output=True, env=env, cwd=folder, check=False
    )
    printed = json.loads(done.stdout)
    known["RECORD"] = printed.get("record", known.get("RECORD", ""))
    known["WORDS"] = " ".join(printed.get("words", []))
    if words[:2] == ["slot", "list"]:
        known["SLOT"] = printed["slots"][0]["id"]
    return printed


@pytest.mark.parametrize(
    "typed", ["client show NOBODY", "check NOBODY", "client add", "init", "rules NONE", "agenda --days x"]
)
def test_an_error_is_what_the_schema_says_too(typed: str, tmp_path: Path) -> None:
    """A program that reads the result knows what it gets in its place."""
    env = environment(tmp_path)
    run(
        Command("ipt init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada", ""), tmp_path, env
    )
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
