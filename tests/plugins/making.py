"""Plugins made on the spot: files as pip leaves them, in a folder that Python is pointed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECRET = "the-words-of-a-note-that-nobody-is-shown"
RULE = '''"""# TST001: A rule."""
from ipt_notes.checks.finding import Raised
API = 1
CODE, NAME, SEVERITY, IS_OVERRIDABLE, FIX = "TST001", "a-rule", "warning", True, "Mend it."
def check(course, setting):
    {check}
'''
LISTENER = """
API = 1
EVENTS = {events}
ASKS = {asks}
def on_event(event):
    {listen}
"""


def install_plugin(
    site: Path,
    name: str,
    modules: Mapping[str, str],
    points: Mapping[str, Mapping[str, str]],
    version: str = "1.0",
) -> None:
    """Put a distribution in place: `modules` by dotted name, `points` as room -> name -> module. It may be one already."""
    about = f"{name.replace('-', '_')}-{version}.dist-info"
    entries = "".join(
        f"[ipt_notes.{room}]\n" + "".join(f"{point} = {module}\n" for point, module in named.items())
        for room, named in points.items()
    )
    files = {f"{module.replace('.', '/')}.py": text for module, text in modules.items()}
    files[f"{about}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files[f"{about}/entry_points.txt"] = entries
    files[f"{about}/RECORD"] = "".join(f"{file},,\n" for file in [*files, f"{about}/RECORD"])
    for file, text in files.items():
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).write_text(text, encoding="utf-8")


def install_rule(site: Path, check: str, name: str = "a-rule") -> None:
    """A plugin with the rule TST001, whose check is this line of Python."""
    install_plugin(site, name, {"a_rule": RULE.format(check=check)}, {"checks": {"tst001": "a_rule"}})


def install_listener(
    site: Path, listen: str, *events: str, asks: tuple[str, ...] = (), name: str = "a-listener"
) -> None:
    """A plugin that does this line of Python at these events."""
    text = LISTENER.format(events=events, asks=asks, listen=listen)
    module = name.replace("-", "_")
    install_plugin(site, name, {module: text}, {"events": {module: module}})
