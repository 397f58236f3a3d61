"""The life of a vault from `init` to the export, as real commands, with a canary in every place where one can type."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pexpect

from tests.leaks.canaries import Canaries, Processes, word

PLACES = (
    "code", "name", "therapist", "passphrase", "prose", "field", "person", "script", "frame", "missed", "contact",
    "plan", "override", "void", "amend", "addendum", "private", "summary", "typed", "refused", "search",
)  # fmt: skip
"""Where somebody types."""
DAYS = ("2026-01-05", "2026-01-12", "2026-01-19")

NOTE = """---
client: {code}
session: {session}
date: {date}
minutes: 50
phase: {phase}
---
## Check-in
Told of {prose}.

## Measure
- PHQ-9: 12

## Risk assessment
- level: none
- assessment: {field}

## Inventory

### {person} (partner)
- closeness ring: inner

## Interpersonal incident: Sunday
- date: 2026-01-04
- person: {person}
- what happened: {script} was said

### Communication analysis
- client: "{script}"
- {person}: "well"
"""
END = """
## Next step
- end type: early agreed
- next step: end
"""


class Life:
    """A therapist's machine: everything they meant to write is in `asked` and `given`, and nothing is anywhere else."""

    def __init__(self, folder: Path, runtime: Path) -> None:
        """`runtime` is in memory."""
        self.folder, self.runtime = folder, runtime
        for name in ("home", "tmp", "cwd", "vault", "given", "asked"):
            (folder / name).mkdir(mode=0o700)
        self.words = {place: word() for place in PLACES}
        self.canaries = Canaries({place: text.encode() for place, text in self.words.items()})
        self.typed: dict[int, set[str]] = {}
        self.said: list[str] = []
        (folder / "given/passphrase").write_text(self.words["passphrase"] + "\n")

    @property
    def searched(self) -> list[Path]:
        """Every folder in which nothing may be found."""
        return [self.folder / name for name in ("home", "tmp", "cwd", "vault")] + [self.runtime]

    def env(self, today: str, **more: str) -> dict[str, str]:
        """What the commands see."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "XDG_RUNTIME_DIR": str(self.runtime),
            "IPT_NOTES_VAULT": str(self.folder / "vault/vault.ipt"),
            "IPT_NOTES_KEY_FILE": str(self.folder / "asked/key"),
            "IPT_NOTES_NO_KEYRING": "1",
            "IPT_NOTES_TODAY": today,
            "PYTHONUTF8": "1",
            "PYTHONPATH": str(Path.cwd()),
            "TERM": "xterm-256color",
            **more,
        }

    def run(
        self, *words: str, given: str = "", today: str = DAYS[0], code: int | None = 0, **env: str
    ) -> str:
        """Run a command; its standard output. `{name}` in a word is that canary."""
        argv = [part.format(**self.words) for part in words]
        process = subprocess.Popen(
            [sys.executable, "-X", "dev", "-m", "ipt_notes", *argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=self.env(today, **env), cwd=self.folder / "cwd", text=True,
        )  # fmt: skip
        self.typed[process.pid] = self.canaries.within("\0".join(argv).encode())
        out, told = process.communicate(given)
        self.said.append(told)
        assert code in (None, process.returncode), (words, process.returncode, told)
        return out

    def at_terminal(self, *words: str, lines: tuple[str, ...] = (), today: str = DAYS[0], **env: str) -> None:
        """Run a command at a terminal and type lines, each when something is asked."""
        argv = [part.format(**self.words) for part in words]
        shell = pexpect.spawn(
            sys.executable, ["-m", "ipt_notes", *argv], env=self.env(today, **env), cwd=str(self.folder / "cwd"),
            dimensions=(28, 90), timeout=30, encoding="utf-8",
        )  # fmt: skip
        self.typed[shell.pid] = self.canaries.within("\0".join(argv).encode())
        for line in lines:
            shell.expect(": |\\? ")
            shell.sendline(line)
        shell.expect(pexpect.EOF)
        shell.close()
        assert shell.exitstatus == 0, (words, shell.exitstatus)

    def editor(self, body: str) -> str:
        """An editor of some lines of Python: `path` is the file, `text` what it holds."""
        program = self.folder / "given/editor"
        start = "import sys\nfrom pathlib import Path\npath = Path(sys.argv[-1])\ntext = path.read_text()\n"
        program.write_text(f"#!{sys.executable}\n{start}{body}")
        program.chmod(0o700)
        return str(program)

    def note(self, session: int, phase: str, end: str = "") -> str:
        """The text of a session's note."""
        return NOTE.format(**self.words, session=session, date=DAYS[session - 1], phase=phase) + end

    def live(self) -> Processes:
        """All of it; what the processes showed meanwhile."""
        with Processes(self.canaries) as processes:
            self._begin()
            self._work()
            self._end()
            self._afterwards()
        return processes

    def _begin(self) -> None:
        given, asked = self.folder / "given", self.folder / "asked"
        self.run(
            "init", "--passphrase-file", str(given / "passphrase"), "--key-file", str(asked / "key"),
            "--recovery-kit", str(asked / "kit"), "--no-keyring", "--therapist", "{therapist}",
        )  # fmt: skip
        self.run("client", "add", "{code}", "--name", "{name}", "--born", "1990-01-01", "--planned", "3")
        self.run("client", "list")
        self.run("client", "list", IPT_NOTES_KEY_FILE="", IPT_NOTES_PASSPHRASE_FILE=str(given / "passphrase"))
        command = f"cat {given / 'passphrase'}"
        self.run("client", "list", IPT_NOTES_KEY_FILE="", IPT_NOTES_PASSPHRASE_COMMAND=command)
        self.run("client", "list", IPT_NOTES_KEY_FILE="", IPT_NOTES_RECOVERY_KIT=str(asked / "kit"))
        self.at_terminal("client", "list", lines=(self.words["passphrase"],), IPT_NOTES_KEY_FILE="")

    def _work(self) -> None:
        self.run("note", "new", "{code}", "--from", "-", given=self.note(1, "beginning"))
        refused = self.note(2, "beginning").replace("PHQ-9: 12", f"PHQ-9: 99 {self.words['refused']}")
        self.run("note", "new", "{code}", "--from", "-", given=refused, today=DAYS[1], code=2)
        types = self.editor(f"path.write_text(text + '\\n{self.words['typed']}\\n')\n")
        self.at_terminal("note", "edit", "{code}", "1", VISUAL=types)
        self.run("note", "new", "{code}", "--from", "-", given=self.note(2, "middle"), today=DAYS[1])
        self.run("measure", "add", "{code}", "GAD-7", "--total", "7", today=DAYS[1])
        self.run("missed", "{code}", "--reason", "{missed}", "--date", "2026-01-15", today=DAYS[2])
        self.run("contact", "{code}", "--from", "-", given=self.words["contact"], today=DAYS[1])
        self.run("client", "plan", "{code}", "--planned", "4", "--reason", "{plan}")
        self.run("override", "{code}", "BEG001", "--reason", "{override}", "--extend-to", "4", code=None)
        self._void()
        for words in (("agenda",), ("check", "--all"), ("search", "{prose}"), ("search", "{search}")):
            self.run(*words, today=DAYS[2], code=None)
        self.run("note", "show", "{code}", "1")
        self.run("note", "history", "{code}", "1")
        self.run("client", "show", "{code}", "--json")

    def _void(self) -> None:
        lines = json.loads(self.run("note", "history", "{code}", "--all", "--json"))["lines"]
        record = next(line["record"] for line in lines if line["what"].startswith("measure of"))
        self.run("void", "{code}", record, "--reason", "{void}")

    def _end(self) -> None:
        self.run("note", "new", "{code}", "--from", "-", given=self.note(3, "final", END), today=DAYS[2])
        self.run("note", "sign", "{code}", "--all", today=DAYS[2])
        more = ("--reason", "{amend}", "--from", "-")
        self.run("note", "amend", "{code}", "1", *more, given=self.words["addendum"], today=DAYS[2])
        if "private" in self.run("note", "--help"):
            self.run("note", "private", "{code}", "1", "--from", "-", given=self.words["private"])
        self.run("client", "conclude", "{code}", today=DAYS[2])
        narrative = self.run("summary", "show", "{code}", today=DAYS[2]) + f"\n{self.words['summary']}\n"
        self.run("summary", "edit", "{code}", "--from", "-", given=narrative, today=DAYS[2])
        self.run("summary", "sign", "{code}", today=DAYS[2])
        out = str(self.folder / "asked/summary.docx")
        self.run("export", "termination", "{code}", "-o", out, "--draft", today=DAYS[2])

    def _afterwards(self) -> None:
        asked = self.folder / "asked"
        self.run("slot", "add", "key-file", "--key-file", str(asked / "key2"))
        self.run("slot", "add", "recovery", "--recovery-kit", str(asked / "kit2"))
        self.run("slot", "list")
        self.run("vault", "status")
        self.run("vault", "verify")
        self.run("doctor", code=None)
        self.run("client", "list", IPT_NOTES_KEY_FILE=str(self.folder / "given/passphrase"), code=3)
        self.run("note", "show", "{search}", code=6)
        self.run("note", "show", "{code}", "99", code=6)
