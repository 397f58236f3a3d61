"""Erases a client: the keys of the chart are deleted, and what was written with them can't be read any more.

One transaction closes the streams, deletes the grant and writes the signed record of it to the ledger. Then drafts on this machine go, and
the vault's files are written anew, so that no unused part of them holds the deleted grant. `certifying` proves that
once the vault is closed, and writes the certificate. Whatever stops this on its way is made up for by the same command.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ipt_notes.checks.gate import count
from ipt_notes.errors import Damaged, Interrupted, IptNotesError, Refused, UsageProblem, WorldProblem
from ipt_notes.keys.grants import new_client_key, open_own_grant
from ipt_notes.keys.identity import normal_code
from ipt_notes.keys.private import private_stream
from ipt_notes.keys.sealing import StreamKeys
from ipt_notes.services.members.erasing_shared import require_governed, rows_of_others
from ipt_notes.services.sittings import drafts
from ipt_notes.services.sittings.drafting import named
from ipt_notes.services.sittings.rescuing import rescue
from ipt_notes.services.trust import erased_since, erasures
from ipt_notes.services.trust.erasures import Erasure, GivenOut, Unfinished, Unreadable
from ipt_notes.services.trust.heads import chain_name
from ipt_notes.services.trust.ledger import ClientErased
from ipt_notes.services.trust.retention import refuse_held, standing
from ipt_notes.services.trust.streams import seal_behind
from ipt_notes.vault.port import Head, KeyChange

if TYPE_CHECKING:
    from ipt_notes.course.retention import Retention
    from ipt_notes.services.open_chart import OpenChart
    from ipt_notes.services.person import Person
    from ipt_notes.services.practice import Practice
    from ipt_notes.vault.port import Append, KeyRow

_PIECE = 32


class StillKept(Refused):
    """The chart of {code} is to be kept until {until}."""

    hint = (
        "say with --ground why it is erased earlier, or record the client's request:"
        " `ipt-notes client retention --request granted --ground ... {code}`"
    )


class BeingWritten(Refused):
    """{what} of {code} is being written in another window."""

    hint = "save it or leave it there first; nothing was erased"


class ResidueLeft(WorldProblem):
    """{code} is erased, but the deleted key may still lie in an unused part of the vault's files: {why}."""

    hint = (
        "close other programs that have the vault open, then run the same command again: it finishes, and gives the"
        " certificate"
    )


def erase_client(
    practice: Practice, code: str, person: Person, *, confirm: str | None = None, ground: str = ""
) -> Unfinished:
    """Delete a client's keys, with the signed record of it, and what they left behind in drafts and files.

    `confirm` is the code once more; without it `person` is asked for it. Where nobody has the code, an erasure of it that
    was begun and not finished is finished, and nothing else is done; so is one that is named by the client's number
    (32 hex digits). ClientNotFound, OnHold, StillKept (no `ground` before its time),
    BeingWritten, NotAllowed, UsageProblem, StreamMoved: nothing is erased. ResidueLeft, Interrupted: it is, and the files may not be
    clean yet.
    """
    if begun := _begun(practice, code):
        _require_confirmed(code, confirm, person, "its erasure was begun and is not finished")
        return _finished(practice, begun)
    chart = practice.open(code)
    require_governed(practice, chart)
    refuse_held(chart)
    rescue(practice)
    _refuse_open(practice, chart)
    erasure = _erasure(practice, chart, ground, as_typed=code.strip())
    _require_confirmed(code, confirm, person, _told(erasure))
    return _erased(practice, chart, erasure)


def _begun(practice: Practice, code: str) -> Unfinished | None:
    """The erasure this command is to finish. Of an earlier client with the code of a living one a person hears."""
    unfinished = list(erasures.unfinished(practice))
    for begun in unfinished:
        if begun.erasure.client == code.strip().lower():
            return begun
    named_so = [begun for begun in unfinished if _is_same(begun.erasure.code, code)]
    if not named_so or not erasures.is_in_use(practice, code):
        return next(iter(named_so), None)
    for begun in named_so:
        practice.say(
            f"an earlier client with the code {begun.erasure.code} is erased and has no certificate yet:"
            f" `ipt-notes client erase {begun.erasure.client}` gives it"
        )
    return None


