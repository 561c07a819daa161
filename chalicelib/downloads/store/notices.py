"""Being told by the database that something happened."""

from collections.abc import Callable

import psycopg

CHANNEL = "seen_downloads"

#: A connection that died without a word is noticed after about half a minute.
KEEPALIVE = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "connect_timeout": 5,
}


def listen(
    dsn: str,
    *,
    on_start: Callable[[], None],
    on_notice: Callable[[str], None],
    is_over: Callable[[], bool],
    look_up_every_s: float = 0.5,
) -> None:
    """
    Pass on each notice until `is_over`; on a connection of its own.

    `on_start` is called once listening has begun: what happened before was not heard.
    Raises `ConnectionError` when the connection is lost.
    """
    try:
        with psycopg.connect(dsn, autocommit=True, **KEEPALIVE) as conn:  # type: ignore[arg-type]
            conn.execute(f"LISTEN {CHANNEL}")
            on_start()
            while not is_over():
                for notice in conn.notifies(timeout=look_up_every_s, stop_after=1):
                    on_notice(notice.payload)
    except psycopg.OperationalError as error:
        raise ConnectionError("the database went away") from error
