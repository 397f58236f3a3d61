"""Session notes, checks and summaries for Interpersonal Psychotherapy."""

__version__ = "0.1.0"
