"""Work that two connections share."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from worker.imdb.jobs import Job, Jobs


def work(jobs: list[Job], workers: int = 2) -> None:
    shared = Jobs(jobs)
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(shared.work, None) for _ in range(workers)]:
            done.result(timeout=10)


def test_a_job_begins_when_those_before_it_are_done():
    done = []
    both = threading.Barrier(2, timeout=10)

    def together(name: str):
        def run(conn: object) -> None:
            both.wait()
            done.append(name)

        return run

    work(
        [
            Job("names", lambda conn: done.append("names"), after=frozenset({"titles", "shows"})),
            Job("titles", together("titles")),
            Job("shows", together("shows")),
        ]
    )

    assert sorted(done[:2]) == ["shows", "titles"]
    assert done[2:] == ["names"]


def test_one_connection_does_them_all_in_order():
    done = []

    work(
        [
            Job("counts", lambda conn: done.append("counts"), after=frozenset({"genres"})),
            Job("titles", lambda conn: done.append("titles")),
            Job("genres", lambda conn: done.append("genres")),
        ],
        workers=1,
    )

    assert done == ["titles", "genres", "counts"]


def test_nobody_waits_for_a_job_that_failed():
    done = []

    def fail(conn: object) -> None:
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        work(
            [
                Job("names", lambda conn: done.append("names"), after=frozenset({"titles"})),
                Job("titles", fail),
            ]
        )

    assert done == []
