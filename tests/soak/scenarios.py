"""What is done to downloads, each as often as there is time."""

import hashlib
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.downloads.accounts import make_user
from tests.downloads.swarm import Seed
from tests.file_server import Page
from tests.processes import worker_processes
from tests.soak.claims import race, violations_in
from tests.soak.kills import KillRun, summary_of, violations
from tests.soak.one_torrent import one_torrent
from tests.soak.stage import MIB, NotSupported, Stage
from tests.waiting import wait_until

KILL_ROUNDS = 40
MANY = 10_000


def kills(stage: Stage) -> list[str]:
    """See `tests.soak.kills`."""
    run = KillRun(
        stage.harness(max_active=6),
        [make_user(stage.db) for _ in range(3)],
        stage.web(),
        Seed(stage.folder / "seed", unchoke_slots_limit=-1),
        stage.stack.enter_context(worker_processes(stage.folder)),
        stage.rng,
        counts=stage.counts,
    )
    run.rounds(KILL_ROUNDS)
    run.settle()
    stage.slow += run.slow
    return violations(run)


def disk_full(stage: Stage) -> list[str]:
    """A torrent and a file side by side on a disk that fills, is given room, and fills again."""
    body = stage.rng.randbytes(6 * MIB)
    digest = hashlib.sha256(body).hexdigest()
    harness, web = stage.harness(), stage.web()
    with small_disk(harness.folder / "downloads", "9m") as grow:
        seed = Seed(stage.folder / "seed", unchoke_slots_limit=-1)
        seed.limit(4 * MIB)
        offer = seed.offer({"": body}, name="film.mkv")
        web.pages["/f.mkv"] = Page(body, bytes_per_s=4 * MIB, announces_length=False)
        user = make_user(stage.db)
        processes = stage.stack.enter_context(worker_processes(stage.folder))
        worker = processes.worker(harness)
        jobs = [
            harness.add_job(user, "magnet", offer.magnet),
            harness.add_job(user, "http", web.url("/f.mkv")),
        ]
        wait_until(
            lambda: any(harness.job(user, job).detail == "waiting_for_space" for job in jobs), 30
        )
        stage.counts["walls"] += 1
        if stage.rng.random() < 0.5:
            worker.kill()
            stage.counts["kills"] += 1
            processes.worker(harness)
        threading.Event().wait(stage.rng.uniform(0.1, 2.0))
        grow("64m")
        done = [harness.wait_for_status(user, job, "completed") for job in jobs]
        found = []
        for job in done:
            data = harness.file_of(job).read_bytes()
            if hashlib.sha256(data).hexdigest() != digest:
                found.append(f"{job.source_type} has wrong bytes")
            messages = [event.message for event in harness.events(user, job)]
            if messages.count("Completed.") != 1:
                found.append(summary_of(harness.events(user, job)))
        stage.counts["went on"] += len(done)
        return found


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Callable[[str], bool]]:
    """A file system of its own; what is yielded gives it another size."""
    folder.mkdir(parents=True)

    def mount(options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    if not mount(f"size={size}"):
        raise NotSupported("a small disk needs the right to mount")
    try:
        yield lambda larger: mount(f"remount,size={larger}")
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def frozen(stage: Stage) -> list[str]:
    """A worker stopped for longer than it takes to be given up, and woken again; times a tenth."""
    body = stage.rng.randbytes(4 * MIB)
    harness, web = stage.harness(lease_s=6.0), stage.web()
    page = web.pages["/f.mkv"] = Page(body, bytes_per_s=MIB)
    user = make_user(stage.db)
    processes = stage.stack.enter_context(worker_processes(stage.folder))
    sleeper = processes.worker(harness)
    job = harness.add_job(user, "http", web.url("/f.mkv"))
    wait_until(lambda: harness.job(user, job).bytes_downloaded > 0)
    harness.data_dir = stage.folder / "another machine"
    processes.worker(harness)
    sleeper.freeze()
    stage.counts["freezes"] += 1
    slept_s = stage.rng.uniform(0.5, 9.0)
    stage.counts["tenths of a second asleep"] += round(10 * slept_s)
    threading.Event().wait(slept_s)
    sleeper.thaw()
    page.bytes_per_s = None
    done = harness.wait_for_status(user, job, "completed")
    messages = [event.message for event in harness.events(user, job)]
    stage.counts["taken over"] += messages.count("The worker died while working on this.")
    found = []
    if harness.file_of(done).read_bytes() != body:
        found.append("wrong bytes")
    if messages.count("Completed.") != 1:
        found.append(summary_of(harness.events(user, job)))
    return found


def claims(stage: Stage) -> list[str]:
    """Ten thousand jobs and eight dispatchers."""
    events = race(stage.db, MANY)
    stage.counts["jobs"] += MANY
    return violations_in(events, MANY)


ALL: dict[str, Callable[[Stage], list[str]]] = {
    "kills": kills,
    "disk full": disk_full,
    "frozen": frozen,
    "one torrent": one_torrent,
    "claims": claims,
}
