"""
The embedded S3 server: rclone, serving a folder.

Buckets are folders and objects are plain files, which can be inspected and backed up as such.
"""

import http.client
import signal
from pathlib import Path

from localstack import binaries, generated_secrets, ports
from localstack.child_process import ServerCommand
from localstack.service import Service, bare_environment

BUCKET = "seen-media"
ANSWER_WITHIN_S = 1.0

#: Suffix of rclone's incomplete uploads; an interrupted upload is never resumed.
HALF_UPLOADS = ".rclone_temp_put_*"


class EmbeddedObjectStore(Service):
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
        """Without keys, they are generated and stored next to the data."""
        self.data_dir = data_dir.absolute()
        run = run or self.data_dir.parent
        super().__init__(self.data_dir.name, run=run, logs=logs or run)
        self.access_key = access_key or ""
        self.secret_key = secret_key or ""
        self.bucket = bucket
        self.port = 0

    @property
    def endpoint(self) -> str:
        """The URL of the server. Available after the start."""
        return f"http://{ports.LOOPBACK}:{self.port}"

    def prepare(self) -> None:
        super().prepare()
        (self.data_dir / self.bucket).mkdir(parents=True, exist_ok=True)
        if not (self.access_key and self.secret_key):
            note = self.run / f"{self.data_dir.name}.secrets.json"
            keys = generated_secrets.kept(note, "S3_ACCESS_KEY", "S3_SECRET_KEY")
            self.access_key, self.secret_key = keys["S3_ACCESS_KEY"], keys["S3_SECRET_KEY"]

    def spawn(self) -> None:
        if not self.port:
            was_cut_off = self.record.path.exists()
            self.end_survivor()  # it may hold our previous port
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
                "--config=",  # none: ignore the user's rclone configuration
                f"--addr={ports.LOOPBACK}:{self.port}",
                "--vfs-cache-mode=off",
                "--server-write-timeout=24h",  # a paused player keeps its response open
                "--log-level=NOTICE",
                str(self.data_dir),
            ),
            cwd=self.data_dir,
            log=self.log,
            # Keys go through the environment: other users can read arguments. The value is CSV.
            env=bare_environment() | {"RCLONE_AUTH_KEY": f'"{self.access_key},{self.secret_key}"'},
        )

    def is_ready(self) -> bool:
        """Any HTTP response counts: requests without a signature are rejected."""
        link = http.client.HTTPConnection(ports.LOOPBACK, self.port, timeout=ANSWER_WITHIN_S)
        try:
            link.request("GET", "/")
            link.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()
        return True