def _is_same(one: str, other: str) -> bool:
    return normal_code(one) == normal_code(other)


def _refuse_open(practice: Practice, chart: OpenChart) -> None:
    for draft in drafts.being_written(practice, chart.grant.client.hex()):
        raise BeingWritten(code=chart.code, what=named(draft))


def _require_confirmed(code: str, confirm: str | None, person: Person, what: str) -> None:
    """UsageProblem unless the code was given once more."""
    if confirm is None:
        person.tell(f"{code}: {what}")
        confirm = person.line("It can't be undone. Type the code to erase this client")
    if confirm is None:
        raise UsageProblem(what="an erasure is confirmed with the client's code", hint="add --confirm CODE")
    if not confirm.strip() or not _is_same(code, confirm):
        raise UsageProblem(
            what="what was typed to confirm is not the client's code", hint="nothing was erased"
        )


def _told(erasure: Erasure) -> str:
    parts = [f"{count(each.records, 'record')} ({each.what})" for each in erasure.streams if each.records]
    if erasure.drafts:
        parts.append(count(erasure.drafts, "draft") + " on this computer")
    return f"{', '.join(parts)}; last service {erasure.last_service}, to be kept until {erasure.until}"


def _ground(chart: OpenChart, retention: Retention, given: str, *, is_over: bool) -> str:
    """Why the chart may be erased: what was given, the client's granted request, or that its time is over. StillKept."""
    requests = chart.chart.erasure_requests
    if given.strip():
        return _nameless(" ".join(given.split()), chart)
    if requests and requests[-1].decision == "granted":
        return _nameless(f"request of {requests[-1].on}, granted: {requests[-1].ground}", chart)
    if is_over:
        return f"the time it was to be kept was over on {retention.until}"
    raise StillKept(code=chart.code, until=retention.until)


def _nameless(ground: str, chart: OpenChart) -> str:
    """The ground, which outlives the chart in the ledger; UsageProblem where it holds the client's code or name."""
    client, said = chart.chart.client, _plain(ground)
    names = [_plain(name) for name in (client.name, *client.earlier_names)]
    words = re.findall(r"[^\W_]{3,}", " ".join(names))
    for name in filter(None, (_plain(chart.code), *names, *words)):
        if re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", said):
            raise UsageProblem(
                what="the ground holds the client's code or a part of the name, and it stays in the vault's ledger",
                hint="say it with --ground in other words",
            )
    return ground


