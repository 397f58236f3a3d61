"""The practice's own numbers, agreed in its meeting of January 2026 (invented)."""

REVIEW_BY = 6
"""The session by which client and therapist have looked back together."""
LETTER_DAYS = 14
"""Days after the ending within which the referrer hears of it."""
