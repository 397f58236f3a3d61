"""What a member may do with charts that another member holds, told to a person."""

from __future__ import annotations

from ipt_notes.errors import Refused


class NotAllowed(Refused):
    """You have {role} access to the chart of {code}, which does not allow that; {holder} holds the chart."""

    hint = (
        "ask {holder}; who holds a chart, or an owner of the practice who may read it, says who may do what in it:"
        " `ipt-notes practice access {code}`"
    )


class AccessEnded(Refused):
    """Your access to the chart of {code} was taken back: by {by}, on {on}."""

    hint = "what you could read until then, you may have read; what was written since is sealed under another key"
