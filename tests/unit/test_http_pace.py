"""Speed limits."""

from worker.downloader.http.pace import Bucket, step_of


class Now:
    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


def bucket(rate: int | None) -> tuple[Bucket, Now]:
    now = Now()
    made = Bucket(now)
    made.set(rate)
    return made, now


def test_without_a_limit_nothing_waits():
    free, _ = bucket(None)
    free.take(10**12)

    assert (free.due_s(), free.step()) == (0.0, None)


def test_what_was_taken_is_paid_for_with_time():
    limited, now = bucket(1000)
    limited.take(3000)

    assert limited.due_s() == 3.0
    now.s += 2
    assert limited.due_s() == 1.0
    now.s += 1
    assert limited.due_s() == 0.0


def test_a_quiet_hour_saves_up_a_quarter_of_a_second():
    limited, now = bucket(1000)
    now.s += 3600
    limited.take(1250)

    assert limited.due_s() == 1.0


def test_over_a_long_time_the_rate_is_the_rate():
    limited, now = bucket(1000)
    taken, began_s = 0, now.s
    while now.s < began_s + 100:
        now.s += limited.due_s()
        limited.take(limited.step())
        taken += limited.step()

    assert 100_000 <= taken <= 105_000


def test_a_new_limit_forgets_the_debt():
    limited, _ = bucket(10)
    limited.take(10**6)
    limited.set(1000)

    assert limited.due_s() == 0.0
    limited.take(1000)
    limited.set(1000)
    assert limited.due_s() == 1.0, "the same limit is no new one"
    limited.set(None)
    assert limited.due_s() == 0.0


def test_a_low_limit_is_taken_in_small_steps():
    slow, _ = bucket(8000)
    slower, _ = bucket(100)
    free, _ = bucket(None)

    assert step_of((slow, free), 10**6) == 1024
    assert step_of((slower,), 10**6) == 1024
    assert step_of((bucket(800_000)[0], free), 10**6) == 100_000
    assert step_of((free,), 10**6) == 10**6
