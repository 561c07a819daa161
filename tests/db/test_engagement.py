"""Visit counters: the same tests for both stores."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from moto import mock_aws
from pydantic import SecretStr

from chalicelib.engagement.models import ViewCount, window
from chalicelib.engagement.service import EngagementService
from chalicelib.engagement.store.dynamo import DynamoVisitCounter
from chalicelib.engagement.store.postgres import PostgresVisitCounter
from chalicelib.platform.db import Database
from chalicelib.platform.errors import Unavailable
from tests.engagement import REGION, TABLE, Table, leaving_out, make_collection, requests_of
from tests.titles import make_title

NOW = datetime(2026, 1, 20, 12, tzinfo=UTC)
ROSA = UUID(int=1)
EMIL = UUID(int=2)
SECRET = SecretStr("a secret of the tests, long enough for everyone")


@pytest.fixture
def now():
    return Now()


class Now:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def later(self, **how_much: float) -> None:
        self.at += timedelta(**how_much)


@pytest.fixture(scope="module")
def dynamo_db():
    with mock_aws():
        yield Table()


@pytest.fixture
def dynamo(dynamo_db):
    with dynamo_db.made():
        yield dynamo_db.counter


@pytest.fixture(params=["postgres", "dynamodb"])
def counter(request, db):
    return (
        PostgresVisitCounter(db)
        if request.param == "postgres"
        else request.getfixturevalue("dynamo")
    )


@pytest.fixture
def engagement(db, counter, now) -> EngagementService:
    return EngagementService(db, counter, now, SECRET)


@pytest.fixture
def titles(db) -> list[int]:
    return [make_title(db, name) for name in ("Metropolis", "Faust", "Destiny")]


def test_visits_are_counted_by_title(engagement, titles):
    engagement.view(ROSA, titles[0])
    engagement.view(EMIL, titles[0])
    engagement.view(ROSA, titles[1])

    assert engagement.counts(titles) == {titles[0]: 2, titles[1]: 1}


def test_only_the_requested_titles_are_counted(engagement, titles):
    for title in titles:
        engagement.view(ROSA, title)

    assert engagement.counts(titles[:1]) == {titles[0]: 1}
    assert engagement.counts([]) == {}


def test_the_same_person_counts_once_an_hour_for_a_title(engagement, titles, now):
    for _ in range(5):
        engagement.view(ROSA, titles[0])
    now.later(minutes=59)
    engagement.view(ROSA, titles[0])
    assert engagement.counts(titles) == {titles[0]: 1}

    now.later(minutes=1)
    engagement.view(ROSA, titles[0])

    assert engagement.counts(titles) == {titles[0]: 2}


def test_visits_through_two_processes_count_once(db, counter, titles, now):
    for _ in range(2):
        EngagementService(db, counter, now, SECRET).view(ROSA, titles[0])

    assert EngagementService(db, counter, now, SECRET).counts(titles) == {titles[0]: 1}


class Witness:
    """A counter that records its calls, and fails at first."""

    def __init__(self, failures=0):
        self.asked = 0
        self.failures = failures

    def view(self, **_):
        self.asked += 1
        if self.asked <= self.failures:
            raise Unavailable("The database does not answer.")
        return True


@pytest.mark.parametrize(("failures", "asked"), [(0, 1), (2, 3)])
def test_a_counted_visit_is_not_written_again(db, now, failures, asked):
    witness = Witness(failures)
    engagement = EngagementService(db, witness, now, SECRET)

    for _ in range(5):
        engagement.view(ROSA, 7)

    assert witness.asked == asked


def test_anonymous_visitors_of_one_address_count_once(engagement, titles):
    for _ in range(3):
        engagement.view("192.0.2.7", titles[0])
    engagement.view("192.0.2.8", titles[0])
    for last in range(3):  # addresses of one IPv6 network
        engagement.view(f"2001:db8:7:7::{last}", titles[0])
    engagement.view("2001:db8:7:8::1", titles[0])

    assert engagement.counts(titles) == {titles[0]: 4}


def test_a_user_and_an_anonymous_visitor_of_one_address_count_separately(engagement, titles):
    engagement.view(ROSA, titles[0])
    engagement.view("192.0.2.7", titles[0])

    assert engagement.counts(titles) == {titles[0]: 2}


def test_the_window_is_today_and_the_six_days_before(engagement, titles, now):
    now.at = datetime(2026, 1, 13, 23, 59, tzinfo=UTC)
    engagement.view(ROSA, titles[0])  # a minute too early
    now.later(minutes=1)
    engagement.view(ROSA, titles[1])
    now.at = NOW
    engagement.view(ROSA, titles[2])

    assert engagement.counts(titles) == {titles[1]: 1, titles[2]: 1}
    assert engagement.counts(titles, days=1) == {titles[2]: 1}
    assert engagement.counts(titles, days=8) == dict.fromkeys(titles, 1)


def test_most_visited_titles_come_first_then_the_lower_id(engagement, titles):
    for person, title in [(ROSA, 2), (EMIL, 2), (ROSA, 1), (ROSA, 0)]:
        engagement.view(person, titles[title])

    assert engagement.top(limit=10) == [
        ViewCount(titles[2], 2),
        ViewCount(titles[0], 1),
        ViewCount(titles[1], 1),
    ]
    assert engagement.top(limit=1) == [ViewCount(titles[2], 2)]


def test_without_visits_the_list_is_empty(engagement):
    assert engagement.top() == []
    assert engagement.cleanup().collections == 0


def test_opening_a_collection_counts_once_an_hour(db, engagement, counter, now):
    collection = make_collection(db)
    for _ in range(3):
        engagement.click(ROSA, collection)
    engagement.click(EMIL, collection)

    assert counter.clicks(window(now())) == {collection: 2}


def test_a_title_reached_from_a_collection_counts_for_both(db, engagement, counter, titles, now):
    collection = make_collection(db, "silent-era")
    engagement.click(ROSA, collection)
    engagement.view(ROSA, titles[0], "collection-silent-era")
    engagement.view(ROSA, titles[1], "collection-silent-era")
    engagement.view(ROSA, titles[1], "collection-silent-era")

    assert engagement.counts(titles) == {titles[0]: 1, titles[1]: 1}
    assert counter.clicks(window(now())) == {collection: 3}


def test_a_hidden_collection_counts_no_visits(db, engagement, counter, titles, now):
    make_collection(db, "gone", active=False)
    engagement.view(ROSA, titles[0], "collection-gone")
    engagement.view(ROSA, titles[0], "collection-never-was")

    assert engagement.counts(titles) == {titles[0]: 1}
    assert counter.clicks(window(now())) == {}


@pytest.mark.parametrize("source", [None, "", "x" * 101, "<script>", "two words", "Ünder", "a\n"])
def test_an_invalid_source_is_dropped(db, engagement, counter, titles, source):
    engagement.view(ROSA, titles[0], source)

    assert engagement.counts(titles) == {titles[0]: 1}
    assert stored_source(db, counter, titles[0]) == ""


def test_the_source_is_stored_with_the_visit(db, engagement, counter, titles):
    engagement.view(ROSA, titles[0], "search")

    assert stored_source(db, counter, titles[0]) == "search"


def stored_source(db, counter, media_id) -> str:
    if isinstance(counter, PostgresVisitCounter):
        with db.read() as conn:
            return conn.execute(
                "SELECT source FROM title_views WHERE media_id = %s", [media_id]
            ).fetchone()[0]
    (visit,) = (each for each in counter.items.scan() if each.of == media_id)
    return visit.source or ""


def test_stored_visits_do_not_identify_users(db, engagement, counter, titles):
    engagement.view(ROSA, titles[0])
    engagement.view("192.0.2.7", titles[0])

    if isinstance(counter, PostgresVisitCounter):
        with db.read() as conn:
            kept = conn.execute("SELECT v::text FROM title_views AS v").fetchall()
    else:
        kept = [each.serialize() for each in counter.items.scan()]
    assert len(kept) >= 2
    assert str(ROSA) not in str(kept)
    assert "192.0.2.7" not in str(kept)


def test_the_daily_clean_up_orders_the_collections(db, engagement, now):
    often, seldom, formerly = (
        make_collection(db, slug, engagement=count)
        for slug, count in [("often", 0), ("seldom", 9), ("formerly", 5)]
    )
    for person in (ROSA, EMIL):
        engagement.click(person, often)
    engagement.click(ROSA, seldom)

    first, second = engagement.cleanup(), engagement.cleanup()

    assert engagement_counts(db) == {often: 2, seldom: 1, formerly: 0}
    assert (first.collections, second.collections) == (3, 0)


def test_visits_older_than_the_window_do_not_count(db, engagement, now):
    collection = make_collection(db)
    engagement.click(ROSA, collection)
    engagement.cleanup()
    assert engagement_counts(db) == {collection: 1}

    now.later(days=7)
    engagement.cleanup()

    assert engagement_counts(db) == {collection: 0}


def engagement_counts(db) -> dict[int, float]:
    with db.read() as conn:
        return dict(conn.execute("SELECT id, engagement_count FROM collections").fetchall())


def test_visits_older_than_a_week_are_deleted(db, now, titles):
    engagement = EngagementService(db, PostgresVisitCounter(db), now, SECRET)
    collection = make_collection(db)
    engagement.view(ROSA, titles[0], "collection-silent-era")
    now.later(days=7, seconds=1)
    engagement.view(ROSA, titles[1])
    engagement.click(ROSA, collection)

    assert engagement.cleanup().deleted == 2
    with db.read() as conn:
        assert conn.execute("SELECT media_id FROM title_views").fetchall() == [(titles[1],)]
        assert conn.execute("SELECT count(*) FROM collection_clicks").fetchone() == (1,)


def test_a_visit_of_a_deleted_title_is_dropped(db, now):
    engagement = EngagementService(db, PostgresVisitCounter(db), now, SECRET)
    engagement.view(ROSA, 404)
    engagement.click(ROSA, 404)

    assert engagement.top() == []


def test_an_unavailable_database_fails_only_the_clean_up(now, caplog):
    caplog.set_level("INFO", "chalicelib")
    away = Database("postgresql://seen@127.0.0.1:9/seen?connect_timeout=1")
    engagement = EngagementService(away, PostgresVisitCounter(away), now, SECRET)
    try:
        engagement.view(ROSA, 1)
        assert "engagement not counted" in caplog.text
        with pytest.raises(Unavailable):
            engagement.cleanup()
    finally:
        away.close()


class TestDynamoDB:
    """What only DynamoDB has to do."""

    def test_items_expire_after_eight_days(self, db, dynamo, now):
        EngagementService(db, dynamo, now, SECRET).view(ROSA, 7, "search")

        midnight = datetime(2026, 1, 20, tzinfo=UTC)
        ends = {each.bucket.partition("!")[0]: each.expires_at for each in dynamo.items.scan()}
        assert ends == {
            "views": NOW + timedelta(days=8),
            "views#2026-01-20": midnight + timedelta(days=8),
        }

    def test_a_page_of_titles_and_a_busy_day_need_several_requests(self, db, dynamo, now):
        engagement = EngagementService(db, dynamo, now, SECRET)
        for title in range(1, 41):
            engagement.view(ROSA, title)

        assert engagement.counts(range(1, 41)) == dict.fromkeys(range(1, 41), 1)
        assert len(engagement.top(limit=100)) == 40

    def test_reads_are_batched_by_a_hundred_keys(self, db, dynamo, now):
        engagement = EngagementService(db, dynamo, now, SECRET)
        engagement.view(ROSA, 40)
        asked = requests_of(dynamo)

        assert engagement.counts(range(1, 41)) == {40: 1}
        assert asked == ["BatchGetItem"] * 3  # forty titles on seven days

    def test_unprocessed_keys_are_requested_again(self, db, dynamo, now):
        engagement = EngagementService(db, dynamo, now, SECRET)
        for title in range(1, 11):
            engagement.view(ROSA, title)
        asked = requests_of(dynamo)

        with leaving_out(dynamo, most=2):
            counted = engagement.counts(range(1, 11))

        assert counted == dict.fromkeys(range(1, 11), 1)
        assert asked == ["BatchGetItem"] * 3

    @pytest.mark.usefixtures("dynamo")
    def test_unprocessed_keys_are_requested_a_limited_number_of_times(self, db, now):
        counter = DynamoVisitCounter(TABLE, REGION)
        engagement = EngagementService(db, counter, now, SECRET)
        engagement.view(ROSA, 1)
        asked = requests_of(counter)

        with leaving_out(counter, most=1000):
            assert engagement.counts([1]) == {}

        assert asked == ["BatchGetItem"] * 5

    def test_a_failing_table_is_not_used_for_a_while(self, db, dynamo_db, now, caplog):
        elapsed = [0.0]
        broken = DynamoVisitCounter("no-such-table", REGION, lambda: elapsed[0])
        engagement = EngagementService(db, broken, now, SECRET)
        asked = requests_of(broken)

        for title in range(1, 6):
            engagement.view(ROSA, title)
        assert len(asked) == 1
        said = [each for each in caplog.records if each.msg == "DynamoDB does not answer"]
        assert [each.reason for each in said] == ["ResourceNotFoundException"]
        with pytest.raises(Unavailable):
            engagement.cleanup()

        elapsed[0] = 31.0
        engagement.view(ROSA, 1)
        assert len(asked) == 2

    def test_the_template_grants_every_operation_that_is_used(self, db, dynamo, now):
        policy = json.loads((Path(__file__).parents[2] / ".chalice/policy-prod.json").read_text())
        (allowed,) = (
            statement["Action"]
            for statement in policy["Statement"]
            if ":table/" in statement["Resource"]
        )
        engagement = EngagementService(db, dynamo, now, SECRET)
        asked = requests_of(dynamo)

        engagement.view(ROSA, 1)
        engagement.click(ROSA, 1)
        engagement.counts([1])
        engagement.top()
        engagement.cleanup()

        assert {f"dynamodb:{name}" for name in asked} == set(allowed)


def test_a_window_ends_today():
    assert window(datetime(2026, 3, 2, 23, 59, tzinfo=UTC), 3) == [
        date(2026, 2, 28),
        date(2026, 3, 1),
        date(2026, 3, 2),
    ]
