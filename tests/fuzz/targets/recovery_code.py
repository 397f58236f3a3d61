"""A recovery code as somebody types it, or a whole page: its secret, or which groups are wrong, and never what was typed."""

from __future__ import annotations

import re

from ipt_notes.errors import UsageProblem
from ipt_notes.keys.recovery import read_kit, write_code
from tests.fuzz.draws import text_of
from tests.fuzz.saying import says

TOKENS = ("IPT-KIT BEGIN", "IPT-KIT END", "0000G", "ZZZZX", "ſ", "ı", "Ⅰ")
_GROUP = r"(1[0-3]|[1-9])"
_MESSAGES = "|".join(
    [
        r"the recovery code has 13 groups of five; \d+ were found",
        "that is no recovery code",
        rf"the recovery code is mistyped in group {_GROUP}( and {_GROUP})*\.",
    ]
)
_HINTS = "type the whole code of the page|type the code of the page|compare it with the printed page, letter by letter"


def fuzz(data: bytes) -> None:
    """What is read is what a page would say, look-alikes put right."""
    text = text_of(data)
    try:
        secret = read_kit(text)
    except UsageProblem as error:
        says(error, _MESSAGES, _HINTS)
        return
    assert len(secret) == 32
    assert read_kit(write_code(secret)) == secret
    alike = text.upper().translate(str.maketrans("OILU", "011V"))
    assert write_code(secret).replace(" ", "") in re.sub("[^0-9A-Z]", "", alike)
