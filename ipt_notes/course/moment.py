"""A moment, as records keep it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from msgspec import Meta

Moment = Annotated[dt.datetime, Meta(tz=True)]
"""A date and time with its offset from UTC."""
