"""Rate limits, and connections per host."""

from worker.downloader.http.context import TokenBucket, share_connections, step_bytes


class Now:
    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


def bucket(rate: int | None) -> tuple[TokenBucket, Now]:
    now = Now()
    made = TokenBucket(now)
    made.set_rate(rate)
    return made, now


def test_without_a_rate_there_is_no_delay():
    free, _ = bucket(None)
    free.consume(10**12)

    assert (free.delay_s(), free.max_step()) == (0.0, None)


def test_consumed_bytes_delay_the_next_ones():
    limited, now = bucket(1000)
    limited.consume(3000)

    assert limited.delay_s() == 3.0
    now.s += 2
    assert limited.delay_s() == 1.0
    now.s += 1
    assert limited.delay_s() == 0.0


def test_the_burst_is_a_quarter_of_a_second():
    limited, now = bucket(1000)
    now.s += 3600
    limited.consume(1250)

    assert limited.delay_s() == 1.0


def test_over_a_long_time_the_rate_holds():
    limited, now = bucket(1000)
    taken, began_s = 0, now.s
    while now.s < began_s + 100:
        now.s += limited.delay_s()
        limited.consume(limited.max_step())
        taken += limited.max_step()

    assert 100_000 <= taken <= 105_000


def test_a_new_rate_clears_the_debt():
    limited, _ = bucket(10)
    limited.consume(10**6)
    limited.set_rate(1000)

    assert limited.delay_s() == 0.0
    limited.consume(1000)
    limited.set_rate(1000)
    assert limited.delay_s() == 1.0, "the same limit is no new one"
    limited.set_rate(None)
    assert limited.delay_s() == 0.0


def test_a_low_rate_is_consumed_in_small_steps():
    slow, _ = bucket(8000)
    slower, _ = bucket(100)
    free, _ = bucket(None)

    assert step_bytes((slow, free), 10**6) == 1024
    assert step_bytes((slower,), 10**6) == 1024
    assert step_bytes((bucket(800_000)[0], free), 10**6) == 100_000
    assert step_bytes((free,), 10**6) == 10**6


def test_each_transfer_gets_at_least_one_connection():
    assert share_connections(8, 1) == [8]
    assert share_connections(8, 3) == [3, 3, 2]
    assert share_connections(8, 8) == [1] * 8
    assert share_connections(8, 20) == [1] * 20
