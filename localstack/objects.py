"""
A real S3 server: rclone, serving a folder.

Buckets are folders and objects are plain files, so a person can see and back up what is there.
"""

import http.client
import signal
from pathlib import Path

from localstack import binaries, ports, secret_store
from localstack.process import ServerCommand
from localstack.service import Service, bare_environment

BUCKET = "seen-media"
ANSWER_WITHIN_S = 1.0

#: What rclone calls an upload in progress; one that was cut off is never continued.
HALF_UPLOADS = ".rclone_temp_put_*"


class EmbeddedObjects(Service):
    """One server with its buckets in `data_dir`."""

    label = "Object store"
    stop_signal = signal.SIGTERM

    def __init__(
        self,
        data_dir: Path,
        *,
        access_key: str | None = None,
        secret_key: str | None = None,
        bucket: str = BUCKET,
        run: Path | None = None,
        logs: Path | None = None,
    ) -> None:
        """Without keys, some are made and kept beside the data."""
        self.data_dir = data_dir.absolute()
        run = run or self.data_dir.parent
        super().__init__(self.data_dir.name, run=run, logs=logs or run)
        self.access_key = access_key or ""
        self.secret_key = secret_key or ""
        self.bucket = bucket
        self.port = 0

    @property
    def endpoint(self) -> str:
        """Where to connect. Known once the server was started."""
        return f"http://{ports.LOOPBACK}:{self.port}"

    def prepare(self) -> None:
        super().prepare()
        (self.data_dir / self.bucket).mkdir(parents=True, exist_ok=True)
        if not (self.access_key and self.secret_key):
            note = self.run / f"{self.data_dir.name}.secrets.json"
            keys = secret_store.kept(note, "S3_ACCESS_KEY", "S3_SECRET_KEY")
            self.access_key, self.secret_key = keys["S3_ACCESS_KEY"], keys["S3_SECRET_KEY"]

    def spawn(self) -> None:
        if not self.port:
            was_cut_off = self.record.path.exists()
            self.end_survivor()  # it may hold the port we had
            if was_cut_off:
                for half in self.data_dir.rglob(HALF_UPLOADS):
                    half.unlink()
            self.port = ports.kept(self.run / f"{self.data_dir.name}.port")
        super().spawn()

    def command(self) -> ServerCommand:
        return ServerCommand(
            argv=(
                str(binaries.rclone()),
                "serve",
                "s3",
                "--config=",  # none: the person's own remotes are no business of ours
                f"--addr={ports.LOOPBACK}:{self.port}",
                "--vfs-cache-mode=off",
                "--server-write-timeout=24h",  # a paused film is still one answer
                "--log-level=NOTICE",
                str(self.data_dir),
            ),
            cwd=self.data_dir,
            log=self.log,
            # Keys come by the environment: arguments are public. The value is one line of CSV.
            env=bare_environment() | {"RCLONE_AUTH_KEY": f'"{self.access_key},{self.secret_key}"'},
        )

    def is_ready(self) -> bool:
        """Any answer will do: without a signature it is a refusal."""
        link = http.client.HTTPConnection(ports.LOOPBACK, self.port, timeout=ANSWER_WITHIN_S)
        try:
            link.request("GET", "/")
            link.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()
        return True
