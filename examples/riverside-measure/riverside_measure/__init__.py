"""A measure of the Riverside practice for ipt-notes."""
