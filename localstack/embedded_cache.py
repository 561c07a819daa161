"""
The embedded Valkey server, a Redis-compatible cache.

Its data may be lost. It is still persisted (append-only file, fsync every second), so that a
restart does not begin with a cold cache and reset rate limits.
"""

import shutil
import signal
import socket
from pathlib import Path
from urllib.parse import quote

from localstack import binaries, generated_secrets, ports
from localstack.child_process import ServerCommand
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
        """Without a `password`, one is generated and stored next to the data."""
        self.data_dir = data_dir.absolute()
        run = run or self.data_dir.parent
        super().__init__(self.data_dir.name, run=run, logs=logs or run)
        self.password = password
        self.port = 0

    def url(self) -> str:
        """The URL of the server. Available after the start."""
        return f"redis://:{quote(self.password or '', safe='')}@{ports.LOOPBACK}:{self.port}/0"

    def prepare(self) -> None:
        super().prepare()
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.data_dir.chmod(0o700)
        if self.password is None:
            note = self.run / f"{self.data_dir.name}.secrets.json"
            self.password = generated_secrets.kept(note, "CACHE_PASSWORD")["CACHE_PASSWORD"]

    def spawn(self) -> None:
        if not self.port:
            self.end_survivor()  # it may hold our previous port
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
            # Settings go through standard input: other users can read command-line arguments.
            argv=(str(binaries.valkey()), "-"),
            cwd=self.data_dir,
            log=self.log,
            env=bare_environment(),
            stdin="\n".join(settings).encode(),
            umask=0o077,
        )

    def is_ready(self) -> bool:
        """Send PING as an inline command. Valkey rejects it while it loads its file."""
        try:
            with socket.create_connection((ports.LOOPBACK, self.port), ANSWER_WITHIN_S) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\nQUIT\r\n".encode())
                with link.makefile("rb") as answers:
                    return b"+PONG\r\n" in answers.readlines()
        except OSError:
            return False

    def can_recover(self) -> bool:
        """Rename an unreadable append-only file, once: the cache may start empty."""
        file = self.data_dir / APPEND_ONLY
        if not file.exists():
            return False
        aside = file.with_name(f"{APPEND_ONLY}.unreadable")
        shutil.rmtree(aside, ignore_errors=True)
        file.rename(aside)
        return True
