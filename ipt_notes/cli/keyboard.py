"""The person at this terminal. Where there is no terminal nobody is asked."""

from __future__ import annotations

import sys

from ipt_notes.cli import printing


def is_there() -> bool:
    """Whether somebody can be asked: standard input and standard error are a terminal."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


LONGEST_LINE = 4095
"""Bytes of a line that a terminal hands on at once; the rest of a longer one is cut by it."""


def _is_waiting() -> bool:
    """Whether more was typed or pasted already."""
    if sys.platform == "win32":
        import msvcrt
        import time

        time.sleep(0.05)
        return msvcrt.kbhit()
    import select

    return bool(select.select([sys.stdin], [], [], 0.05)[0])


class Keyboard:
    """Asks on standard error, reads from the terminal."""

    def secret(self, question: str) -> str | None:
        """A line that is not shown while it is typed."""
        if not is_there():
            return None
        from getpass import getpass

        return getpass(question, stream=sys.stderr)

    def line(self, question: str, default: str = "") -> str | None:
        """A typed line."""
        if not is_there():
            return None
        shown = f"{question} [{default}]: " if default else f"{question}: "
        sys.stderr.write(f"{printing.fitted(printing.visible(shown.rstrip()), sys.stderr)} ")
        sys.stderr.flush()
        typed = sys.stdin.readline()
        if not typed:
            raise EOFError
        return typed.strip() or default

    def pasted(self, question: str) -> str | None:
        """A typed line, and whatever else was pasted with it: nothing is left for the shell to run."""
        lines = [self.line(question)]
        while lines[0] is not None and _is_waiting():
            lines.append(sys.stdin.readline().rstrip("\n"))
        return None if lines[0] is None else "\n".join(line or "" for line in lines)

    def confirm(self, question: str, *, default: bool = True) -> bool | None:
        """Yes or no; Enter takes the default."""
        while is_there():
            answer = (self.line(f"{question} [{'Y/n' if default else 'y/N'}]") or "").lower()
            if not answer:
                return default
            if answer in ("y", "yes"):
                return True
            if answer in ("n", "no"):
                return False
        return None

    def tell(self, text: str) -> None:
        """Words on standard error."""
        printing.aside(text)
