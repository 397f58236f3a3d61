"""Whether two names lead to one place, and whether a vault still lies at one. Names are those of `locate.place_name`."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from ipt_notes.errors import IptNotesError, VaultNotFound
from ipt_notes.vault.locate import is_server, open_vault

_HERE = "this computer"
_SERVER = re.compile("postgresql://(?P<host>.*):(?P<rest>[0-9]+/.*)", re.DOTALL)


def leads_to_one(one: str, other: str) -> bool:
    """Whether two places are one: files by whatever links lead there, servers by whatever their computer is called."""
    if one == other:
        return True
    if is_server(one) and is_server(other):
        return _is_one_server(one, other)
    with suppress(OSError):
        return not (is_server(one) or is_server(other)) and Path(one).samefile(other)
    return False


def _is_one_server(one: str, other: str) -> bool:
    """Whether port, database and schema are the same, and so is the computer."""
    ours, theirs = _SERVER.fullmatch(one), _SERVER.fullmatch(other)
    if not ours or not theirs or ours["rest"] != theirs["rest"]:
        return False
    return bool(_computers(ours["host"]) & _computers(theirs["host"]))


def _computers(host: str) -> set[str]:
    """The addresses that a name stands for; one word for all that mean this computer. Empty where that is not known."""
    import socket
    from ipaddress import ip_address

    if not host or host.startswith("/"):
        return {_HERE}
    with suppress(OSError, UnicodeError, ValueError):
        found = {str(each[4][0]).partition("%")[0] for each in socket.getaddrinfo(host, None)}
        return {_HERE if ip_address(each).is_loopback else each for each in found}
    return set()


def has_left(where: str, vault_id: bytes) -> bool:
    """Whether a vault that lay in a file lies there no longer. One on a server is never taken to have gone away."""
    if is_server(where):
        return False
    if not os.path.lexists(where):
        return True
    try:
        with open_vault(where) as port:
            return port.vault_id != vault_id
    except VaultNotFound:
        return True
    except IptNotesError:
        return False
