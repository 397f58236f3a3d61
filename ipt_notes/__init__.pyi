from ipt_notes.api import Client as Client
from ipt_notes.api import Course as Course
from ipt_notes.api import Exported as Exported
from ipt_notes.api import Finding as Finding
from ipt_notes.api import IptNotesError as IptNotesError
from ipt_notes.api import Thresholds as Thresholds
from ipt_notes.api import Vault as Vault
from ipt_notes.api import check as check
from ipt_notes.api import open_vault as open_vault

__version__: str
