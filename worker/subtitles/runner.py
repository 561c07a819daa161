"""Does the work on subtitles that users and new files ask for, one task at a time."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chalicelib.library.errors import LibraryItemNotFound
from chalicelib.platform.errors import Unavailable
from chalicelib.subtitles.models.tasks import SubtitleTaskRow, TaskKind
from chalicelib.subtitles.service.worker_operations import SubtitleWork
from worker.cancellation import ShutdownRequested
from worker.subtitles.errors import SubtitleTaskFailed

logger = logging.getLogger(__name__)

#: Does a task; a part of `SubtitleTask` as JSON. Raises `SubtitleTaskFailed`.
Step = Callable[[SubtitleTaskRow], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SubtitleRunner:
    work: SubtitleWork
    steps: Mapping[TaskKind, Step]

    def run(self, task_id: UUID) -> None:
        """Raises `ShutdownRequested` or `Unavailable`: then the task is queued again."""
        task = self.work.begin(task_id)
        if task is None:
            return
        try:
            self.work.done(task_id, self.steps[task.kind](task))
        except SubtitleTaskFailed as failure:
            self.work.fail(task_id, failure.reason, failure.retry_at)
        except LibraryItemNotFound:
            self.work.fail(task_id, "no_file")
        except (ShutdownRequested, Unavailable):
            raise
        except Exception:
            logger.exception("work on a subtitle failed", extra={"task": str(task_id)})
            self.work.fail(task_id, "broken")
