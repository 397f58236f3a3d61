"""The host of plugins: what other packages add to the open rooms, and only once a person has enabled it by name.

A plugin is an installed distribution with entry points in the groups `ipt_notes.ROOM`. Which ones are enabled stands in
one small file in the configuration folder; without that file nothing in here is imported. docs/plugins.md is the contract.
"""

API = 1
"""The version of the contract. Every module of a plugin states the one it was written for."""

ROOMS = ("measures", "checks", "templates", "exports", "commands", "events")
"""What a plugin may add to."""
