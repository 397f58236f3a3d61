"""`ipt-notes contact`: a call, letter or message between sessions."""

from __future__ import annotations

from typing import Annotated

import typer
from msgspec.structs import replace

from ipt_notes.cli import frame, typing_in
from ipt_notes.cli.arguments import Code, OnDate, choice
from ipt_notes.cli.keyboard import LONGEST_LINE, Keyboard
from ipt_notes.cli.missed import told_recorded
from ipt_notes.cli.note import EditorChoice, From
from ipt_notes.course.vocabulary import Channel
from ipt_notes.errors import UsageProblem
from ipt_notes.services import events
from ipt_notes.services.events import Recorded
from ipt_notes.services.settings import read_past_date

app = frame.group("")


@frame.command(app, "contact", Recorded, told_recorded)
def contact(
    code: Code,
    channel: Annotated[str, typer.Option(help="phone, letter or message.")] = "phone",
    from_: From = None,
    on: OnDate = None,
    editor: EditorChoice = None,
) -> Recorded:
    """Record a call, letter or message: one line, a text with --from, or an editor."""
    kind = choice(Channel, channel, "--channel")
    day = read_past_date(on, frame.settings())
    with frame.practice() as practice:
        grant = practice.find(code, by_prefix=frame.is_at_terminal())
        draft = events.contact_draft(practice, grant, day, kind)
        if from_:
            return events.save_contact(practice, replace(draft, text=typing_in.read_text(from_)))
        text = Keyboard().pasted(f"{grant.code}, {kind} (Enter: editor)")
        if text is None:
            raise UsageProblem(
                what="there is no text", hint="give it with --from FILE, or --from - for standard input"
            )
        draft = replace(draft, text=text, is_whole=bool(text))
        return (
            typing_in.write_contact(practice, draft, editor)
            if _is_long(text)
            else events.save_contact(practice, draft)
        )


def _is_long(text: str) -> bool:
    """Whether the editor is the better place for it: nothing yet, several lines, or a line the terminal has cut."""
    return not text or "\n" in text or len(text.encode()) >= LONGEST_LINE
