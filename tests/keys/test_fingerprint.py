"""Fingerprints: ten words that two people can read to each other, and that differ for every other key."""

from __future__ import annotations

import hashlib
import os
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.keys.fingerprint import fingerprint, same_words, word_list
from ipt_notes.keys.identity import PublicIdentity

VAULT = b"v" * 16
ANN = PublicIdentity(b"s" * 32, b"e" * 1216)
WORDS = fingerprint(ANN, VAULT)


def test_the_word_list_is_that_of_bip_39() -> None:
    """Byte for byte, as it is published; its source and licence stand beside it."""
    folder = files("ipt_notes.keys") / "words"
    digest = hashlib.sha256((folder / "english.txt").read_bytes()).hexdigest()
    assert digest == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
    licence = (folder / "LICENSE").read_text(encoding="utf-8")
    assert digest in licence
    assert "MIT License" in licence


def test_four_letters_tell_every_word_from_every_other() -> None:
    """So four letters are enough to type."""
    words = word_list()
    assert len(words) == 2048
    assert len({word[:4] for word in words}) == 2048


def test_the_words_are_the_first_110_bits_of_the_digest() -> None:
    """As docs/vault-format.md has it: written down a second time here, bit by bit."""
    digest = hashlib.sha256(b"ipt-notes fingerprint" + VAULT + ANN.signing + ANN.encryption).digest()
    bits = "".join(f"{byte:08b}" for byte in digest)
    assert tuple(word_list()[int(bits[at : at + 11], 2)] for at in range(0, 110, 11)) == WORDS


def test_another_key_or_vault_has_other_words() -> None:
    """Signing key, encryption key and vault each count."""
    others = (
        fingerprint(ANN._replace(signing=os.urandom(32)), VAULT),
        fingerprint(ANN._replace(encryption=os.urandom(1216)), VAULT),
        fingerprint(ANN, os.urandom(16)),
    )
    assert not any(same_words(" ".join(other), WORDS) for other in others)


@pytest.mark.parametrize(
    "typed",
    [
        " ".join(WORDS),
        "-".join(WORDS).upper(),
        "\n".join(f"{at}. {word}" for at, word in enumerate(WORDS, 1)),
        "  ".join(word[:4] for word in WORDS),
        ", ".join(word.title() for word in WORDS),
    ],
)
def test_words_are_read_as_a_person_types_them(typed: str) -> None:
    """Case, spaces, hyphens and numbers do not matter, and four letters of a word are enough."""
    assert same_words(typed, WORDS)


@given(st.integers(0, 9), st.sampled_from(word_list()))
def test_one_other_word_is_told(at: int, word: str) -> None:
    """Whichever it is and wherever it stands."""
    typed = [*WORDS[:at], word, *WORDS[at + 1 :]]
    assert same_words(" ".join(typed), WORDS) == (word == WORDS[at])


@given(st.text(max_size=80))
def test_something_else_is_not_the_words(typed: str) -> None:
    """Whatever somebody types."""
    assert not same_words(typed, WORDS)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ".join(WORDS[:9]),
        " ".join([*WORDS, WORDS[0]]),
        " ".join(word[:3] for word in WORDS),
        " ".join(reversed(WORDS)),
    ],
)
def test_too_few_too_many_too_short_and_in_another_order_are_not_the_words(typed: str) -> None:
    """All ten, in their order."""
    assert not same_words(typed, WORDS)
