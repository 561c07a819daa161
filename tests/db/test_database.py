"""The settings of the connections of `Database`."""


def test_the_server_ends_a_transaction_whose_process_was_frozen(db):
    with db.read() as conn:
        limit = conn.execute("SHOW idle_in_transaction_session_timeout").fetchone()

    assert limit == ("1min",)
