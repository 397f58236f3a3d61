"""A random secret in this system's keyring. The keyring never holds a passphrase.

`keyring` takes 0.1 s to import and a desktop may ask its user, or hang, so it is imported only here and cut off
before three seconds are over. What is written is read back: the null backend discards in silence.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from ipt_notes.errors import WorldProblem

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 2.5
_ALLOWED = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)


class KeyringUnavailable(WorldProblem):
    """The keyring {why}."""

    hint = "the passphrase, a key file or the recovery kit open the vault without it"


def store(vault: bytes, member: bytes, secret: bytes, *, what: str = "") -> None:
    """Keep a secret, or another few bytes (`what` they are), and prove that they are kept.

    KeyringUnavailable says in words why not.
    """
    place = _place(vault, member, what)

    def write() -> str | None:
        backend = _backend()
        backend.set_password(*place, secret.hex())
        found: str | None = backend.get_password(*place)
        return found

    if _within(write) != secret.hex():
        raise KeyringUnavailable(why="did not keep what was written to it")


def fetch(vault: bytes, member: bytes, *, what: str = "") -> bytes | None:
    """What `store` kept, or None. KeyringUnavailable when the keyring does not answer."""
    found = _within(lambda: _backend().get_password(*_place(vault, member, what)))
    try:
        return bytes.fromhex(found) if found else None
    except ValueError:
        return None


def forget(vault: bytes, member: bytes, *, what: str = "") -> None:
    """Remove what `store` kept, if it is there."""
    place = _place(vault, member, what)

    def remove() -> None:
        backend = _backend()
        if backend.get_password(*place) is not None:
            backend.delete_password(*place)

    _within(remove)


def availability() -> str:
    """What keyring there is, in words; KeyringUnavailable when there is none."""
    name: str = _within(lambda: type(_backend()).__module__.rpartition(".")[2])
    return name


def _place(vault: bytes, member: bytes, what: str = "") -> tuple[str, str]:
    return f"ipt-notes {vault.hex()} {what}".rstrip(), member.hex()


def _backend() -> Any:
    """The keyring's own choice, or the first allowed one it is made of; plaintext and null ones never."""
    import keyring

    chosen = keyring.get_keyring()
    for backend in getattr(chosen, "backends", [chosen]):
        if type(backend).__module__.startswith(_ALLOWED):
            return backend
    raise KeyringUnavailable(
        why="of this system is missing (no Secret Service, KWallet, macOS or Windows keyring answers)"
    )


def _within(step: Callable[[], Any]) -> Any:
    """The step's result; a keyring that fails or hangs is told in words."""
    outcome: list[Any] = []
    thread = threading.Thread(target=lambda: outcome.append(_tried(step)), daemon=True)
    thread.start()
    thread.join(SECONDS)
    if not outcome:
        raise KeyringUnavailable(
            why="did not answer within three seconds; it may be waiting for you to unlock it"
        )
    value, error = outcome[0]
    if error is not None:
        raise error
    return value


def _tried(step: Callable[[], Any]) -> tuple[Any, KeyringUnavailable | None]:
    try:
        return step(), None
    except KeyringUnavailable as error:
        return None, error
    except Exception as error:  # noqa: BLE001 - backends raise what they like
        return None, KeyringUnavailable(why=_words(type(error).__name__))


def _words(name: str) -> str:
    known = {
        "KeyringLocked": "is locked",
        "InitError": "has no collection to keep secrets in",
        "NoKeyringError": "of this system is missing",
        "PasswordSetError": "refused to keep the secret",
    }
    return known.get(name, f"failed ({name})")
