"""The address of a vault on a server: what it may say, and that it never shows a password."""

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipt_notes.errors import IptNotesError, UsageProblem
from ipt_notes.vault.locate import caution, full_name, name_for_others, open_vault, place_name
from ipt_notes.vault.postgres_address import PasswordInAddress, read_address

HERE = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "where",
    [
        "postgresql://ann:secret@host/practice",
        "postgresql://ann:@host/practice",
        "postgres://ann:p%40ss@host:5432/practice?schema=x",
        "postgresql://host/practice?user=ann&password=secret",
        "postgresql://host/practice?sslpassword=secret",
    ],
)
def test_an_address_with_a_password_is_refused(where: str) -> None:
    """What to do instead is said, and nothing of the address."""
    with pytest.raises(PasswordInAddress) as told:
        open_vault(where)
    assert ".pgpass" in told.value.hint
    assert "secret" not in f"{told.value} {told.value.hint}"


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("postgresql://ann@host/practice", "postgresql://host/practice"),
        ("postgres://ann@host:5433/practice?schema=two", "postgresql://host:5433/practice?schema=two"),
        ("postgresql://ann@host", "postgresql://host?dbname=ann"),
        ("postgresql:///practice?host=/run/pg&user=ann", "postgresql:///practice?host=/run/pg"),
        (
            "postgresql://host/x?sslmode=verify-ca&sslrootcert=/home/ann/ca.pem&sslkey=/home/ann/key",
            "postgresql://host/x?sslmode=verify-ca",
        ),
    ],
)
def test_a_colleague_is_told_the_place_and_nothing_of_who_goes_there(where: str, told: str) -> None:
    """No user, no path of one's own computer; and it is the same place."""
    assert name_for_others(where) == told
    assert place_name(told) == place_name(where)


@given(st.text(st.characters(codec="utf-8", exclude_characters="&"), min_size=1, max_size=12))
def test_no_password_is_ever_shown(odd: str) -> None:
    """Whatever signs it has in it that mean something in an address."""
    secret = f"canary{odd}canary"
    for where in (
        f"postgresql://ann:{secret}@localhost:1/practice",
        f"postgresql://localhost:1/x?password={secret}",
    ):
        with pytest.raises(IptNotesError) as told:
            open_vault(where)
        assert "canary" not in f"{told.value} {told.value.hint} {told.value.details}"


@pytest.mark.parametrize(
    "where",
    [
        "postgresql://ann@host:port/practice",
        "postgresql://[::1/practice",
        "postgresql://localhost:1/practice?no_such_setting=1",
        "postgresql://localhost:1/practice?sslmode=often",
        "postgresql://localhost:1/practice?schema=Bad-Name",
        "postgresql://localhost:1/practice?schema=pg_catalog",
        'postgresql://localhost:1/practice?schema=a"b',
        "postgresql://localhost:1/practice?schema=",
    ],
)
def test_an_address_that_can_not_be_right_is_a_slip_of_the_person(where: str) -> None:
    """Exit 2, in words."""
    with pytest.raises(UsageProblem):
        open_vault(where)


@pytest.mark.parametrize(
    ("where", "is_cautious"),
    [
        ("postgresql://db.example.org/practice", False),
        ("postgresql://db.example.org/practice?sslmode=verify-full", False),
        ("postgresql://db.example.org/practice?sslmode=verify-ca", True),
        ("postgresql://db.example.org/practice?sslmode=require", True),
        ("postgresql://db.example.org/practice?sslmode=disable", True),
        ("postgresql://localhost/practice?sslmode=disable", False),
        ("postgresql:///practice?host=/run/postgresql&sslmode=disable", False),
        ("vault.ipt", False),
    ],
)
def test_a_way_that_is_less_than_proven_is_told(where: str, *, is_cautious: bool) -> None:
    """Unless it does not leave this computer."""
    assert bool(caution(where)) == is_cautious


def test_an_environment_does_not_weaken_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """PGSSLMODE is not asked: only the address is."""
    monkeypatch.setenv("PGSSLMODE", "disable")
    assert read_address("postgresql://db.example.org/practice").settings["sslmode"] == "verify-full"


def test_one_place_has_one_name() -> None:
    """For whoever goes there, and with whatever settings."""
    plain = place_name("postgresql://ann@db.example.org/practice")
    assert (
        place_name("postgres://bo@DB.example.org:5432/practice?schema=ipt_notes&connect_timeout=3") == plain
    )
    assert place_name("postgresql://ann@db.example.org/practice?schema=other") != plain
    assert full_name("postgresql://ann@db.example.org/practice") == "postgresql://ann@db.example.org/practice"


def test_what_is_only_for_servers_is_not_imported_for_a_file(tmp_path: Path) -> None:
    """A command must not wait for it."""
    script = (
        "import sys; from ipt_notes.vault.locate import create_vault, open_vault;"
        "create_vault(sys.argv[1], bytes(16), []).close(); open_vault(sys.argv[1]).close();"
        "sys.exit('psycopg' in sys.modules or 'ipt_notes.vault.postgres_address' in sys.modules)"
    )
    run([sys.executable, "-c", script, tmp_path / "vault.ipt"], check=True, cwd=HERE)


def test_without_the_package_it_is_said_how_to_get_it() -> None:
    """It is an extra: most vaults are files."""
    script = (
        "import sys; sys.modules['psycopg'] = None; sys.argv[1:] = ['--vault', 'postgresql://host/x', 'vault', 'status'];"
        "from ipt_notes.__main__ import program; sys.exit(program())"
    )
    done = run([sys.executable, "-c", script], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 8
    assert "pip install 'ipt-notes[practice]'" in done.stderr
