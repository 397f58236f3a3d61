"""What is typed into a golden vault: an invented practice of four clients, a step a command.

A step is the command's words and its standard input. A story is only ever added to: older golden vaults tell it too.
"""

from __future__ import annotations

from typing import NamedTuple

THERAPIST = "Dr Ada Example-Özgür"


class Step(NamedTuple):
    """A command of `ipt-notes` and what it reads from standard input.

    {last} in its words is the record that the step before it wrote, {passphrase} the first passphrase's slot.
    """

    words: tuple[str, ...]
    given: str = ""


def step(line: str, *more: str, given: str = "") -> Step:
    """A command whose words are those of `line` and, where they hold spaces, `more`."""
    return Step((*line.split(), *more), given)


def note(session: int, date: str, phase: str, body: str, code: str = "MK-014") -> str:
    """A note as a therapist types it."""
    front = (
        f"---\nclient: {code}\nsession: {session}\ndate: {date}\nminutes: 50\nphase: {phase}\n"
        "mode: in_person\n---\n"
    )
    return front + body


RISK = "## Risk assessment\n- level: none\n- assessment: asked; nothing points to a risk\n"

FIRST = note(1, "2026-01-12", "beginning", f"""## Check-in
Came on her sister's advice. Sleeps four hours a night since the move.

## Measure
- PHQ-9: 2 2 3 2 1 1 2 0 0
- GAD-7: 11

{RISK}
## Inventory
- romantic status: married
- has confidant: no

### N. (partner)
- closeness ring: inner
- support received: practical, not emotional
- communication pattern: both fall silent; nothing is finished
- linked to episode: yes
""")  # fmt: skip

FIRST_AGAIN = FIRST.replace("four hours", "four to five hours")

SECOND = note(2, "2026-01-19", "beginning", f"""## Check-in
A better week. “Fürs Erste”, she says; then: “on verra” 🌧.

{RISK}
## Problem area
- area: role dispute
- person: N.
- dispute stage: impasse
- agreed: yes

## Interpersonal incident: the silent dinner
- date: 2026-01-17
- person: N.
- what happened: asked about Sunday, got no answer, went to bed
- effect on mood: low until the next evening

### Communication analysis
Kitchen, ten at night; he is still in uniform.

N. (arms folded): "Are you in on Sunday?"
> intended: can we talk
> communicated: you are never here

### Alternatives
- name the shift first, then ask what Sunday is about

## My own heading
Kept as it was typed:	a tab, and a line with two spaces at its end.\x20\x20
""")  # fmt: skip

THIRD = note(3, "2026-02-02", "final", f"""## Check-in
They have talked, twice, to the end.

## Measure
- PHQ-9: 4
- GAD-7: 0 1 0 1 0 1 0

{RISK}
## Next step
- end type: early agreed
- next step: end
- rationale: what brought her has changed, and she has work in the new town
- follow up: a letter in six months
""")  # fmt: skip

GRIEF = note(
    1, "2026-02-09", "beginning", f"## Check-in\nSeit dem Tod der Mutter im März.\n\n{RISK}", "Ünal-3"
)
AGAIN = note(1, "2026-02-20", "maintenance", f"## Check-in\nIst wieder da.\n\n{RISK}", "Ünal-3")

SUMMARY = """## Reason for referral
She came on her sister's advice.

## Outcome
PHQ-9 was 13 in session 1 and 4 in session 3.
"""

UNFINISHED = "---\nclient: 田中-7\nsession: 1\ndate: sometime\n---\n## Check-in\nKept as a draft: the date has to be mended.\n"

