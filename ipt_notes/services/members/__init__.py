"""The members of a practice: who they are, how they come and go, and how they know each other."""
