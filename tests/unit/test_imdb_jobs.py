"""Work that connections share."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from worker.imdb.jobs import Job, Jobs


class Connection:
    """Commits once somebody says so."""

    def __init__(self) -> None:
        self.may_commit = threading.Event()
        self.may_commit.set()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield
        assert self.may_commit.wait(10)


def work(jobs: list[Job], workers: int = 2, hands: int | None = None) -> None:
    shared = Jobs(jobs, hands=hands or workers)
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(shared.work, Connection()) for _ in range(workers)]:
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


def test_while_one_commits_another_goes_on_with_what_need_not_wait_for_it():
    done = []

    def titles(conn: Connection) -> None:
        conn.may_commit.clear()
        done.append("titles")
        committing.append(conn)

    def genres(conn: Connection) -> None:
        done.append("genres")
        assert conn is not committing[0]
        committing[0].may_commit.set()

    committing: list[Connection] = []
    work(
        [
            Job("titles", titles),
            Job("names", lambda conn: done.append("names"), after=frozenset({"titles"})),
            Job("genres", genres),
        ],
        workers=2,
        hands=1,
    )

    assert done[:2] == ["titles", "genres"]
    assert done[2:] == ["names"]


def test_no_more_are_at_work_than_there_are_hands():
    at_work, most = 0, []

    def run(conn: Connection) -> None:
        nonlocal at_work
        at_work += 1
        most.append(at_work)
        threading.Event().wait(0.01)
        at_work -= 1

    work([Job(str(number), run) for number in range(12)], workers=3, hands=1)

    assert most == [1] * 12
