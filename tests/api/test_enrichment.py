"""The sources of metadata for an administrator: coverage, pause, retry, matching by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.catalog.store import facet_counts
from chalicelib.enrichment.service import EnrichmentService, state_of
from chalicelib.enrichment.store import coverage
from chalicelib.metadata.models import SIDE_SOURCES
from chalicelib.metadata.store import source_queue
from chalicelib.platform.clock import utc_now
from chalicelib.platform.registry import get
from chalicelib.providers.circuit_breaker import CircuitBreakers
from chalicelib.providers.circuit_rules import CircuitState
from chalicelib.providers.errors import CircuitOpen
from tests.titles import make_title

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def admin(api):
    return api.as_admin()


def fetched(db, media_id, *, failure="", at=NOW):
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO media_fetches (media_id, backfilled_at, failure, next_attempt_at)
            VALUES (%s, %s, %s, %s)
            """,
            [media_id, at, failure, at + timedelta(days=30) if failure else None],
        )


def asked(db, media_id, state, source="omdb"):
    with db.read() as conn:
        source_queue.record(conn, media_id=media_id, source=source, state=state, now=NOW)


def give_id(db, media_id, source, external_id, kind="movie"):
    with db.read() as conn:
        conn.execute(
            "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
            " VALUES (%s, %s, %s, %s)",
            [media_id, source, kind, external_id],
        )


def omdb(admin):
    """OMDb as administrators see it."""
    sources = admin.get("/api/v1/admin/enrichment").json["sources"]
    return next(one for one in sources if one["provider"] == "omdb")


def unmatched(admin, query=""):
    return admin.get(f"/api/v1/admin/enrichment/unmatched{query}").json


def test_coverage_counts_each_title_once(admin, db):
    fetched(db, make_title(db, "Known"))
    fetched(db, make_title(db, "Unknown"), failure="not_there")
    fetched(db, make_title(db, "Broken"), failure="failed")
    make_title(db, "New")
    rated = make_title(db, "Rated", media_type="show")
    give_id(db, rated, "imdb", "tt0000001", "show")
    with db.read() as conn:
        source_queue.record(conn, media_id=rated, source="omdb", state="matched", now=utc_now())
    with db.transaction() as conn:
        facet_counts.recount(conn)

    sources = {
        one["provider"]: one for one in admin.get("/api/v1/admin/enrichment").json["sources"]
    }

    assert sources["tmdb"]["coverage"] == [
        {"kind": "movie", "total": 4, "matched": 1, "notFound": 1, "failed": 1, "pending": 1},
        {"kind": "show", "total": 1, "matched": 0, "notFound": 0, "failed": 0, "pending": 1},
    ]
    assert sources["omdb"]["coverage"] == [
        {"kind": "show", "total": 1, "matched": 1, "notFound": 0, "failed": 0, "pending": 0}
    ]
    assert sources["omdb"]["perHour"] == 1
    assert sources["tmdb"]["state"] == "off"  # without a key


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "idle"),
        ({"paused_at": NOW, "disabled_until": NOW + timedelta(hours=1)}, "paused"),
        ({"disabled_until": NOW + timedelta(seconds=1)}, "resting"),
        ({"disabled_until": NOW, "last_failure_at": NOW, "last_error": "?"}, "error"),
        (
            {
                "last_failure_at": NOW,
                "last_error": "?",
                "last_success_at": NOW - timedelta(seconds=1),
            },
            "error",
        ),
        ({"last_failure_at": NOW}, "idle"),  # another key since
        ({"last_success_at": NOW}, "working"),
        ({"last_success_at": NOW - timedelta(minutes=5)}, "idle"),
    ],
)
def test_the_state_of_a_source_says_why_it_does_nothing(facts, state):
    assert state_of(CircuitState(provider="tmdb", **facts), NOW, has_key=True) == state


def test_a_source_without_a_key_is_off():
    assert state_of(CircuitState(provider="tmdb", paused_at=NOW), NOW, has_key=False) == "off"


def test_a_source_whose_limit_of_the_day_is_used_rests_unless_it_is_paused():
    state = CircuitState(provider="omdb", last_success_at=NOW)

    assert state_of(state, NOW, has_key=True, is_used_up=True) == "resting"
    paused = state.model_copy(update={"paused_at": NOW})
    assert state_of(paused, NOW, has_key=True, is_used_up=True) == "paused"


