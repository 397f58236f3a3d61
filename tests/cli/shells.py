"""Real shells at a pseudo-terminal, in which a word is completed with Tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pexpect

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PROMPT = "ready> "
_BASH = "PS1='ready> '; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'"
_FISH = "function fish_prompt; echo 'ready> '; end; set fish_greeting"
_ZSH = (
    "PS1='ready> '; unsetopt prompt_cr prompt_sp; unset zle_bracketed_paste; setopt nobeep; "
    "zstyle ':completion:*' menu no; autoload -Uz compinit && compinit -D -u"
)
STARTS = {
    "bash": ("bash --norc --noprofile -i", _BASH),
    "fish": ("fish --no-config -i", _FISH),
    "zsh": ("zsh -f -i", _ZSH),
}
"""How each is started without anybody's settings, and what it is set to: a prompt that can be waited for."""
LOAD = {
    "bash": 'eval "$(ipt-notes completion bash)"',
    "fish": "ipt-notes completion fish | source",
    "zsh": "source <(ipt-notes completion zsh)",
}
TELL = {
    "bash": "told() {{ printf '%s\\0' \"$@\" > '{0}'; echo \"told: $#\"; }}",
    "fish": "function told; printf '%s\\0' $argv > '{0}'; echo told: (count $argv); end",
    "zsh": "told() {{ printf '%s\\0' \"$@\" > '{0}'; echo \"told: $#\"; }}",
}
"""What writes the words that it is given to a file."""


class Shell:
    """A shell with the completion loaded. Use it in a `with`."""

    def __init__(self, name: str, env: Mapping[str, str], folder: Path) -> None:
        """Start it in a folder."""
        start, setting = STARTS[name]
        self._child = pexpect.spawn(
            start,
            env={**env, "TERM": "xterm"},
            cwd=folder,
            encoding="utf-8",
            dimensions=(40, 300),
            timeout=30,
        )
        self._words = folder / "words-typed"
        for line in (setting, LOAD[name], TELL[name].format(self._words), "told"):
            self._child.sendline(line)
        self._child.expect("told: 0")
        self._child.expect(_PROMPT)

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._child.close(force=True)

    def completed(self, typed: str) -> list[str]:
        """The words that a line consists of when Tab was pressed behind it, as the shell itself splits it.

        The command is not run: its words are written to a file.
        """
        self._words.unlink(missing_ok=True)
        self._child.send(f"{typed}\t\x01told \x05\r")
        self._child.expect("told: [0-9]+")
        self._child.expect(_PROMPT)
        return self._words.read_text(encoding="utf-8").split("\0")[:-1]
