"""One target's turn under atheris, in a process of its own: `python -m tests.fuzz.turn TARGET SECONDS FOLDER SEED`.

New inputs go to FOLDER/corpus, an input that breaks something, runs longer than ten seconds or takes 2 GB to FOLDER.
"""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

import atheris

_MOST_SECONDS, _MOST_MB, _LONGEST = 10, 2048, 4096
_ROOMS = ("course", "measures", "checks", "notes", "keys")


def _instrumented() -> None:
    """Import what is fuzzed, so that the fuzzer sees which lines an input reaches."""
    with atheris.instrument_imports(include=["ipt_notes", "jinja2"], enable_loader_override=False):
        for room in _ROOMS:
            package = import_module(f"ipt_notes.{room}")
            for module in pkgutil.iter_modules(package.__path__, f"ipt_notes.{room}."):
                import_module(module.name)
        for name in (
            "ipt_notes.services.trust.streams",
            "jinja2.sandbox",
            "jinja2.compiler",
            "jinja2.parser",
        ):
            import_module(name)


def _dictionary(tokens: tuple[str, ...], path: Path) -> list[str]:
    """The option that names a file of the target's words, as libFuzzer reads it."""
    lines = ['"' + "".join(f"\\x{byte:02x}" for byte in token.encode()) + '"' for token in tokens]
    path.write_text("\n".join(lines), encoding="ascii")
    return [f"-dict={path}"] if tokens else []


def main(name: str, seconds: str, folder: str, seed: str) -> None:
    """Fuzz one target; libFuzzer ends the process. A `seed` other than 0 draws the same each time."""
    _instrumented()
    from tests.fuzz import room

    target, found = room.load(name), Path(folder)
    (found / "corpus").mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}", f"-timeout={_MOST_SECONDS}", f"-rss_limit_mb={_MOST_MB}", f"-max_len={_LONGEST}",
        "-print_final_stats=1", f"-seed={seed}", f"-artifact_prefix={found}/", *_dictionary(target.tokens, found / "words"),
    ]  # fmt: skip
    atheris.Setup([name, *options, str(found / "corpus"), str(room.CORPUS / name)], target.fuzz)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
