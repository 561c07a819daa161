"""A torrent whose worker is killed at random moments of the download."""

import hashlib
import statistics
import time

from chalicelib.downloads.models import DownloadJob
from tests.downloads.accounts import make_user
from tests.downloads.swarm import Seed
from tests.processes import worker_processes
from tests.soak.stage import BRISK, MIB, Stage
from tests.torrents import uploaded_by
from tests.waiting import wait_until

BYTES_PER_S = 3 * MIB
SAVED_EVERY_S = BRISK.resume_data_s


def one_torrent(stage: Stage, kills: int = 20) -> list[str]:
    """Each life brings a mebibyte at least, or the job would be given up after four."""
    body = stage.rng.randbytes((kills + 2) * 5 * MIB // 2)
    user, harness = make_user(stage.db), stage.harness()
    seed = Seed(stage.folder / "seed", unchoke_slots_limit=-1)
    offer = seed.offer({"": body}, name="film.mkv")
    seed.limit(BYTES_PER_S)
    job = harness.add_job(user, "magnet", offer.magnet)
    shown: list[int] = []
    back_s: list[float] = []

    def check() -> DownloadJob:
        now = harness.job(user, job)
        shown.append(now.progress_percent)
        return now

    processes = stage.stack.enter_context(worker_processes(stage.folder))
    for number in range(kills):
        worker = processes.worker(harness)
        born_s, had = time.monotonic(), check().bytes_downloaded
        # The state stays what the dead one left: whose it is tells.
        wait_until(lambda attempt=number + 1: check().engine_job_id == f"{job.id}#{attempt}")  # type: ignore[misc]
        back_s.append(time.monotonic() - born_s)
        step = stage.rng.randrange(MIB * 21 // 20, MIB * 5 // 4)
        wait_until(lambda had=had, step=step: check().bytes_downloaded > had + step)  # type: ignore[misc]
        worker.kill()
        stage.counts["kills"] += 1
    seed.limit(0)
    processes.worker(harness)
    done = harness.wait_for_status(user, job, "completed")
    check()
    stage.counts["milliseconds until it went on (median)"] = round(
        1000 * statistics.median(back_s[1:])
    )
    events = harness.events(user, job)
    messages = [event.message for event in events]
    retries = [event.payload["retryCount"] for event in events if "retryCount" in event.payload]
    # What came since resume data were saved comes twice at each kill, and what was on its way.
    # A busy machine saves later than it should.
    most_given = len(body) + kills * (SAVED_EVERY_S + 2) * BYTES_PER_S
    rules = {
        "its bytes": hashlib.sha256(harness.file_of(done).read_bytes()).digest()
        == hashlib.sha256(body).digest(),
        "one end": messages.count("Completed.") == 1,
        # Counted up to three, which is the most there is; a life of which nothing was recorded
        # on a busy machine is not counted.
        "retries": retries == [min(number, 3) for number in range(1, len(retries) + 1)]
        and kills - 2 <= len(retries) <= kills,
        "never falls": shown == sorted(shown)
        or any("Rechecking" in message for message in messages),
        "back in a minute": max(back_s) < 60,
        "little comes twice": uploaded_by(seed) < most_given,
    }
    return [
        f"{name} ({retries}, {uploaded_by(seed)})" for name, holds in rules.items() if not holds
    ]