def test_a_source_at_the_limit_of_the_day_rests_until_midnight_utc(admin, db):
    limit = get(EnrichmentService).daily["omdb"]
    for _ in range(2):
        make_title(db, "Rated")
    with db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO enrichment (media_id, source, kind, state, attempted_at)
            SELECT id, 'omdb', 'movie', 'matched', now() - interval '2 days' * (id % 2)
            FROM media_items
            """
        )
    assert omdb(admin)["isDailyLimitUsed"] is False

    with db.transaction() as conn:
        conn.execute(
            """
            WITH made AS (
                INSERT INTO media_items (media_type, title)
                SELECT 'movie', n::text FROM generate_series(2, %s) AS n
                RETURNING id
            )
            INSERT INTO enrichment (media_id, source, kind, state, attempted_at)
            SELECT id, 'omdb', 'movie', 'matched', now() FROM made
            """,
            [limit],
        )
    source = omdb(admin)

    assert (source["isDailyLimitUsed"], source["lastError"]) == (True, None)
    assert source["restingUntil"].endswith("T00:00:00Z")
    assert datetime.fromisoformat(source["restingUntil"]) > utc_now()


def test_a_paused_source_is_not_called_until_it_is_resumed(admin, db):
    assert admin.post("/api/v1/admin/enrichment/tmdb/pause").status == 204
    with pytest.raises(CircuitOpen, match="paused by an administrator"):
        CircuitBreakers(db, lambda: NOW).check("tmdb")

    assert admin.post("/api/v1/admin/enrichment/tmdb/resume").status == 204
    CircuitBreakers(db, lambda: NOW).check("tmdb")


def test_resuming_ends_a_rest_after_failures(admin, db):
    with db.read() as conn:
        conn.execute(
            "INSERT INTO provider_states (provider, rung, disabled_until) VALUES ('tmdb', 9, %s)",
            [NOW + timedelta(days=1)],
        )

    admin.post("/api/v1/admin/enrichment/tmdb/resume")

    CircuitBreakers(db, lambda: NOW).check("tmdb")


@pytest.mark.parametrize(("source", "task"), [("tvmaze", "enrich_titles"), ("tmdb", "backfill")])
def test_a_resumed_source_is_asked_once_workers_know_it(admin, db, source, task):
    admin.post(f"/api/v1/admin/enrichment/{source}/pause")

    admin.post(f"/api/v1/admin/enrichment/{source}/resume")

    with db.read() as conn:
        tasks = conn.execute(
            "SELECT task_name, scheduled_at > now() FROM procrastinate_jobs"
        ).fetchall()
    assert tasks == [(task, True)]  # a worker may think for some seconds that it is paused


def test_an_unknown_source_is_refused(admin):
    refused = admin.post("/api/v1/admin/enrichment/nowhere/pause")

    assert (refused.status, refused.json["code"]) == (404, "unknown_source")


def test_unmatched_titles_are_paged_by_votes_and_filtered(admin, db):
    for number in range(5):
        media_id = make_title(db, f"Title {number}", votes=number // 2)
        fetched(db, media_id, failure="not_there" if number < 4 else "failed")
    fetched(db, make_title(db, "Known"))

    found, cursor = [], ""
    while True:
        page = unmatched(admin, f"?limit=2{cursor}")
        found += [one["title"] for one in page["items"]]
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"

    assert found == ["Title 4", "Title 2", "Title 3", "Title 0", "Title 1"]
    assert [one["title"] for one in unmatched(admin, "?outcome=failed")["items"]] == ["Title 4"]
    assert [one["title"] for one in unmatched(admin, "?q=TITLE%202")["items"]] == ["Title 2"]
    assert unmatched(admin, "?kind=game")["items"] == []
    assert unmatched(admin, "?q=Title%203")["items"][0]["nextAttemptAt"] == "2026-01-31T12:00:00Z"


def test_a_cursor_of_another_list_is_refused(admin):
    refused = admin.get("/api/v1/admin/enrichment/unmatched?cursor=WyJhIiwgMV0=")

    assert (refused.status, refused.json["code"]) == (422, "invalid_input")


def test_a_title_is_queued_once_to_be_asked_for_again(admin, db):
    media_id = make_title(db, "Unknown")
    fetched(db, media_id, failure="not_there")

    first = admin.post(f"/api/v1/admin/enrichment/titles/{media_id}/retry")
    again = admin.post(f"/api/v1/admin/enrichment/titles/{media_id}/retry")
    with db.read() as conn:
        tasks = conn.execute("SELECT task_name, args FROM procrastinate_jobs").fetchall()

    assert (first.status, first.json, again.json) == (202, {"queued": True}, {"queued": False})
    assert tasks == [("fetch_title", {"media_id": media_id, "with_episodes": True})]
    assert admin.post("/api/v1/admin/enrichment/titles/999999/retry").status == 404


def test_a_number_given_by_hand_replaces_the_one_before(admin, db):
    media_id = make_title(db, "Metropolis")
    give_id(db, media_id, "tmdb", "18")

    accepted = admin.put(
        f"/api/v1/admin/enrichment/titles/{media_id}/match", json={"externalId": 19}
    )
    with db.read() as conn:
        ids = conn.execute("SELECT source, external_id FROM media_external_ids").fetchall()

    assert (accepted.status, accepted.json) == (202, {"queued": True})
    assert ids == [("tmdb", "19")]


def test_a_match_by_hand_is_listed_until_it_is_taken_back(admin, db):
    media_id = make_title(db, "Metropolis")
    match = f"/api/v1/admin/enrichment/titles/{media_id}/match"
    admin.put(match, json={"externalId": 19})

    (listed,) = admin.get("/api/v1/admin/enrichment/matched").json["items"]
    undone = admin.delete(match)

    assert (listed["id"], listed["source"], listed["externalId"]) == (media_id, "tmdb", "19")
    assert undone.status == 202
    assert admin.get("/api/v1/admin/enrichment/matched").json == {"items": []}
    assert admin.delete(match).json["code"] == "not_matched_by_hand"


def test_a_number_of_another_title_is_refused_by_its_name(admin, db):
    give_id(db, make_title(db, "Nosferatu"), "tmdb", "19")
    media_id = make_title(db, "Metropolis")

    refused = admin.put(
        f"/api/v1/admin/enrichment/titles/{media_id}/match", json={"externalId": 19}
    )

    assert (refused.status, refused.json["code"]) == (409, "external_id_taken")
    assert "Nosferatu" in refused.json["detail"]


def test_the_titles_of_a_source_are_listed_with_the_error_and_the_next_attempt(admin, db):
    media_id = make_title(db, "Metropolis")
    asked(db, media_id, "error")
    asked(db, make_title(db, "Nosferatu"), "matched")

    (found,) = unmatched(admin, "?source=omdb")["items"]

    assert (found["id"], found["source"], found["outcome"]) == (media_id, "omdb", "failed")
    assert found["nextAttemptAt"] == "2026-01-01T13:00:00Z"
    assert unmatched(admin)["items"] == []  # those that describe titles


@pytest.mark.parametrize(
    ("scope", "titles"), [({}, 2), ({"outcome": "failed"}, 1), ({"kind": "show"}, 0)]
)
def test_a_source_is_asked_again_by_scope(admin, db, scope, titles):
    fetched(db, make_title(db, "Unknown"), failure="not_there")
    fetched(db, make_title(db, "Broken"), failure="failed")
    fetched(db, make_title(db, "Known"))
    for state in ("not_found", "error", "matched"):
        asked(db, make_title(db, state), state)

    described = admin.post("/api/v1/admin/enrichment/tmdb/retry", json=scope)
    rated = admin.post("/api/v1/admin/enrichment/omdb/retry", json=scope)

    assert (described.status, described.json) == (202, {"titles": titles})
    assert rated.json == {"titles": titles}
    assert len(unmatched(admin)["items"]) == 2 - titles
    assert len(unmatched(admin, "?source=omdb")["items"]) == 2 - titles


def test_one_title_of_a_source_is_asked_for_again(admin, db):
    media_id = make_title(db, "Metropolis")
    asked(db, media_id, "not_found")

    accepted = admin.post(f"/api/v1/admin/enrichment/titles/{media_id}/retry?source=omdb")
    with db.read() as conn:
        tasks = conn.execute("SELECT task_name FROM procrastinate_jobs").fetchall()

    assert (accepted.status, accepted.json) == (202, {"queued": True})
    assert tasks == [("enrich_titles",)]
    assert unmatched(admin, "?source=omdb")["items"] == []


def test_coverage_is_counted_without_a_scan_of_all_titles(db):
    """Millions of them; PostgreSQL scans small tables anyway, so scans are made dear."""
    make_title(db, "Running", media_type="show")
    for number in range(100):
        make_title(db, f"Film {number}")
    statements = [
        (coverage.DESCRIBED_AND_PICTURED, {"since": NOW}),
        (coverage.ASKED, coverage.asked_for(SIDE_SOURCES["tvmaze"], since=NOW)),
    ]
    with db.transaction() as conn:
        # Or the plan depends on whether autovacuum has been here.
        conn.execute("ANALYZE media_items, media_external_ids, media_fetches, enrichment")
        conn.execute("SET LOCAL enable_seqscan = off")
        conn.execute("SET LOCAL enable_nestloop = off")  # a look-up for each of few is cheaper
        plans = [
            "\n".join(line for (line,) in conn.execute(f"EXPLAIN {statement}", values))
            for statement, values in statements
        ]

    assert "media_items_with_poster" in plans[0]
    assert "media_items_running_shows" in plans[1]
    assert not any("Seq Scan on media_items" in plan for plan in plans)
