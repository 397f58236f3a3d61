"""Every command in one line each, under the question it answers. Root help is printed from here, before anything
heavy is imported; a test holds the table against the files in this room.
"""

from __future__ import annotations

TABLE = (
    (
        "Between two sessions",
        (
            ("agenda", "What is owed today, over all clients (also: ipt, with nothing behind it)."),
            ("write", "Write the note of the session that just ended."),
            ("missed", "Record a no-show or a cancellation."),
            ("contact", "Record a call, letter or message."),
            ("check", "Check courses: what is missing, why now, how to mend it."),
            ("finish", "End a course: conclude, sign, write and export the summary."),
            ("caseload", "Every running course in a line."),
            ("search", "Find words in everything you may read."),
        ),
    ),
    (
        "Clients and notes",
        (
            ("client", "Add, edit, list, show, plan, conclude, keep and erase clients."),
            ("course", "Start a further course; list a client's courses; a course's timeline."),
            ("inventory", "The people in a client's life: table and closeness circle."),
            ("incident", "Interpersonal incidents, and communication analysis as a scene."),
            ("note", "New, edit, show, list, history, sign, co-sign, amend, private; drafts."),
            ("measure", "Add, ask, list and draw scores such as PHQ-9 and GAD-7."),
            ("summary", "Write, show, sign and co-sign the termination summary."),
            ("override", "Let a finding stand, with a documented clinical reason."),
            ("void", "Withdraw a mistaken record; it stays in the history."),
            ("export", "The termination summary, one or many; supervision, charts, outcomes, FHIR."),
            ("import", "Take over a chart, scores or notes from elsewhere."),
        ),
    ),
    (
        "What can be written where",
        (
            ("sections", "The sections of a note and their fields."),
            ("template", "The note templates, and where to put your own."),
            ("rules", "The rules of check, or the page of one."),
        ),
    ),
    (
        "The vault and this machine",
        (
            ("init", "Make a vault: the encrypted file that holds everything."),
            ("demo", "Four invented courses in a throw-away vault, to look around."),
            ("vault", "Prove, back up, restore, copy, upgrade and rekey it; its audit."),
            ("practice", "Several members at one vault: invite, join, fingerprints, grants."),
            ("slot", "The ways to open the vault: list, add, remove, test."),
            ("unlock", "Keep the vault open for some minutes, where there is no keyring."),
            ("lock", "Close it before those minutes are over."),
            ("plugin", "What other packages add: list, enable, disable."),
            ("doctor", "What this machine offers, and what to do about it."),
            ("help", "Pages on topics, such as keys, files or exit codes."),
            ("completion", "Let your shell complete commands, options and codes."),
            ("schema", "The JSON Schema of a command's --json."),
        ),
    ),
)

COMMANDS = {name: line for _, rows in TABLE for name, line in rows}

USAGE = """Usage: ipt-notes COMMAND ... [--vault WHERE] [--json]

Encrypted session notes for Interpersonal Psychotherapy: the right template for the
session, checks of the course, and the termination summary at its end. New here?
Try `ipt-notes demo`, then `ipt-notes init`. Everything stays on this machine.
"""


def root_help() -> str:
    """The text of `ipt-notes --help`."""
    parts = [USAGE]
    for title, rows in TABLE:
        parts.append(f"{title}:\n" + "".join(f"  {name:<10} {line}\n" for name, line in rows))
    parts.append(
        "`ipt-notes COMMAND --help` and `ipt-notes help TOPIC` tell more. --vault (or IPT_NOTES_VAULT)\n"
        "names the vault; --json prints one JSON document. `ipt` is short for `ipt-notes`.\n"
    )
    return "\n".join(parts)
