"""The open room of fuzz targets: a file in `targets/` is a target, its `fuzz(data)` asserts what has to hold of any bytes.

`TOKENS` of a target, where there are some, are the words a fuzzer may as well be told.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent
CORPUS = FOLDER / "corpus"
"""A folder a target: inputs that reach what others do not, and every input that ever broke something."""
TARGETS = tuple(sorted(module.name for module in pkgutil.iter_modules([str(FOLDER / "targets")])))


class Target(NamedTuple):
    """What is fuzzed under this name."""

    name: str
    fuzz: Callable[[bytes], None]
    tokens: tuple[str, ...]

    @property
    def corpus(self) -> list[Path]:
        """The kept inputs."""
        return sorted((CORPUS / self.name).iterdir())


def load(name: str) -> Target:
    """The target called `name`, which is one of TARGETS."""
    module = import_module(f"tests.fuzz.targets.{name}")
    return Target(name, module.fuzz, tuple(getattr(module, "TOKENS", ())))
