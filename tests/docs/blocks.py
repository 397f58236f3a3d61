"""Which pages are walked; and every block of commands in the others: where it is run, or why it is not. A block is known by
how it begins.
"""

from __future__ import annotations

from typing import NamedTuple

WALKED = ("lost-passphrase.md", "moving.md")
WALKED_ON_A_SERVER = ("practice.md", "supervision.md")
"""Beside the guide."""


class Run(NamedTuple):
    """It is run as it stands, in a practice's folder; `on_a_server` where its address is to be one."""

    on_a_server: bool = False


class RunBy(NamedTuple):
    """Another test runs what it says: `tests/FILE.py::test_name`."""

    test: str


class NotRun(NamedTuple):
    """Nobody runs it, for this reason."""

    reason: str


Fate = Run | RunBy | NotRun

BLOCKS: dict[str, dict[str, Fate]] = {
    "README.md": {
        "make demo": NotRun("the demo and the tests themselves; .ci/run makes both"),
        "python3 -m venv": RunBy("tests/docs/test_readme.py::test_the_first_steps_can_be_typed"),
    },
    "docs/administration.md": {
        "install -D": RunBy("tests/docs/test_administration.py::test_a_night_proves_backs_up_checks_and_exports_without_a_word"),
        "useradd": NotRun("it changes the users and services of the machine; test_administration.py tries the units"),
        "jq -c": Run(),
        "ipt-notes vault status": Run(),
        "ipt-notes vault restore": Run(on_a_server=True),
    },
    "docs/audiences.md": {
        "ipt-notes export termination MK-014 -o copy.docx --audience insurer --dry-run": Run(),
        "ipt-notes export termination MK-014 -o copy.docx --audience insurer --authorisation": Run(),
    },
    "docs/batch.md": {
        "ipt-notes export batch --out /srv/practice/summaries": Run(),
        "ipt-notes export batch --out /srv/practice/locked": Run(),
    },
    "docs/export-word.md": {"ipt-notes export termination": Run()},
    "docs/fuzzing.md": {"make fuzz": NotRun("it runs for minutes; .ci/run makes a short one")},
    "docs/installing.md": {
        "sha256sum": RunBy("tests/packaging/test_clean_install.py::test_the_page_on_installing_can_be_typed"),
        "pipx install './ipt_notes-0.1.0": NotRun("it takes the newest versions from the network; test_clean_install.py tries pipx"),
        "python3 -m pip download": RunBy("tests/packaging/test_clean_install.py::test_the_page_on_installing_can_be_typed"),
        "pipx install --skip-maintenance": RunBy("tests/packaging/test_clean_install.py::test_the_page_on_installing_can_be_typed"),
        "python3 -m venv": RunBy("tests/packaging/test_clean_install.py::test_the_page_on_installing_can_be_typed"),
        "useradd": NotRun("it adds a user to the machine"),
    },
    "docs/plugins.md": {"ipt-notes plugin list": RunBy("tests/plugins/test_examples.py")},
    "docs/postgresql.md": {
        "pip install": RunBy("tests/packaging/test_clean_install.py::test_the_extra_practice_keeps_a_vault_on_a_server"),
        "echo": RunBy("tests/vault/test_postgres_doors.py::test_a_member_reads_appends_and_deletes_keys"),
        "ipt-notes vault copy": Run(on_a_server=True),
    },
    "docs/templates.md": {"ipt-notes template list": Run()},
    "examples/riverside-measure/README.md": {"pip install": RunBy("tests/plugins/test_examples.py")},
    "examples/riverside-queue/README.md": {"pip install": RunBy("tests/plugins/test_examples.py")},
    "examples/riverside-rules/README.md": {"pip install": RunBy("tests/plugins/test_examples.py")},
}  # fmt: skip
