"""The entries of a batch while it runs: on the disk, so that the memory of a batch does not grow with its clients.

They lie in a file without a name in the folder of the documents, where `manifest.json` will tell the same; it is gone
with the process.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

T = TypeVar("T", bound=msgspec.Struct)


class OnDisk(MutableMapping[str, T]):
    """Structs of one kind by an id of 32 hex digits, in a `with`. In memory is only where each of them lies."""

    def __init__(self, folder: Path, kind: type[T]) -> None:
        """Nothing yet, in a new file on the disk of `folder`. OSError."""
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - it is open as long as this is there
        self._at: dict[bytes, int] = {}
        self._decoder = msgspec.json.Decoder(kind)

    def __repr__(self) -> str:
        """Names nobody."""
        return f"<OnDisk {len(self)}>"

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file: nothing of it is left."""
        self._file.close()

    def __getitem__(self, key: str) -> T:
        """Read it. KeyError, OSError."""
        self._file.seek(self._at[bytes.fromhex(key)])
        return self._decoder.decode(self._file.readline())

    def __setitem__(self, key: str, value: T) -> None:
        """Write it behind the others. OSError."""
        at = self._file.seek(0, 2)
        self._file.write(msgspec.json.encode(value) + b"\n")
        self._at[bytes.fromhex(key)] = at

    def __delitem__(self, key: str) -> None:
        """Forget where it is. KeyError."""
        del self._at[bytes.fromhex(key)]

    def __iter__(self) -> Iterator[str]:
        """The ids, in the order in which they came."""
        return (key.hex() for key in self._at)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._at)