def _plain(text: str) -> str:
    """The text as names are compared: without case and accents."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip()


def _erasure(practice: Practice, chart: OpenChart, ground: str, *, as_typed: str) -> Erasure:
    """What is to be erased, as it stands. StillKept, UsageProblem."""
    retention = standing(practice, chart)
    is_over = retention.is_over(practice.settings.today)
    client = chart.grant.client
    private = private_stream(practice.member, practice.port.vault_id, client)
    return Erasure(
        code=as_typed,
        client=client.hex(),
        vault=practice.port.vault_id.hex(),
        by=practice.member.name or "the therapist",
        ground=_ground(chart, retention, ground, is_over=is_over),
        chart_class=retention.chart_class,
        last_service=retention.last_service,
        until=retention.until,
        is_early=not is_over,
        streams=(
            _stream("chart", client, chart.head),
            _stream("private notes", private, practice.port.head(private)),
        ),
        drafts=len(drafts.left(practice, client.hex())),
        given_out=tuple(_given_out(chart)),
    )


def _stream(what: str, stream: bytes, head: Head) -> Unreadable:
    return Unreadable(what, stream.hex(), head.seq, head.hash.hex())


def _given_out(chart: OpenChart) -> list[GivenOut]:
    """Every recorded disclosure, oldest first."""
    found = [
        GivenOut(each.at, each.what, each.audience, each.recipient, each.sha256, each.is_draft)
        for course in chart.chart.courses
        for each in course.disclosures
    ]
    return sorted(found, key=lambda each: each.at)


def _erased(practice: Practice, chart: OpenChart, erasure: Erasure) -> Unfinished:
    """Close the streams and delete the grant: both, and the record of it, are one transaction. StreamMoved."""
    rows = _grant_rows(practice, chart.grant.client)
    appends, erasure = _closed(practice, chart, erasure)
    begun = Unfinished(erasure, tuple(trace for row in rows for trace in _traces(row.blob)))
    of_others = list(rows_of_others(practice, chart)) if practice.is_shared else []
    said = ClientErased(erasure.client, tuple(each.stream for each in erasure.streams), erasure.ground)
    erasures.keep(practice, begun)
    try:
        changes = [KeyChange(row.kind, row.member, row.id, None) for row in rows]
        practice.change_keys([*changes, *of_others], appends=appends, said=[said])
    except IptNotesError:
        if not erasures.is_committed(practice, erasure):
            erasures.forget(practice.settings, erasure)
        raise
    practice.looked_at.discard(erasure.client)
    for each in erasure.streams:
        practice.heads.advance(chain_name(bytes.fromhex(each.stream)), erasures.closing_head(each))
    return _finished(practice, begun)


def _closed(practice: Practice, chart: OpenChart, erasure: Erasure) -> tuple[list[Append], Erasure]:
    """A last record for each stream, under a key that nobody keeps.

    A program that has the old keys in memory can't write behind it: it finds the stream moved, then the client gone, and
    its text is kept as a draft. And what it wrote at the last moment, such as a hold, makes the erasure fail.
    """
    vault, all_appends, closed = practice.port.vault_id, [], []
    for each in erasure.streams:
        stream, head = bytes.fromhex(each.stream), Head(each.records, bytes.fromhex(each.head))
        keys = StreamKeys(vault, stream, {chart.keys.epoch + 1: new_client_key()})
        appends, after = seal_behind(head, [b"closed"], stream=stream, keys=keys, author=practice.member)
        all_appends += appends
        closed.append(replace(each, head=after.hash.hex()))
    return all_appends, replace(erasure, streams=tuple(closed))


def _grant_rows(practice: Practice, client: bytes) -> list[KeyRow]:
    """The member's rows that hold keys of a client."""
    return [
        row
        for row in practice.port.key_rows("grant", practice.member.id)
        if _client_of(practice, row) == client
    ]


def _client_of(practice: Practice, row: KeyRow) -> bytes:
    """Whose keys a grant holds; b"" for a damaged one."""
    with suppress(Damaged):
        vault = practice.port.vault_id
        return open_own_grant(row.blob, tag=row.id, member=practice.member, vault=vault).client
    return b""


def _traces(blob: bytes) -> list[bytes]:
    """The bytes of a grant in pieces: a residue of 63 bytes or more holds one of them. The first one holds its nonce."""
    return [blob[at : at + _PIECE] for at in range(0, len(blob) - _PIECE + 1, _PIECE)]


def _finished(practice: Practice, begun: Unfinished) -> Unfinished:
    """Remove drafts and residue; the erasure as the ledger tells it. ResidueLeft, Interrupted, RolledBack."""
    erasure = erasures.as_recorded(practice, begun.erasure)
    erased_since.remember(practice, erasure)
    rescue(practice)
    for draft in drafts.left(practice, erasure.client):
        drafts.discard(practice, draft.id)
    try:
        practice.port.erase_residue()
    except IptNotesError as error:
        raise ResidueLeft(code=erasure.code, why=error.message.rstrip(".")) from None
    except KeyboardInterrupt:
        raise Interrupted(hint=ResidueLeft(code=erasure.code, why="").hint) from None
    return begun._replace(erasure=erasure)
