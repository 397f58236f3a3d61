"""Records the pictures of a terminal that the README shows: what `SESSION` prints in the demo's vault on one day, as SVG, light
and dark. `python -m docs.record` writes docs/pictures/; a test compares. The text in them is text, and no font is fetched.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from html import escape
from pathlib import Path

import pexpect
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

FOLDER = Path(__file__).parent / "pictures"
SESSION = ("ipt", "ipt client show DEMO-I4", "ipt check DEMO-T3")
DAY = "2026-03-16"
_COLUMNS = 100
_LIGHT = TerminalTheme(
    (250, 249, 246), (38, 42, 46),
    [(38, 42, 46), (166, 38, 38), (30, 107, 60), (138, 85, 0), (28, 86, 140), (122, 60, 130), (20, 100, 107), (96, 100, 106)],
    [(96, 100, 106), (166, 38, 38), (30, 107, 60), (138, 85, 0), (28, 86, 140), (122, 60, 130), (20, 100, 107), (38, 42, 46)],
)  # fmt: skip
_DARK = TerminalTheme(
    (30, 36, 40), (221, 225, 229),
    [(60, 68, 74), (240, 138, 127), (134, 205, 150), (242, 201, 138), (141, 180, 255), (214, 160, 224), (127, 203, 207), (165, 173, 181)],
    [(165, 173, 181), (240, 138, 127), (134, 205, 150), (242, 201, 138), (141, 180, 255), (214, 160, 224), (127, 203, 207), (255, 255, 255)],
)  # fmt: skip
THEMES = {"light": _LIGHT, "dark": _DARK}
_FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title said">
<title id="title">ipt-notes in a terminal</title>
<desc id="said">%s</desc>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px;
  line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def pictures() -> dict[str, str]:
    """File name -> SVG."""
    said = session()
    return {f"session-{name}.svg": _drawn(said, theme) for name, theme in THEMES.items()}


def session() -> Text:
    """What is typed and answered, with its colours."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        env = kept | {
            "HOME": folder,
            "IPT_NOTES_NO_KEYRING": "1",
            "IPT_NOTES_TODAY": DAY,
            "PYTHONUTF8": "1",
            "TZ": "UTC",
        }
        _answer("ipt demo --dir demo", env, home)
        env |= {"IPT_NOTES_VAULT": f"{folder}/demo/demo.ipt", "IPT_NOTES_KEY_FILE": f"{folder}/demo/demo.key"}
        parts = []
        for line in SESSION:
            parts += [Text.assemble(("$ ", "bold cyan"), (line, "bold")), _answer(line, env, home), Text()]
        return Text("\n").join(parts[:-1])


def _answer(line: str, env: dict[str, str], home: Path) -> Text:
    """What a command prints at a terminal."""
    words = ["-m", "ipt_notes", *line.split()[1:]]
    typed = pexpect.spawn(
        sys.executable, words, env=env | {"TERM": "xterm-256color"}, cwd=str(home), dimensions=(50, _COLUMNS),
        timeout=60, encoding="utf-8",
    )  # fmt: skip
    typed.expect(pexpect.EOF)
    typed.close()
    return Text.from_ansi(typed.before.replace("\r\n", "\n").rstrip())


def _drawn(said: Text, theme: TerminalTheme) -> str:
    console = Console(
        width=_COLUMNS,
        record=True,
        force_terminal=True,
        color_system="truecolor",
        file=io.StringIO(),
        legacy_windows=False,
    )
    console.print(said, soft_wrap=True, highlight=False)
    text = escape(said.plain).replace("{", "{{").replace("}", "}}")
    svg = console.export_svg(title="ipt-notes", theme=theme, code_format=_FORMAT % text, unique_id="ipt")
    return "\n".join(line.strip() for line in svg.splitlines() if line.strip()) + "\n"


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    for name, svg in pictures().items():
        (FOLDER / name).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
