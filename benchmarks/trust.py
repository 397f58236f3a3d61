"""What trust costs: unlocking, proving a vault, keeping a draft."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from benchmarks import timing
from ipt_notes.keys import kdf
from ipt_notes.services import practice
from ipt_notes.services.person import Nobody
from ipt_notes.services.settings import Settings, read_settings
from ipt_notes.services.sittings import drafts
from ipt_notes.services.trust import streams, verifying
from ipt_notes.services.unlock import secrets_in
from ipt_notes.services.unlock.named_keys import passphrase_key
from ipt_notes.services.unlock.opening_slots import add_slot
from ipt_notes.services.unlock.unlocking import open_practice, open_with_root
from ipt_notes.vault.locate import open_vault

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = "four words that differ"


def settings(env: dict[str, str]) -> Settings:
    """The settings of a command in this environment, its state folder too."""
    state = Path(env["HOME"]) / ".local" / "state" / "ipt-notes"
    return read_settings(env=env)._replace(state_folder=state)


def timed(step: Callable[[], object]) -> float:
    """How many seconds a step takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def by_passphrase(env: dict[str, str]) -> timing.Pair:
    """Opening with a passphrase, against its Argon2id alone, in turn."""
    where = settings(env)
    opened, root = open_with_root(where, Nobody())
    with opened:
        add_slot(opened.port, where, root, secrets_in.SlotPlan("passphrase", passphrase_key(WORDS).secret))
    file = Path(env["HOME"]) / "words"
    file.write_text(f"{WORDS}\n", encoding="utf-8")
    named = where._replace(env={"IPT_NOTES_PASSPHRASE_FILE": str(file), "IPT_NOTES_NO_KEYRING": "1"})
    taken = [
        (
            timed(lambda: open_practice(named, Nobody()).close()),
            timed(lambda: kdf.stretch(WORDS.encode(), os.urandom(16), kdf.DEFAULT)),
        )
        for _ in range(8)
    ]
    return timing.middle(taken[1:])


def by_key_file(env: dict[str, str]) -> float:
    """Milliseconds that opening with a key file adds to opening the file."""
    where = settings(env)

    def locked() -> None:
        open_vault(where.where).close()

    taken = [(timed(lambda: open_practice(where, Nobody()).close()), timed(locked)) for _ in range(60)]
    return statistics.median(ours - theirs for ours, theirs in taken[5:]) * 1000


def proving(env: dict[str, str]) -> tuple[int, float, float]:
    """`vault verify` of all records: (records, seconds without the signatures, microseconds a signature), one core."""
    records, whole = verified(env)
    with (  # a signature's time is OpenSSL's: it is told apart
        mock.patch.object(practice, "is_signed", left_out),
        mock.patch.object(streams, "is_signed", left_out),
    ):
        _, without = verified(env)
    return records, without, (whole - without) / records * 1e6


def left_out(*_: bytes) -> bool:
    """Stands for the check of a signature."""
    return True


def verified(env: dict[str, str]) -> tuple[int, float]:
    """(records, seconds of the processor) of one `vault verify` that finds nothing wrong."""
    with open_practice(settings(env), Nobody()) as opened:
        start = time.process_time()
        found = verifying.verify_vault(opened)
        taken = time.process_time() - start
    assert not found.problems, found.problems
    return found.records, taken


def a_draft(env: dict[str, str]) -> list[float]:
    """Milliseconds of keeping a draft of 10 kB, each over the one before, sorted."""
    with open_practice(settings(env), Nobody()) as opened:
        client = opened.find("C0001").client.hex()
        numbers = itertools.count()

        def keep() -> None:
            text = f"{next(numbers)} " + "She said that it had been a long week. " * 256
            drafts.keep(
                opened, drafts.Draft("d" * 32, client, "C0001", "note", text, dt.datetime.now(dt.UTC))
            )

        taken = sorted(timed(keep) * 1000 for _ in range(200))
        drafts.discard(opened, "d" * 32)
    return taken