STORY = (
    step("slot add passphrase --passphrase-file passphrase.txt"),
    step("slot remove {passphrase}"),
    step("client add MK-014 --born 1988-07-30 --start 2026-01-12 --planned 12 --name", "Mira Kovač (invented)"),
    step("note new MK-014 --from -", given=FIRST),
    step("note edit MK-014 1 --from -", given=FIRST_AGAIN),
    step("note new MK-014 --from -", given=SECOND),
    step("note sign MK-014 1"),
    step("note amend MK-014 1 --from - --reason", "left out", given="## Affect\n- content affect: sad, then relieved\n"),
    step("missed MK-014 --cancelled --date 2026-01-26 --reason", "snow"),
    step("missed MK-014 --date 2026-01-27"),
    step("contact MK-014 --date 2026-01-28 --channel phone --from -", given="Rang; comes again on Monday.\n"),
    step("contact MK-014 --date 2026-01-28 --channel message --from -", given="Meant for another chart.\n"),
    step("void MK-014 {last} --reason", "another client's"),
    step("measure add MK-014 gad7 --date 2026-01-28 --items 1,1,2,1,1,1,1"),
    step("client plan MK-014 --planned 3 --reason", "she moves away"),
    step("note new MK-014 --from -", given=THIRD),
    step("override MK-014 INV002 --reason", "the course was agreed to be short; see session 2"),
    step("note sign MK-014 --all"),
    step("note amend MK-014 3 --from - --reason", "her letter came", given="She has found work.\n"),
    step("client conclude MK-014 --date 2026-02-02"),
    step("summary edit MK-014 --from -", given=SUMMARY),
    step("export termination MK-014 --draft -o draft.docx"),
    step("summary sign MK-014"),
    step("export termination MK-014 --draft --audience full -o again.docx"),
    step("client add Ünal-3 --start 2026-02-09"),
    step("note new Ünal-3 --from -", given=GRIEF),
    step("client conclude Ünal-3 --date 2026-02-09 --end-type lost_contact --next-step end"),
    step("course new Ünal-3 --variant ipt_m --start 2026-02-20"),
    step("note new Ünal-3 --from -", given=AGAIN),
    step("client add 田中-7 --variant ipt_acute --name", "田中 (invented)"),
    step("client add", "Nobody yet"),
)  # fmt: skip

READ = (
    "client list", "slot list", "search monday",
    "course list MK-014", "note list MK-014", "note show MK-014 1", "note show MK-014 1 --revision 1",
    "note show mk-014 2", "note show ＭＫ-014 3", "note history MK-014 --all", "note history MK-014 1",
    "measure list MK-014", "summary show MK-014", "search letter found silent",
    "search märz",
    "course list Ünal-3", "note list ÜNAL-3", "note show ünal-3 1", "note history Ünal-3 --all",
    "course list 田中-7", "note history 田中-7 --all",
)  # fmt: skip
"""The commands whose answers are kept beside the vault."""

STORY_SINCE_2 = (
    step("vault backup backup.ipt"),
    step("note private MK-014 1 --from -", given="What I make of it: she smiles when it hurts.\n"),
    step("note private MK-014 1 --from -", given="What I make of it: she smiles when it hurts. Ask why.\n"),
    step("note private Ünal-3 1 --from -", given="Mehr dazu später. 🌧\n"),
    step("client retention MK-014 --hold --reason", "an enquiry"),
    step("client retention MK-014 --lift --reason", "the enquiry is closed"),
    step("client retention MK-014 --request refused --ground", "the records must be kept for seven years"),
    step("client add Gone-1 --start 2026-02-09"),
    step("contact Gone-1 --date 2026-02-09 --from -", given="Can be read by nobody any more.\n"),
    step("note private Gone-1 1 --from -", given="Nor this.\n"),
    step("client erase Gone-1 --confirm Gone-1 -o certificate.txt --ground", "opened by mistake"),
    step("vault rekey --recovery-kit kit-2.txt --key-file key"),
)
"""What a vault of format 2 and later tells besides."""

EPOCH_OF = "Ünal-3"
"""The client whose chart gets a second key, which no command asks for yet."""
AFTER_EPOCH = (step("contact Ünal-3 --date 2026-02-21 --from -", given="Under a second key.\n"),)

READ_SINCE_2 = (
    "note private MK-014", "note private MK-014 1 --show", "note private MK-014 1 --show --revision 1",
    "note private ünal-3 1 --show", "search second key",
)  # fmt: skip
