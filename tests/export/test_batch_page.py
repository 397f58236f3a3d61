"""What the page on batches tells to copy works as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.export.batches import practice_of
from tests.programs import needs

PAGE = (Path(__file__).parents[2] / "docs" / "batch.md").read_text(encoding="utf-8")
CODES = ("EX-001", "EX-002")
PROGRAM = f"{sys.executable} -m ipt_notes"


def _blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.skipif(sys.platform == "win32", reason="cron is POSIX's")
def test_the_line_for_cron_makes_the_documents(tmp_path: Path) -> None:
    """With cron's own few variables and its shell; it says a word only when something is missing."""
    practice_of(tmp_path, *CODES).close()
    *settings, line = _blocks("cron")[0].replace("/srv/practice", str(tmp_path)).strip().split("\n")
    env = dict(setting.split("=", 1) for setting in settings)
    env |= {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LOGNAME": "practice", "SHELL": "/bin/sh"}
    command = line.split(" ", 5)[5].replace("ipt-notes export", f"{PROGRAM} export", 1)
    for expected in ("2 documents written", "0 documents written"):
        (tmp_path / "batch.log").unlink(missing_ok=True)
        done = subprocess.run(
            ["/bin/sh", "-c", command], env=env, capture_output=True, text=True, check=False
        )
        assert done.stdout == "", done.stderr
        assert expected in (tmp_path / "batch.log").read_text()
    assert sorted(path.name for path in (tmp_path / "summaries").glob("*.docx")) == [
        f"{code}.docx" for code in CODES
    ]


@needs("systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """Every line is one that it knows."""
    service, timer = _blocks("ini")
    service = service.replace("User=practice", "User=root").replace(
        "/usr/local/bin/ipt-notes", sys.executable
    )
    (tmp_path / "ipt-notes-batch.service").write_text(service)
    (tmp_path / "ipt-notes-batch.timer").write_text(timer)
    units = [str(path) for path in tmp_path.iterdir()]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert [text for text in done.stderr.split("\n") if "ipt-notes-batch" in text] == []
    assert done.returncode == 0


def test_the_service_and_the_cron_job_do_the_same() -> None:
    """One command, told twice."""
    (cron,), (service, _) = _blocks("cron"), _blocks("ini")
    words = "export batch --out /srv/practice/summaries --concluded"
    assert words in cron
    assert words in service
