"""Opening a vault, and the keys it opens with."""
