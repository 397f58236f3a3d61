"""`make bench`: the figures of docs/figures.md, both sides of each ratio from this run."""

from __future__ import annotations

import itertools
import sys
import tempfile
from pathlib import Path

from benchmarks import batch, machine, timing, trust, vaults

PYTHON = sys.executable
IPT = [str(Path(PYTHON).parent / "ipt-notes")]
PLAIN = [PYTHON, "-c", "pass"]
TYPER = [PYTHON, "-c", "import typer"]


class Report:
    """Prints a line a figure, and remembers whether every one holds."""

    def __init__(self) -> None:
        self.holds = True

    def line(self, what: str, told: str, value: float, most: float) -> None:
        """One figure; `most` is what it may be at the most."""
        holds = value <= most
        self.holds &= holds
        print(f"{'holds ' if holds else 'MISSED'}  {what:<44} {told}", flush=True)

    def ratio(self, what: str, yardstick: str, pair: timing.Pair, most: float) -> None:
        """A ratio with both of its sides."""
        sides = f"{pair.ours * 1000:.1f} ms / {pair.theirs * 1000:.1f} ms ({yardstick})"
        self.line(what, f"{pair.ratio:.2f} x (at most {most}): {sides}", pair.ratio, most)


def start_up(report: Report) -> None:
    """What is answered before anything heavy is imported."""
    env = vaults.plain_environment()
    for option in ("--version", "--help"):
        pair = timing.paired([*IPT, option], PLAIN, ours_env=env, theirs_env=env)
        report.ratio(f"ipt-notes {option}", "python -c pass", pair, 2.5)


def reading(report: Report, env: dict[str, str]) -> None:
    """Commands in a vault of 16,000 notes, opened by a key file."""
    for words in (["check", "C0500"], ["note", "show", "C0500", "7"], ["client", "list"]):
        pair = timing.paired([*IPT, *words], TYPER, ours_env=env, theirs_env=env)
        report.ratio(f"{' '.join(words)}, 1,000 x 16 notes", "python -c 'import typer'", pair, 1.8)


def saving(report: Report, many: dict[str, str], few: dict[str, str], folder: Path) -> None:
    """A note saved with `note edit --from`, a new revision each time, in a vault of 16,000 notes and in one of 16."""
    file = folder / "note.md"
    text, count = vaults.note(7, "C0001"), itertools.count()
    words = [*IPT, "note", "edit", "C0001", "7", "--from", str(file)]
    taken = []
    for _ in range(32):
        file.write_text(f"{text}\nRevision {next(count)}.\n", encoding="utf-8")
        taken.append((timing.seconds(words, many), timing.seconds(words, few)))
    pair = timing.middle(taken[2:])
    report.ratio("note edit, 16,000 notes against 16", "16 notes", pair, 1.1)


def memory(report: Report, env: dict[str, str]) -> None:
    """The peak of checking every course."""
    peak = timing.peak_megabytes([*IPT, "check", "--all"], env, allowed=(0, 1))
    report.line("check --all, 1,000 x 16 notes", f"peak {peak:.0f} MB (at most 80)", peak, 80)


def unlocking(report: Report, env: dict[str, str]) -> None:
    """Each way in, against what it can't be without."""
    pair = trust.by_passphrase(env)
    report.ratio("unlock by passphrase", "its Argon2id alone, 256 MiB", pair, 1.25)
    added = trust.by_key_file(env)
    report.line("unlock by key file", f"adds {added:.1f} ms (at most 15)", added, 15)


def drafting(report: Report, env: dict[str, str]) -> None:
    """What a draft costs while somebody types; most of it is the disk's own sync, twice."""
    taken = trust.a_draft(env)
    median, late = taken[len(taken) // 2], taken[len(taken) * 95 // 100]
    report.line("a draft of 10 kB", f"{median:.2f} ms, 95 % within {late:.2f} ms (at most 2)", median, 2)


def proving(report: Report, folder: Path) -> None:
    """All of 10,000 charts opened and held against each other, on one core."""
    records, seconds, signature = trust.proving(vaults.make(folder / "most", 10_000, 14))
    rate = records / seconds
    what = f"{rate:,.0f} a second (at least 40,000) of {records:,}; a signature {signature:.0f} us beside it"
    report.line("vault verify, records", what, -rate, -40_000)


def exporting(report: Report, folder: Path) -> None:
    """One document against two other ways to make its text, then a thousand of them from a sealed vault."""
    from benchmarks import documents  # what it imports would count as memory of the commands measured before

    taken = documents.measured()
    for name, theirs, ratio, least in (
        (documents.DOCXTPL, taken.docxtpl, taken.over_docxtpl, 15),
        (documents.PYTHON_DOCX, taken.python_docx, taken.over_python_docx, 40),
    ):
        told = f"{ratio:.1f} x faster (at least {least}): {taken.ours:.2f} ms / {theirs:.1f} ms ({name})"
        report.line("a termination summary, charts and circles too", told, -ratio, -least)
    done = batch.measured(folder / "finished", 1000)
    told = f"10,000 in {done.for_ten_thousand:.0f} s on {batch.CORES} cores (at most 60): {batch.told(done)}"
    report.line("export batch, 1,000 x 16 notes", told, done.for_ten_thousand, 60)


def main() -> int:
    """0 when every figure holds."""
    print(machine.described())
    report = Report()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start_up(report)
        many, few = vaults.make(folder / "many", 1000), vaults.make(folder / "few", 1)
        reading(report, many)
        saving(report, many, few, folder)
        memory(report, many)
        unlocking(report, few)
        drafting(report, few)
        proving(report, folder)
        exporting(report, folder)
    return 0 if report.holds else 1


if __name__ == "__main__":
    sys.exit(main())
