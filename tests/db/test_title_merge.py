"""Merging two rows of one title keeps every reference to the removed row."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from psycopg.types.json import Jsonb

from chalicelib.metadata.store import title_merge
from chalicelib.metadata.store.title_merge import DROPPED, MOVED, MOVED_BY_FUNCTION
from tests.engagement import make_collection
from tests.titles import make_file, make_person, make_show, make_title
from tests.waiting import PATIENCE_S

THEN = datetime(2026, 1, 1, 12, tzinfo=UTC)

#: A row of each kind that refers to a title, or to an episode of it.
ROWS = {
    ("collection_items", "media_id"): """
        INSERT INTO collection_items (collection_id, media_id, rank)
        VALUES (%(collection)s, %(title)s, 1)
    """,
    ("collections", "cover_media_id"): """
        INSERT INTO collections (slug, name, strategy, cover_media_id)
        VALUES (gen_random_uuid()::text, 'With a cover', 'static', %(title)s)
    """,
    ("credits", "movie_id"): """
        INSERT INTO credits (person_id, movie_id, department, job)
        VALUES (1, %(title)s, 'Acting', '')
    """,
    ("credits", "show_id"): """
        INSERT INTO credits (person_id, show_id, department, job)
        VALUES (1, %(title)s, 'Acting', '')
    """,
    ("custom_genre_reviews", "media_id"): """
        INSERT INTO custom_genre_reviews (media_id, reviewed_at) VALUES (%(title)s, now())
    """,
    ("discover_section_items", "media_id"): """
        INSERT INTO discover_section_items (section_id, position, media_id)
        SELECT id, 900, %(title)s FROM discover_sections ORDER BY id LIMIT 1
    """,
    ("download_jobs", "media_id"): """
        INSERT INTO download_jobs (
            id, user_id, media_id, source_type, source, title, status, created_at, updated_at
        )
        VALUES (gen_random_uuid(), %(person)s, %(title)s, 'http', 'x', 'x', 'queued', now(), now())
    """,
    ("history_import_titles", "media_id"): """
        WITH import AS (
            INSERT INTO history_imports (
                id, user_id, file_name, size_bytes, time_zone, state, state_since, created_at
            )
            VALUES (gen_random_uuid(), %(person)s, 'x', 1, 'UTC', 'ready', now(), now())
            RETURNING id
        )
        INSERT INTO history_import_titles (import_id, number, title, ids, match, media_id)
        SELECT id, 0, 'x', '{}', 'name', %(title)s FROM import
    """,
    ("featured_items", "media_id"): """
        INSERT INTO featured_items (media_id, position, reason) VALUES (%(title)s, 1, 'x')
    """,
    ("free_sources", "media_id"): """
        INSERT INTO free_sources (
            media_id, position, kind, publisher, address, licence, licence_url
        )
        VALUES (%(title)s, 0, 'page', 'x', 'https://x', 'x', 'https://x')
    """,
    ("recommendation_dismissals", "media_id"): """
        INSERT INTO recommendation_dismissals (user_id, media_id, updated_at)
        VALUES (%(person)s, %(title)s, now())
    """,
    ("catch_up_plans", "media_id"): """
        INSERT INTO catch_up_plans (
            user_id, media_id, goal_season, goal_episode, weekdays, updated_at
        )
        VALUES (%(person)s, %(title)s, 2, 1, '{0}', now())
    """,
    ("shared_viewings", "media_id"): """
        INSERT INTO shared_viewings (id, user_id, media_id, started_at, expires_at)
        VALUES (gen_random_uuid(), %(person)s, %(title)s, now(), now() + interval '1 hour')
    """,
    ("taste_forgotten", "media_id"): """
        INSERT INTO taste_forgotten (user_id, media_id, updated_at)
        VALUES (%(person)s, %(title)s, now())
    """,
    ("library_items", "media_id"): """
        INSERT INTO library_items (id, media_id, absolute_path, file_name, match_state)
        VALUES (gen_random_uuid(), %(title)s, '/a', 'a', 'matched')
    """,
    ("library_items", "episode_id"): """
        INSERT INTO library_items (id, media_id, episode_id, absolute_path, file_name, match_state)
        VALUES (gen_random_uuid(), %(title)s, %(episode)s, '/b', 'b', 'matched')
    """,
    ("library_item_episodes", "episode_id"): """
        WITH item AS (
            INSERT INTO library_items (
                id, media_id, absolute_path, file_name, match_state
            )
            VALUES (gen_random_uuid(), %(title)s, gen_random_uuid()::text, 'c', 'matched')
            RETURNING id
        )
        INSERT INTO library_item_episodes (item_id, episode_id, position)
        SELECT id, %(episode)s, 2 FROM item
    """,
    ("media_alternate_titles", "media_id"): """
        INSERT INTO media_alternate_titles (media_id, title) VALUES (%(title)s, 'x')
    """,
    ("media_external_ids", "media_id"): """
        INSERT INTO media_external_ids (media_id, source, media_type, external_id)
        VALUES (%(title)s, 'tvdb', 'show', '77')
    """,
    ("library_titles", "media_id"): "SELECT",  # counted from the files
    ("title_matches", "media_id"): """
        INSERT INTO title_matches (media_id, facts, genre_ids, names, matched_at)
        VALUES (%(title)s, '{}', '{}', '[]', now())
    """,
    ("title_match_episodes", "episode_id"): """
        WITH matched AS (
            INSERT INTO title_matches (media_id, facts, genre_ids, names, matched_at)
            VALUES (%(title)s, '{}', '{}', '[]', now())
            ON CONFLICT (media_id) DO UPDATE SET matched_at = excluded.matched_at
            RETURNING media_id
        )
        INSERT INTO title_match_episodes (episode_id, media_id)
        SELECT %(episode)s, media_id FROM matched
    """,
    ("title_local_pictures", "media_id"): """
        INSERT INTO title_local_pictures (media_id, field, changed_at)
        VALUES (%(title)s, 'poster_url', now())
    """,
    ("enrichment", "media_id"): """
        INSERT INTO enrichment (media_id, source, kind, state)
        VALUES (%(title)s, 'omdb', 'movie', 'matched')
    """,
    ("media_fetches", "media_id"): """
        INSERT INTO media_fetches (media_id, requested_at) VALUES (%(title)s, now())
    """,
    ("media_genres", "media_id"): """
        INSERT INTO media_genres (media_id, genre_id) SELECT %(title)s, min(id) FROM genres
    """,
    ("media_links", "media_id"): """
        INSERT INTO media_links (media_id, kind, linked_id, position)
        VALUES (%(title)s, 'similar', %(neighbour)s, 1)
    """,
    ("media_links", "linked_id"): """
        INSERT INTO media_links (media_id, kind, linked_id, position)
        VALUES (%(neighbour)s, 'similar', %(title)s, 1)
    """,
    ("media_offers", "media_id"): """
        INSERT INTO media_offers (media_id, region, kind, provider_id, provider_name)
        VALUES (%(title)s, 'DE', 'rent', 1, 'x')
    """,
    ("media_ratings", "media_id"): """
        INSERT INTO media_ratings (media_id, source, value, best, checked_at)
        VALUES (%(title)s, 'tmdb', 7, 10, now())
    """,
    ("media_keywords", "media_id"): """
        WITH made AS (
            INSERT INTO keywords (name) VALUES ('heist')
            ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id
        )
        INSERT INTO media_keywords (media_id, keyword_id) SELECT %(title)s, id FROM made
    """,
    ("title_locks", "media_id"): """
        INSERT INTO title_locks (media_id, field, before, set_at)
        VALUES (%(title)s, 'overview', '""', now())
    """,
    ("media_releases", "media_id"): """
        INSERT INTO media_releases (media_id, region, kind, released_on)
        VALUES (%(title)s, 'DE', 'cinema', '2020-01-01')
    """,
    ("media_scores", "media_id"): "SELECT",  # every title has one
    ("media_translations", "media_id"): """
        INSERT INTO media_translations (media_id, language, fetched_at)
        VALUES (%(title)s, 'de', now())
    """,
    ("media_videos", "media_id"): """
        INSERT INTO media_videos (media_id, site, key, kind, name)
        VALUES (%(title)s, 'YouTube', 'k', 'Trailer', 'x')
    """,
    ("merged_episodes", "episode_id"): """
        INSERT INTO merged_episodes (old_id, episode_id) VALUES (123456, %(episode)s)
    """,
    ("merged_titles", "media_id"): """
        INSERT INTO merged_titles (old_id, media_id) VALUES (123456, %(title)s)
    """,
    ("search_names", "media_id"): "SELECT",  # every title has some
    ("show_seasons", "media_id"): "SELECT",  # that of the episode
    ("title_views", "media_id"): """
        INSERT INTO title_views (media_id, source, viewed_at) VALUES (%(title)s, '', now())
    """,
    ("titles_made_by_hand", "media_id"): """
        INSERT INTO titles_made_by_hand (media_id) VALUES (%(title)s)
    """,
    ("user_games", "media_id"): """
        INSERT INTO user_games (user_id, media_id, status, moved_at, active_at)
        VALUES (%(person)s, %(title)s, 'playing', now(), now())
    """,
    ("user_playthroughs", "media_id"): """
        INSERT INTO user_playthroughs (user_id, media_id, created_at)
        VALUES (%(person)s, %(title)s, now())
    """,
    ("user_plays", "media_id"): """
        INSERT INTO user_plays (user_id, media_id, watched_at, precision, source, created_at)
        VALUES (%(person)s, %(title)s, now(), 'moment', 'hand', now())
    """,
    ("user_plays", "episode_id"): """
        INSERT INTO user_plays (
            user_id, media_id, episode_id, watched_at, precision, source, created_at
        )
        VALUES (%(person)s, %(title)s, %(episode)s, now(), 'moment', 'hand', now())
    """,
    ("user_progress", "media_id"): """
        INSERT INTO user_progress (
            user_id, media_id, position_seconds, duration_seconds, updated_at
        )
        VALUES (%(person)s, %(title)s, 1, 9, now())
    """,
    ("user_progress", "episode_id"): """
        INSERT INTO user_progress (
            user_id, media_id, episode_id, position_seconds, duration_seconds, updated_at
        )
        VALUES (%(person)s, %(title)s, %(episode)s, 1, 9, now())
    """,
    ("user_statuses", "media_id"): """
        INSERT INTO user_statuses (user_id, media_id, status, updated_at)
        VALUES (%(person)s, %(title)s, 'planned', now())
    """,
    ("user_notes", "media_id"): """
        INSERT INTO user_notes (user_id, media_id, note, note_at, updated_at)
        VALUES (%(person)s, %(title)s, 'x', now(), now())
    """,
    ("user_track_choices", "media_id"): """
        INSERT INTO user_track_choices (user_id, media_id, audio_language)
        VALUES (%(person)s, %(title)s, 'ja')
    """,
    ("user_title_moves", "media_id"): """
        INSERT INTO user_title_moves (user_id, media_id, kind, value, at)
        VALUES (%(person)s, %(title)s, 'status', 'watching', now())
    """,
    ("user_title_moves", "episode_id"): """
        INSERT INTO user_title_moves (user_id, media_id, episode_id, kind, value, at)
        VALUES (%(person)s, %(title)s, %(episode)s, 'rating', '8.0', now())
    """,
    ("user_game_timers", "media_id"): """
        INSERT INTO user_game_timers (user_id, media_id, started_at)
        VALUES (%(person)s, %(title)s, now())
    """,
    ("user_tags", "media_id"): """
        INSERT INTO user_tags (user_id, media_id, name, added_at)
        VALUES (%(person)s, %(title)s, 'x', now())
    """,
    ("user_favorites", "media_id"): """
        INSERT INTO user_favorites (user_id, media_id, updated_at)
        VALUES (%(person)s, %(title)s, now())
    """,
    ("user_follows", "media_id"): """
        INSERT INTO user_follows (user_id, media_id, state, updated_at)
        VALUES (%(person)s, %(title)s, 'mute', now())
    """,
    ("user_wanted", "media_id"): """
        INSERT INTO user_wanted (user_id, media_id, source, added_at)
        VALUES (%(person)s, %(title)s, 'hand', now())
    """,
    ("user_wanted", "episode_id"): """
        INSERT INTO user_wanted (user_id, media_id, episode_id, source, added_at)
        VALUES (%(person)s, %(title)s, %(episode)s, 'hand', now())
    """,
    ("user_wanted_upcoming", "media_id"): """
        INSERT INTO user_wanted_upcoming (user_id, media_id, since, added_at)
        VALUES (%(person)s, %(title)s, '2026-01-01', now())
    """,
    ("user_ratings", "media_id"): """
        INSERT INTO user_ratings (user_id, media_id, season_number, rating, updated_at)
        VALUES (%(person)s, %(title)s, 1, 9.5, now())
    """,
    ("user_ratings", "episode_id"): """
        INSERT INTO user_ratings (user_id, media_id, episode_id, rating, updated_at)
        VALUES (%(person)s, %(title)s, %(episode)s, 9.5, now())
    """,
    ("user_watch_later", "media_id"): """
        INSERT INTO user_watch_later (user_id, media_id, updated_at)
        VALUES (%(person)s, %(title)s, now())
    """,
    ("user_watched", "media_id"): """
        INSERT INTO user_watched (user_id, media_id, watched_at, updated_at)
        VALUES (%(person)s, %(title)s, now(), now())
    """,
    ("user_watched", "episode_id"): """
        INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)
        VALUES (%(person)s, %(title)s, %(episode)s, now(), now())
    """,
}


def merge(db, stays, goes):
    with db.transaction() as conn:
        title_merge.merge(conn, kept=stays, removed=goes)


def rows(db, statement, *values):
    with db.read() as conn:
        return conn.execute(statement, values).fetchall()


def run(db, statement, *values):
    with db.read() as conn:
        conn.execute(statement, values)


@pytest.fixture
def person(db):
    return make_person(db)


@pytest.fixture
def given(db, person):
    """A show that goes, with an episode only it has, and whatever else the rows refer to."""
    goes = make_show(db, "Pioneer One", seasons=(1,))
    run(db, "INSERT INTO people (id, name) VALUES (1, 'Rosa')")
    run(db, "INSERT INTO genres (slug, name) VALUES ('war', 'War') ON CONFLICT DO NOTHING")
    run(
        db,
        "INSERT INTO discover_sections (slug, title, position, refreshed_at)"
        " VALUES ('one', 'One', 900, now())",
    )
    return {
        "title": goes.id,
        "episode": goes.episodes[0],
        "person": person,
        "neighbour": make_title(db),
        "collection": make_collection(db, "chosen", strategy="static"),
    }


def test_every_reference_is_tried_below():
    assert set(ROWS) == {*MOVED, *MOVED_BY_FUNCTION, *DROPPED}


@pytest.mark.parametrize("where", sorted({*ROWS} - DROPPED), ids=".".join)
def test_references_to_the_removed_title_move_to_the_kept_one(db, given, where):
    table, column = where
    with db.read() as conn:
        conn.execute(ROWS[where], given)
    before = rows(db, f"SELECT count(*) FROM {table}")  # noqa: S608  # a name of ours
    stays = make_title(db, "Pioneer One", media_type="show")

    merge(db, stays, given["title"])

    target = given["episode"] if column == "episode_id" else stays
    found = rows(db, f"SELECT count(*) FROM {table} WHERE {column} = %s", target)  # noqa: S608
    assert found == [(2 if table == "merged_titles" else 1,)]  # it is noted itself
    if where != ("media_scores", "media_id"):
        assert rows(db, f"SELECT count(*) FROM {table}")[0] >= before[0]  # noqa: S608
    assert rows(db, "SELECT FROM media_items WHERE id = %s", given["title"]) == []


@pytest.mark.parametrize("where", sorted({*ROWS} - DROPPED), ids=".".join)
def test_rows_of_both_titles_are_stored_once(db, given, where):
    table, column = where
    stays = make_show(db, "Pioneer One", seasons=(1,))
    neither = {("media_external_ids", "media_id"), ("library_items", "media_id")}
    neither |= {("library_items", "episode_id"), ("merged_titles", "media_id")}
    neither |= {("merged_episodes", "episode_id"), ("shared_viewings", "media_id")}
    with db.read() as conn:
        conn.execute(ROWS[where], given)
        if where not in neither and where != ("discover_section_items", "media_id"):
            theirs = given | {"title": stays.id, "episode": stays.episodes[0]}
            conn.execute(ROWS[where], theirs)

    merge(db, stays.id, given["title"])

    is_both = table in {
        *("download_jobs", "title_views", "merged_episodes", "merged_titles", "user_plays"),
        "user_playthroughs",
        "user_title_moves",
        "library_item_episodes",
        "history_import_titles",
        "collections",  # their covers
    }
    target = stays.episodes[0] if column == "episode_id" else stays.id
    found = rows(db, f"SELECT count(*) FROM {table} WHERE {column} = %s", target)  # noqa: S608
    assert found == [(2 if is_both else 1,)]


def lock(db, media_id, field, before):
    run(
        db,
        "INSERT INTO title_locks (media_id, field, before, set_at) VALUES (%s, %s, %s, now())",
        *(media_id, field, Jsonb(before)),
    )


def test_what_a_person_set_on_the_removed_title_is_kept_with_a_way_back(db):
    stays = make_title(db, "Theirs", year=1927, genres=["Drama"], release_date=date(1927, 1, 10))
    goes = make_title(db, "Ours", year=2010, genres=["Horror"], release_date=date(2010, 2, 12))
    for field in ("title", "release_date", "genres"):
        lock(db, goes, field, "what another source said")

    merge(db, stays, goes)

    assert rows(db, "SELECT title, year, release_date FROM media_items") == [
        ("Ours", 2010, date(2010, 2, 12))
    ]
    assert rows(db, "SELECT year, released_on FROM media_scores") == [(2010, date(2010, 2, 12))]
    assert rows(db, "SELECT g.name FROM media_genres JOIN genres AS g ON g.id = genre_id") == [
        ("Horror",)
    ]
    assert rows(db, "SELECT media_id, field, before FROM title_locks ORDER BY field") == [
        (stays, "genres", ["Drama"]),
        (stays, "release_date", "1927-01-10"),
        (stays, "title", "Theirs"),
    ]


def test_what_a_person_set_on_the_kept_title_comes_before(db):
    stays, goes = make_title(db, "Kept", genres=["Drama"]), make_title(db, "Removed")
    for media_id, before in ((stays, "Of one source"), (goes, "Of another")):
        lock(db, media_id, "title", before)

    merge(db, stays, goes)

    assert rows(db, "SELECT title FROM media_items") == [("Kept",)]
    assert rows(db, "SELECT media_id, before FROM title_locks") == [(stays, "Of one source")]


def test_what_the_merging_transaction_moved_of_other_titles_is_kept(db, person):
    stays, goes, other = make_title(db), make_title(db), make_title(db)

    with db.transaction() as conn:
        conn.execute(ROWS["user_statuses", "media_id"], {"person": person, "title": other})
        title_merge.merge(conn, kept=stays, removed=goes)

    assert rows(db, "SELECT media_id, value FROM user_title_moves") == [(other, "planned")]


def test_the_earlier_watched_time_is_kept(db, person):
    stays, goes = make_title(db), make_title(db)
    for media_id, at in ((stays, THEN), (goes, THEN - timedelta(days=9))):
        run(
            db,
            "INSERT INTO user_watched (user_id, media_id, watched_at, updated_at)"
            " VALUES (%s, %s, %s, %s)",
            *(person, media_id, at, at),
        )

    merge(db, stays, goes)

    watched = rows(db, "SELECT media_id, watched_at FROM user_watched")
    assert watched == [(stays, THEN - timedelta(days=9))]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ((10, 100, None), (90, 100, None), (90, 100)),
        ((90, 100, None), (10, 100, None), (90, 100)),
        ((50, 100, None), (60, 200, None), (50, 100)),  # half is more than three tenths
        ((0, 100, THEN), (90, 100, None), (0, 100)),  # seen to the end, and begun again
        ((90, 100, None), (0, 100, THEN), (0, 100)),
    ],
)
def test_the_further_position_is_kept(db, person, ours, theirs, expected):
    stays, goes = make_title(db), make_title(db)
    for media_id, (position, duration, completed_at) in ((stays, ours), (goes, theirs)):
        run(
            db,
            "INSERT INTO user_progress (user_id, media_id, position_seconds, duration_seconds,"
            " completed_at, updated_at) VALUES (%s, %s, %s, %s, %s, now())",
            *(person, media_id, position, duration, completed_at),
        )

    merge(db, stays, goes)

    progress = rows(db, "SELECT media_id, position_seconds, duration_seconds FROM user_progress")
    assert progress == [(stays, *expected)]


def test_episodes_are_matched_by_number(db, person):
    stays = make_show(db, seasons=(2,))
    goes = make_show(db, seasons=(3, 1))
    for episode in goes.episodes:
        make_file(db, goes.id, episode)
        run(
            db,
            "INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)"
            " VALUES (%s, %s, %s, now(), now())",
            *(person, goes.id, episode),
        )

    merge(db, stays.id, goes.id)

    numbers = rows(
        db,
        "SELECT season_number, episode_number, id FROM show_episodes WHERE media_id = %s"
        " ORDER BY 1, 2",
        stays.id,
    )
    only_theirs = goes.episodes[2:]
    assert numbers == [
        (1, 1, stays.episodes[0]),
        (1, 2, stays.episodes[1]),
        (1, 3, only_theirs[0]),
        (2, 1, only_theirs[1]),
    ]
    ids = {(one,) for _, _, one in numbers}
    for table in ("library_items", "user_watched"):
        assert set(rows(db, f"SELECT episode_id FROM {table}")) == ids  # noqa: S608
        assert rows(db, f"SELECT DISTINCT media_id FROM {table}") == [(stays.id,)]  # noqa: S608


def test_facts_only_of_the_removed_title_are_kept(db):
    stays, goes = make_title(db, "Metropolis"), make_title(db, "Other", runtime_minutes=153)
    run(
        db,
        "UPDATE media_items SET slug = 'metropolis', license = 'CC0', poster_url = '/p.svg',"
        " overview = 'Theirs.' WHERE id = %s",
        goes,
    )
    run(db, "UPDATE media_items SET overview = 'Ours.' WHERE id = %s", stays)

    merge(db, stays, goes)

    assert rows(
        db, "SELECT title, slug, license, poster_url, overview, runtime_minutes FROM media_items"
    ) == [("Metropolis", "metropolis", "CC0", "/p.svg", "Ours.", 153)]


def test_every_column_is_taken_over(db):
    """A column that a later migration adds is thought of too."""
    own = {"id", "media_type", "title", "created_at", "updated_at"}
    computed = {"poster_placeholder", "backdrop_placeholder"}  # of the picture, by the worker
    columns = {
        name
        for (name,) in rows(
            db,
            "SELECT column_name::text FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = 'media_items'",
        )
    }

    assert columns - own - computed == set(title_merge.FACTS)


def test_a_concurrent_reference_is_not_lost(db, person):
    stays, goes = make_title(db), make_title(db)
    waiting = """
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
    """

    with ThreadPoolExecutor(1) as pool:
        with db.transaction() as conn:
            conn.execute(
                "INSERT INTO user_watched (user_id, media_id, watched_at, updated_at)"
                " VALUES (%s, %s, now(), now())",
                [person, goes],
            )
            ends = pool.submit(merge, db, stays, goes)
            deadline = time.monotonic() + PATIENCE_S
            while not rows(db, waiting):
                assert time.monotonic() < deadline, "no transaction waits"
        ends.result(PATIENCE_S)

    assert rows(db, "SELECT media_id FROM user_watched") == [(stays,)]


def test_a_title_is_not_related_to_itself(db):
    stays, goes = make_title(db), make_title(db)
    for one, other in ((stays, goes), (goes, stays)):
        run(
            db,
            "INSERT INTO media_links (media_id, kind, linked_id, position)"
            " VALUES (%s, 'similar', %s, 1)",
            *(one, other),
        )

    merge(db, stays, goes)

    assert rows(db, "SELECT * FROM media_links") == []
    assert rows(db, "SELECT old_id, media_id FROM merged_titles") == [(goes, stays)]
