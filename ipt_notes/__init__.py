"""Session notes, checks and summaries for Interpersonal Psychotherapy.

For other programs: `open_vault`, `Vault`, `Client`, `Course`, `check`, `Finding`, `Exported`, `Thresholds` and
`IptNotesError`, each imported from `ipt_notes.api` when it is first used (`__init__.pyi` has their types).
"""

__version__ = "0.1.0"

__all__ = [
    "Client",
    "Course",
    "Exported",
    "Finding",
    "IptNotesError",
    "Thresholds",
    "Vault",
    "check",
    "open_vault",
]


def __getattr__(name: str) -> object:
    """A name of the API: the command line imports this package and none of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("ipt_notes.api"), name)


def __dir__() -> list[str]:
    """What there is, before it is used too."""
    return sorted([*globals(), *__all__])
