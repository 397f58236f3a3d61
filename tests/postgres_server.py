"""A real PostgreSQL server of one's own: in a temporary folder, reached through a socket and, with TLS, on this computer.

It is a child of the test process and ends with it, however that ends. Tests take the fixture `server` (tests/conftest.py);
each vault is a schema of its own in it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.programs import MUST_BE_THERE

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))  # where Debian keeps them, out of PATH
PROGRAMS = FOLDERS[-1] if FOLDERS else Path(shutil.which("postgres") or "/missing").parent
OWNER = "owner"
_SECONDS = 60
_HBA = """\
local   all all              trust
hostssl all all 127.0.0.0/8 scram-sha-256
"""
_CONFIGURATION = """\
listen_addresses = '127.0.0.1, 127.0.0.2'
unix_socket_directories = '{folder}'
port = {port}
ssl = on
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
max_connections = 150
shared_buffers = 16MB
lc_messages = 'C'
"""

needs_postgres = pytest.mark.skipif(
    not (PROGRAMS / "postgres").exists() and not MUST_BE_THERE, reason="not here: PostgreSQL's server"
)


class Server:
    """A server that is running, or was stopped by a test that starts it again."""

    def __init__(self, folder: Path) -> None:
        """Make its data and its certificate in `folder`, and start it."""
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        self.certificate = folder / "server.crt"
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        own(folder)
        command = [
            PROGRAMS / "initdb",
            "-D",
            self.data,
            "-U",
            OWNER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale",
            "C",
        ]
        subprocess.run([*as_ordinary_user(), *command], check=True, capture_output=True, cwd=folder)
        (self.data / "pg_hba.conf").write_text(_HBA, encoding="utf-8")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(_CONFIGURATION.format(folder=folder, port=self.port))
        _certify(self.certificate, self.data)
        self.start()

    @property
    def address(self) -> str:
        """The database, through the socket, as its owner."""
        return self.address_of(OWNER)

    def address_of(self, user: str, database: str = "postgres") -> str:
        """A database through the socket."""
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}"

    def address_with_tls(self, user: str, database: str = "postgres", host: str = "localhost") -> str:
        """A database on the network, its certificate checked."""
        return f"postgresql://{user}@{host}:{self.port}/{database}?sslrootcert={self.certificate}"

    def new_place(self, user: str = OWNER) -> str:
        """Where a vault can be made: a schema of its own."""
        return f"{self.address_of(user)}&schema=v{next(self._numbers)}"

    def run(self, *statements: str) -> None:
        """Run statements as the owner of everything."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = open(self.folder / "log", "ab")  # noqa: SIM115 - the child keeps it
        with log:
            self._process = subprocess.Popen(
                [*as_ordinary_user(), PROGRAMS / "postgres", "-D", self.data],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder,
            )  # fmt: skip
        end = time.monotonic() + _SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise AssertionError((self.folder / "log").read_text(encoding="utf-8")[-4000:])
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT is fast and clean, SIGQUIT is a crash."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.address, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def a_server() -> Iterator[Server]:
    """A server for a block."""
    folder = Path(tempfile.mkdtemp(prefix="ipt-pg-"))  # a short name: a socket's path is at most 107 bytes
    server = None
    try:
        server = Server(folder)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder)


def as_ordinary_user() -> list[str]:
    """What starts a program that refuses to be root, and ends it when this process ends."""
    words = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        words += ["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
    return [*words, "--"]


def own(*paths: Path) -> None:
    """Let the server have these."""
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        for path in paths:
            os.chown(path, user.pw_uid, user.pw_gid)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _certify(certificate: Path, data: Path) -> None:
    """A self-signed certificate for localhost: in the server's folder with its key, and where clients find it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost")]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (data / "server.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    (data / "server.key").chmod(0o600)
    for path in (certificate, data / "server.crt"):
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    own(data / "server.key", data / "server.crt")
    certificate.parent.chmod(0o755)
