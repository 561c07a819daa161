"""
The embedded PostgreSQL server, run from the programs in a Python package.

It listens on 127.0.0.1 only and requires a password (SCRAM), because other users of the machine
can reach that address too. The data are in an ordinary cluster directory.
"""

import hashlib
import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

import psycopg
from psycopg import sql

from localstack import binaries, generated_secrets, ports, postgres_user
from localstack.child_process import Identity, ServerCommand, spawn
from localstack.errors import StartRefused
from localstack.process_table import command_line
from localstack.service import Service, bare_environment

MAJOR = 18
USER = "seen"
DATABASE = "seen"

#: Remaining processes of a killed server keep its shared memory in use for a moment.
SHARED_MEMORY_IN_USE = "pre-existing shared memory block"
LINGER_S = 15.0

#: Message of initdb for a user id without an entry in /etc/passwd, as in containers.
NO_NAME = "could not look up effective user ID"

MIN_BUFFERS_MB, MAX_BUFFERS_MB = 128, 1024
BUFFERS_SHARE = 16  # of the machine's memory
WAL_SHARE = 8  # of those


def buffers_mb() -> int:
    """
    The value of shared_buffers. The first import writes a gigabyte of pages, a daily one changes
    300 MB: with fewer buffers many pages are evicted and read again during the import. Memory is
    allocated only as the buffers fill.
    """
    try:
        total_mb = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    except (OSError, ValueError):
        total_mb = 0
    return min(max(total_mb // BUFFERS_SHARE, MIN_BUFFERS_MB), MAX_BUFFERS_MB)


SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",  # their paths are limited to 107 characters
    "shared_buffers": f"{buffers_mb()}MB",
    "max_connections": "60",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    # A daily import changes most pages, and the first change of a page after a checkpoint writes
    # the full page to the WAL: a checkpoint during the import would double its volume. Some WAL
    # files are kept for reuse, because creating a file costs more than filling it.
    "max_wal_size": "2GB",
    "min_wal_size": "256MB",
    # The import writes 300 MB of WAL within two seconds. WAL that exceeds these buffers is written
    # by the statement itself, a page at a time, instead of by the WAL writer in the background.
    "wal_buffers": f"{buffers_mb() // WAL_SHARE}MB",
    # There are no replicas.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}

#: Huge pages for malloc: sorts and joins of millions of rows are bound by memory latency.
#: Read by glibc; other C libraries ignore it.
TUNED = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}

#: For tests: no durability, for speed.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres(Service):
    """One cluster in `data_dir`, created on the first start, with the database `seen`."""

    label = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": terminates sessions, writes a checkpoint, stops
    hurry_signal = signal.SIGQUIT  # "immediate": the next start replays the WAL
    stop_within_s = 20.0

    def __init__(
        self,
        data_dir: Path,
        *,
        password: str | None = None,
        fsync: bool = True,
        run: Path | None = None,
        logs: Path | None = None,
    ) -> None:
        """Without a `password`, one is generated and stored next to the data."""
        self.data_dir = data_dir.absolute()
        run = run or self.data_dir.parent
        super().__init__(self.data_dir.name, run=run, logs=logs or run)
        self.password = password
        self.fsync = fsync
        self.port = 0
        self._identity: Identity | None = None
        self._place = self.data_dir.resolve()
        self._first_try_at = 0.0

    def url(self, dbname: str = DATABASE) -> str:
        """The URL of the database. Available after the start."""
        password = quote(self.password or "", safe="")
        return f"postgresql://{USER}:{password}@{ports.LOOPBACK}:{self.port}/{dbname}"

    def is_new(self) -> bool:
        """Whether the next start creates the cluster."""
        return not (self.data_dir / "PG_VERSION").exists()

    @property
    def place(self) -> Path:
        """The cluster directory; it can differ from `data_dir` when started by root."""
        return self._place

    def prepare(self) -> None:
        """Create the cluster if it does not exist. Raises `StartRefused`."""
        super().prepare()
        self._identity = postgres_user.unprivileged(self.data_dir)
        self._place = postgres_user.accessible_folder(self.data_dir, self._identity)
        if self.password is None:
            note = self.run / f"{self.data_dir.name}.secrets.json"
            self.password = generated_secrets.kept(note, "DATABASE_PASSWORD")["DATABASE_PASSWORD"]
        self._programs = binaries.postgres(self._identity)
        self.end_survivor()
        if not self._is_made():
            self._make()
        elif not self._knows_password():
            self._set_password()

    def command(self) -> ServerCommand:
        settings = SETTINGS | {"port": str(self.port)} | ({} if self.fsync else CARELESS)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self._program("postgres", "-D", str(self._place), *options)

    def spawn(self) -> None:
        if not self.port:
            self.port = ports.kept(self.run / f"{self.data_dir.name}.port")
            self._first_try_at = time.monotonic()
        super().spawn()

    def is_ready(self) -> bool:
        """Whether it accepts connections. Creates the database `seen` on the first start."""
        # Check postmaster.pid first: connecting too early would log errors.
        if self._postmaster_note()[7:8] != ["ready"]:
            return False
        try:
            with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=5) as conn:
                found = conn.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
                if found.rowcount == 0:
                    name = sql.Identifier(DATABASE)
                    conn.execute(sql.SQL("CREATE DATABASE {name}").format(name=name))
        except psycopg.OperationalError:
            return False
        return True

    def can_recover(self) -> bool:
        in_time = time.monotonic() - self._first_try_at < LINGER_S
        return in_time and SHARED_MEMORY_IN_USE in self.log_tail()

    def end_survivor(self) -> None:
        """
        Also end a server found by postmaster.pid, and remove that file when it is stale.

        PostgreSQL takes any running process with the pid in the file for a server, and would
        not start after the pid was reused by another process.
        """
        super().end_survivor()
        note = self._place / "postmaster.pid"
        pid = self._postmaster_note()[:1]
        if pid and pid[0].isdigit() and str(self._place) in command_line(int(pid[0])):
            self.record.write(int(pid[0]))
            super().end_survivor()
        note.unlink(missing_ok=True)

    def remove(self) -> None:
        """Delete the data. The server must be stopped."""
        shutil.rmtree(self._place, ignore_errors=True)
        if self.data_dir.is_symlink():
            self.data_dir.unlink()

    def _is_made(self) -> bool:
        """Raises `StartRefused` when the directory is not a usable cluster of this version."""
        try:
            entries = list(self._place.iterdir()) if self._place.exists() else []
        except PermissionError as error:
            raise StartRefused(
                f"{self.data_dir} belongs to another user: start /seen/ as that user, "
                "or choose another SEEN_DATA_DIR."
            ) from error
        if not entries:
            return False
        try:
            version = (self._place / "PG_VERSION").read_text().strip()
        except (OSError, ValueError) as error:
            raise StartRefused(
                f"{self.data_dir} is not a PostgreSQL data directory, and not empty: "
                "restore it from a backup, or move it away to begin anew."
            ) from error
        if version != str(MAJOR):
            raise StartRefused(
                f"{self.data_dir} was created by PostgreSQL {version[:20]} and this is PostgreSQL "
                f"{MAJOR}: dump it with that version, or move it away to begin anew."
            )
        return True

    def failure(self) -> str:
        if NO_NAME in self.log_tail():
            return (
                f"PostgreSQL requires a user with a name, and user {os.geteuid()} has none: "
                "add one to /etc/passwd, or set DATABASE_URL to a server of your own."
            )
        return super().failure()

    def _make(self) -> None:
        """Run initdb in a temporary directory and rename it, so that no partial cluster remains."""
        draft = self._place.with_name(self._place.name + ".new")
        password_file = self._place.with_name(self._place.name + ".password")
        try:
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir(mode=0o700)
            password_file.unlink(missing_ok=True)
            password_file.touch(0o600)
            password_file.write_text(f"{self.password}\n")
            if self._identity:
                os.chown(draft, self._identity.uid, self._identity.gid)
                os.chown(password_file, self._identity.uid, self._identity.gid)
            # The builtin locale provider's sort order is independent of the C library's version.
            self._run_to_end(
                self._program(
                    "initdb", "-D", str(draft), "-U", USER, "--pwfile", str(password_file),
                    "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
                    "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                    *([] if self.fsync else ["--no-sync"]),
                )
            )  # fmt: skip
            draft.rename(self._place)
        except OSError as error:
            raise StartRefused(
                f"The database could not be created in {self.data_dir}: {error}."
            ) from error
        finally:
            password_file.unlink(missing_ok=True)
        self._password_note().write_text(self._digest())

    def _set_password(self) -> None:
        """Set the role's password to the stored secret, which may have changed."""
        literal = (self.password or "").replace("'", "''")
        statement = f"ALTER ROLE {USER} PASSWORD '{literal}'\n".encode()
        self._run_to_end(
            self._program(
                "postgres", "--single", "-D", str(self._place), "postgres", stdin=statement
            )
        )
        self._password_note().write_text(self._digest())

    def _run_to_end(self, command: ServerCommand) -> None:
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        if spawn(command).wait() != 0:
            raise StartRefused(self.failure())

    def _program(self, name: str, *arguments: str, stdin: bytes = b"") -> ServerCommand:
        return ServerCommand(
            argv=(str(self._programs / name), *arguments),
            cwd=self._place if self._place.exists() else Path("/"),
            log=self.log,
            env=bare_environment() | {"LC_ALL": "C"} | TUNED,
            identity=self._identity,
            stdin=stdin,
            stop_signal=self.stop_signal,
            umask=0o077,
        )

    def _password_note(self) -> Path:
        return self.run / f"{self.data_dir.name}.password-digest"

    def _knows_password(self) -> bool:
        try:
            return self._password_note().read_text() == self._digest()
        except FileNotFoundError:
            return False

    def _digest(self) -> str:
        return hashlib.sha256((self.password or "").encode()).hexdigest()

    def _postmaster_note(self) -> list[str]:
        """The lines of postmaster.pid: pid, directory, start time, port, …, status (the 8th)."""
        try:
            lines = (self._place / "postmaster.pid").read_text().splitlines()
        except (OSError, ValueError):
            return []
        return [line.strip() for line in lines]


@contextmanager
def temporary() -> Iterator[EmbeddedPostgres]:
    """A server for tests: without durability, deleted with its data at the end."""
    folder = Path(mkdtemp(prefix="seen-postgres-"))
    try:
        folder.chmod(0o711)  # as root, the server's user must be able to read its data
        with EmbeddedPostgres(folder / "data", fsync=False) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)
