"""The settings and the waiting of the connections of `Database`."""

import pytest

from chalicelib.platform import db as platform
from chalicelib.platform.errors import Unavailable


def test_the_server_ends_a_transaction_whose_process_was_frozen(db):
    with db.read() as conn:
        limit = conn.execute("SHOW idle_in_transaction_session_timeout").fetchone()

    assert limit == ("1min",)


@pytest.mark.parametrize("size", [0, 64 << 20])
def test_a_statement_may_take_long_to_be_sent_and_answered(db, monkeypatch, size):
    monkeypatch.setattr(platform, "SILENT_AFTER_S", 0.001)
    with db.read() as conn:
        row = conn.execute(
            "SELECT length(%s::text), pg_sleep(0.05) IS NULL", ["x" * size]
        ).fetchone()

    assert row == (size, False)


def test_a_full_disk_is_named_as_such(db):
    with (
        pytest.raises(Unavailable, match="disk of the server is full") as refused,
        db.transaction() as conn,
    ):
        conn.execute("DO $$ BEGIN RAISE disk_full; END $$")

    assert refused.value.retry_after_s == 2
