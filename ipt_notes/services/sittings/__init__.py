"""Drafts, and the sittings in which they are written."""
