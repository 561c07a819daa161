"""The stream gateway as a part of the worker."""

from collections.abc import Sequence

from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.gateway.answers import Desk, OpenInProgress
from worker.gateway.gatekeeper import Gatekeeper
from worker.gateway.server import Answering, StreamServer
from worker.loop import Backoff, Job
from worker.scanner.roots import Roots

TRY_AGAIN_S = 2.0  # while the port is taken, by the worker that ends just now


class Streams:
    """See `worker.main.Component`."""

    def __init__(self, server: StreamServer) -> None:
        self.server = server
        self._jobs = [
            Job("streams", self._serve, Backoff(idle_s=0, longest_backoff_s=TRY_AGAIN_S)),
        ]

    @classmethod
    def from_settings(
        cls, open_in_progress: OpenInProgress, artwork: Answering | None = None
    ) -> "Streams":
        """`open_in_progress` finds files whose bytes are still coming."""
        settings = get(Settings)
        desk = Desk(
            gatekeeper=Gatekeeper(get(Database), settings.seen_secret, utc_now),
            roots=Roots.of(settings.library_roots, settings.download_dir),
            clock=utc_now,
            open_in_progress=open_in_progress,
            # The address itself is the permission; pages of another origin embed the bytes
            # only when this gateway is set up to be one.
            resource_policy="cross-origin" if settings.seen_stream_url else "same-origin",
        )
        server = StreamServer(
            desk, settings.seen_stream_host, settings.stream_port, artwork=artwork
        )
        return cls(server)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        """Ends every stream too: a player asks the next worker for the rest."""
        self.server.close()

    def close(self, within_s: float) -> None:
        """Nothing is left to do: stop() did it all."""

    def _serve(self) -> bool:
        self.server.open()
        self.server.serve()
        return False
