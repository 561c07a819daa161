"""
A real Valkey, the Redis-compatible cache.

What it holds may be lost without harm, but keeping it over a restart (an append-only file, written
every second) spares a cold start and keeps rate limits honest.
"""

import shutil
import signal
import socket
from pathlib import Path
from urllib.parse import quote

from localstack import binaries, ports, secret_store
from localstack.process import ServerCommand
from localstack.service import Service, bare_environment

APPEND_ONLY = "appendonlydir"
ANSWER_WITHIN_S = 1.0


class EmbeddedCache(Service):
    """One server with its files in `data_dir`."""

    label = "Cache"
    stop_signal = signal.SIGTERM

    def __init__(
        self,
        data_dir: Path,
        *,
        password: str | None = None,
        run: Path | None = None,
        logs: Path | None = None,
    ) -> None:
        """Without a `password` one is made and kept beside the data."""
        self.data_dir = data_dir.absolute()
        run = run or self.data_dir.parent
        super().__init__(self.data_dir.name, run=run, logs=logs or run)
        self.password = password
        self.port = 0

    def url(self) -> str:
        """Where to connect. Known once the server was started."""
        return f"redis://:{quote(self.password or '', safe='')}@{ports.LOOPBACK}:{self.port}/0"

    def prepare(self) -> None:
        super().prepare()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.data_dir.chmod(0o700)
        if self.password is None:
            note = self.run / f"{self.data_dir.name}.secrets.json"
            self.password = secret_store.kept(note, "CACHE_PASSWORD")["CACHE_PASSWORD"]

    def spawn(self) -> None:
        if not self.port:
            self.end_survivor()  # it may hold the port we had
            self.port = ports.kept(self.run / f"{self.data_dir.name}.port")
        super().spawn()

    def command(self) -> ServerCommand:
        settings = (
            f"bind {ports.LOOPBACK}",
            f"port {self.port}",
            f"requirepass {self.password}",
            f"appenddirname {APPEND_ONLY}",
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "maxmemory 128mb",
            "maxmemory-policy allkeys-lru",
            "daemonize no",
        )
        return ServerCommand(
            # Settings come by standard input: a password among the arguments is public.
            argv=(str(binaries.valkey()), "-"),
            cwd=self.data_dir,
            log=self.log,
            env=bare_environment(),
            stdin="\n".join(settings).encode(),
            umask=0o077,
        )

    def is_ready(self) -> bool:
        """Valkey takes plain lines as commands; while it loads its file it refuses PING."""
        try:
            with socket.create_connection((ports.LOOPBACK, self.port), ANSWER_WITHIN_S) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\nQUIT\r\n".encode())
                with link.makefile("rb") as answers:
                    return b"+PONG\r\n" in answers.readlines()
        except OSError:
            return False

    def can_recover(self) -> bool:
        """A file it cannot read is put aside, once: it is only a cache."""
        file = self.data_dir / APPEND_ONLY
        if not file.exists():
            return False
        aside = file.with_name(f"{APPEND_ONLY}.unreadable")
        shutil.rmtree(aside, ignore_errors=True)
        file.rename(aside)
        return True
