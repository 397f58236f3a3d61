"""The person at the keyboard, as a use case sees them: someone who may be asked and told, or nobody."""

from __future__ import annotations

from typing import Protocol


class Person(Protocol):
    """Asks give None where nobody can answer (a script, a cron job)."""

    def secret(self, question: str) -> str | None:
        """A line typed without being shown."""

    def line(self, question: str, default: str = "") -> str | None:
        """A typed line; `default` when only Enter was pressed."""

    def confirm(self, question: str, *, default: bool = True) -> bool | None:
        """Yes or no."""

    def tell(self, text: str) -> None:
        """Say something that is not a result (it goes to standard error)."""


class Nobody:
    """A person who never answers and does not listen."""

    def secret(self, question: str) -> str | None:  # noqa: ARG002
        """None."""
        return None

    def line(self, question: str, default: str = "") -> str | None:  # noqa: ARG002
        """None."""
        return None

    def confirm(self, question: str, *, default: bool = True) -> bool | None:  # noqa: ARG002
        """None."""
        return None

    def tell(self, text: str) -> None:
        """Nothing."""
