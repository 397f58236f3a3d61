"""The fingerprint of a member: ten words that two people compare aloud, so that no server can put in a key of its own.

The words are 110 bits of SHA-256("ipt-notes fingerprint" ‖ vault ‖ signing ‖ encryption), the first bits first, 11 bits a
word, from the English list of BIP-39 (`words/`): 2048 words, no two alike in their first four letters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ipt_notes.digests import sha256

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipt_notes.keys.identity import PublicIdentity

WORDS = 10
_BITS = 11
_LETTERS = 4


def fingerprint(public: PublicIdentity, vault: bytes) -> tuple[str, ...]:
    """The ten words for a member's public keys in a vault (its id, 16 bytes)."""
    digest = sha256(b"ipt-notes fingerprint" + vault + public.signing + public.encryption)
    bits = int.from_bytes(digest, "big") >> (8 * len(digest) - WORDS * _BITS)
    words = word_list()
    return tuple(words[bits >> _BITS * place & (len(words) - 1)] for place in reversed(range(WORDS)))


def same_words(typed: str, words: Sequence[str]) -> bool:
    """Whether somebody typed these words: case, spaces, hyphens and numbers do not matter, and four letters a word do."""
    found = re.findall("[a-z]+", unicodedata.normalize("NFKC", typed).casefold())
    return len(found) == len(words) and all(map(_is_meant, found, words))


def _is_meant(typed: str, word: str) -> bool:
    return word.startswith(typed) and len(typed) >= min(_LETTERS, len(word))


def word_list() -> list[str]:
    """The 2048 words, in their order."""
    from importlib.resources import files

    return files("ipt_notes.keys").joinpath("words/english.txt").read_text(encoding="ascii").split()
