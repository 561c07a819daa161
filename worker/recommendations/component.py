"""The recommendations component of the worker: new lists, soon after a change and once a day."""

from collections.abc import Sequence

from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from chalicelib.platform.registry import get
from chalicelib.platform.settings import Settings
from chalicelib.recommendations.service.worker_operations import RecommendationWork
from worker.job_loop import Backoff, Job
from worker.recommendations.list_maker import RecommendationMaker

CONNECTIONS = 1
STATEMENT_TIMEOUT_MS = 60_000  # the history of all people is read in one statement
LOOK_EVERY_S = 5.0


class RecommendationComponent:
    """See `worker.worker_main.Component`."""

    def __init__(self, maker: RecommendationMaker) -> None:
        self.maker = maker

        def make_due() -> bool:
            maker.make_due()
            return False  # a person who goes on rating does not keep the worker busy

        self._jobs = [Job("recommendations", make_due, Backoff(idle_s=LOOK_EVERY_S))]

    @classmethod
    def from_settings(cls) -> "RecommendationComponent":
        dsn = get(Settings).database_url.get_secret_value()
        db = Database(dsn, CONNECTIONS, STATEMENT_TIMEOUT_MS)
        return cls(RecommendationMaker(RecommendationWork(db, get(Cache), utc_now)))

    def jobs(self) -> Sequence[Job]:
        return self._jobs

    def stop(self) -> None:
        """A list takes seconds at most, and is made again."""

    def close(self, within_s: float) -> None:  # noqa: ARG002  # nothing to wait for
        self.maker.work.db.close()
