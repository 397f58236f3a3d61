"""Pictures on a real terminal: tones only where they are wanted, and names that run the other way keep their place."""

import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.transcript import Command, environment, run

NOTE = (
    "---\nclient: MK-014\nsession: 1\ndate: 2026-03-02\nphase: beginning\n---\n"
    "## Inventory\n\n### אמא (אם)\n- closeness ring: inner\n- is confidant: yes\n"
)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A vault with one client, who has one person."""
    env = environment(tmp_path)
    for typed in (
        "init --key-file $DIR/key --recovery-kit $DIR/kit.txt --therapist Ada",
        "client add MK-014",
    ):
        run(Command(f"ipt {typed}", ""), tmp_path, env)
    run(Command("ipt note new MK-014 --from -", NOTE), tmp_path, env)
    return env


def _shown(env: dict[str, str], folder: Path, **more: str) -> str:
    words = ["-m", "ipt_notes", "inventory", "circle", "MK-014"]
    shell = pexpect.spawn(
        sys.executable, words, env={"TERM": "xterm"} | env | more, cwd=str(folder), encoding="utf-8"
    )
    shell.expect(pexpect.EOF)
    return shell.before or ""


def test_a_terminal_gets_tones(env: dict[str, str], tmp_path: Path) -> None:
    """And a mark behind the Hebrew name, without which what follows could be turned round with it."""
    shown = _shown(env, tmp_path)
    assert "\x1b[1mNow\x1b[0m" in shown
    assert "אמא (אם)\u200e" in shown


@pytest.mark.parametrize("more", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(more: dict[str, str], env: dict[str, str], tmp_path: Path) -> None:
    """The same picture in plain letters: every sign is a letter of its own."""
    shown = _shown(env, tmp_path, **more)
    assert "\x1b" not in shown
    assert "●" in shown


def test_a_terminal_that_can_not_draw_gets_the_words(env: dict[str, str], tmp_path: Path) -> None:
    """What a screen reader would read."""
    plain = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii:backslashreplace"}
    assert "inner ring: \\u05d0" in _shown(env, tmp_path, **plain)
