"""The stream gateway component."""

from collections.abc import Sequence

from chalicelib.accounts.service.session_generations import SessionGenerations
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from worker.gateway.authorization import Authorizer
from worker.gateway.handler import OpenCopy, OpenInProgress, RequestHandler
from worker.gateway.routes import ItemRoute
from worker.gateway.server import RouteHandler, StreamServer
from worker.gateway.trickplay_route import trickplay_route
from worker.job_loop import Backoff, Job
from worker.scanner.roots import live_roots

BIND_RETRY_S = 2.0  # while a stopping worker still holds the port


class StreamGatewayComponent:
    """See `worker.worker_main.Component`."""

    def __init__(self, server: StreamServer) -> None:
        self.server = server
        self._jobs = [
            Job("streams", self._serve, Backoff(idle_s=0, longest_backoff_s=BIND_RETRY_S)),
        ]

    @classmethod
    def from_settings(
        cls,
        open_in_progress: OpenInProgress,
        artwork: RouteHandler | None = None,
        routes: Sequence[ItemRoute] = (),
        open_copy: OpenCopy = lambda _: None,
    ) -> "StreamGatewayComponent":
        """
        `open_in_progress` opens files that are still downloading, `open_copy` those that are only
        in the object store; `routes` serve what is made of a library item.
        """
        settings = get(Settings)
        handler = RequestHandler(
            authorizer=Authorizer(
                get(Database), settings.seen_secret, utc_now, get(SessionGenerations)
            ),
            roots=live_roots(),
            clock=utc_now,
            open_in_progress=open_in_progress,
            # The signed address is the permission. Pages of another origin embed the bytes only
            # when this gateway has an origin of its own.
            resource_policy="cross-origin" if settings.seen_stream_url else "same-origin",
            open_copy=open_copy,
            routes=(trickplay_route(settings.trickplay_dir), *routes),
        )
        server = StreamServer(
            handler, settings.seen_stream_host, settings.stream_port, artwork=artwork
        )
        return cls(server)

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        """End every stream: a player requests the rest from the next worker."""
        self.server.close()

    def close(self, within_s: float) -> None:
        """Nothing to do: `stop` closed everything."""

    def _serve(self) -> bool:
        self.server.open()
        self.server.serve()
        return False
