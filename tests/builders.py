"""The builders of `ipt_notes.testing`, under the name that the tests of this repository know them by."""

from ipt_notes.testing.building import *  # noqa: F403
from ipt_notes.testing.manual import *  # noqa: F403
from ipt_notes.testing.sections import *  # noqa: F403
