"""Titles and episodes with a history, a file or another source stay, whatever IMDb removes."""

import psycopg
import pytest

from chalicelib.catalog.store import search_index
from tests.databases import database_copy
from tests.imdb import ImdbHome, episode, rating, title, write_files
from tests.titles import make_file, make_person
from worker.imdb import crash_points

SHOW, FILM = 1_000_000_020, 1_000_000_010
PILOT, SECOND, THIRD = 10_000_000_021, 10_000_000_022, 10_000_000_023
BASICS = [
    title(10, "Metropolis"),
    title(20, "The Office", kind="tvSeries", year="2005"),
    title(21, "Pilot", kind="tvEpisode"),
    title(22, "Diversity Day", kind="tvEpisode"),
    title(23, "Health Care", kind="tvEpisode"),
    title(30, "Chernobyl", kind="tvMiniSeries"),
    # A file that loses more than a tenth of its lines is refused.
    *(title(number, "Short", kind="short") for number in range(1000, 1040)),
]
EPISODES = [
    episode(21, 20, 1, 1),
    episode(22, 20, 1, 2),
    episode(23, 20, 2, 1),
    *(episode(number, 98, 1, number) for number in range(2000, 2040)),
]
RATINGS = [rating(number, 5.0, 10) for number in (10, 20, *range(1000, 1040))]
A_FILM = [title(20, "The Office", kind="movie") if "tt0000020" in it else it for it in BASICS]
GONE = [it for it in BASICS if "tt0000020" not in it]

FULL_AND_PARTIAL = pytest.mark.parametrize("is_forced", [True, False], ids=["full", "partial"])


@pytest.fixture(scope="module")
def first_import(first_imports):
    return first_imports.of(BASICS, EPISODES, RATINGS)


@pytest.fixture
def database_url(postgres, first_import):
    with database_copy(postgres, first_import.database) as url:
        yield url


@pytest.fixture
def home(database_url, first_import, clock, tmp_path) -> ImdbHome:
    return first_import.home(database_url, clock, tmp_path / "imdb")


@pytest.fixture
def first(first_import):
    return first_import.files


def rows(db, query: str, *values):
    with db.read() as conn:
        return conn.execute(query, values).fetchall()


def watch(dsn: str, person, media_id: int, episode_id: int | None) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(
            "INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)"
            " VALUES (%s, %s, %s, now(), now())",
            [person, media_id, episode_id],
        )


def begin(dsn: str, person, media_id: int, episode_id: int | None) -> None:
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(
            "INSERT INTO user_progress (user_id, media_id, episode_id, position_seconds,"
            " duration_seconds, updated_at) VALUES (%s, %s, %s, 60, 1200, now())",
            [person, media_id, episode_id],
        )


def invent_episode(dsn: str, media_id: int, season: int, number: int) -> int:
    """One that a provider knows and IMDb does not."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(
            "INSERT INTO show_seasons (id, media_id, season_number) VALUES (%s, %s, %s)"
            " ON CONFLICT (media_id, season_number) DO NOTHING",
            [media_id * 100_000 + season, media_id, season],
        )
        return conn.execute(
            "INSERT INTO show_episodes (media_id, season_number, episode_number, title)"
            " VALUES (%s, %s, %s, 'A Special') RETURNING id",
            [media_id, season, number],
        ).fetchone()[0]


@FULL_AND_PARTIAL
@pytest.mark.parametrize("basics", [A_FILM, GONE], ids=["a film now", "gone"])
def test_user_data_of_a_show_that_became_a_movie_are_kept(
    basics, is_forced, home, db, first, tmp_path
):
    person = make_person(db)
    special = invent_episode(home.dsn, SHOW, 0, 1)
    watch(home.dsn, person, SHOW, PILOT)
    begin(home.dsn, person, SHOW, special)
    item = make_file(db, SHOW, THIRD)
    second = write_files(tmp_path / "second", basics, EPISODES, RATINGS)
    outcomes = [home.sync(second, is_forced=is_forced)]
    outcomes += [home.sync(second, is_forced=True) for _ in range(2)]

    assert [outcome.state for outcome in outcomes] == ["completed"] * 3
    assert rows(db, "SELECT media_id, episode_id FROM user_watched") == [(SHOW, PILOT)]
    assert rows(db, "SELECT media_id, episode_id FROM user_progress") == [(SHOW, special)]
    assert rows(db, "SELECT id, media_id, episode_id FROM library_items") == [(item, SHOW, THIRD)]
    assert rows(
        db,
        "SELECT e.id, e.season_number, e.episode_number FROM show_episodes AS e"
        " JOIN show_seasons USING (media_id, season_number) WHERE media_id = %s ORDER BY e.id",
        SHOW,
    ) == [(special, 0, 1), (PILOT, 1, 1), (THIRD, 2, 1)]


def test_a_retained_season_keeps_its_metadata(home, db, first, tmp_path):
    watch(home.dsn, make_person(db), SHOW, PILOT)
    with db.read() as conn:
        conn.execute(
            "UPDATE show_seasons SET overview = 'It begins.' WHERE media_id = %s"
            " AND season_number = 1",
            [SHOW],
        )
    home.sync(write_files(tmp_path / "second", A_FILM, EPISODES, RATINGS), is_forced=True)

    assert rows(
        db,
        "SELECT id, season_number, overview FROM show_seasons WHERE media_id = %s",
        SHOW,
    ) == [(SHOW * 100_000 + 1, 1, "It begins.")]


def test_missing_seasons_are_restored(home, db, first):
    watch(home.dsn, make_person(db), SHOW, PILOT)
    with db.transaction() as conn:
        conn.execute("ALTER TABLE show_episodes DROP CONSTRAINT show_episodes_of_season")
        conn.execute("DELETE FROM show_seasons WHERE media_id = %s AND season_number = 1", [SHOW])
        conn.execute(
            "ALTER TABLE show_episodes ADD CONSTRAINT show_episodes_of_season"
            " FOREIGN KEY (media_id, season_number)"
            " REFERENCES show_seasons (media_id, season_number)"
            " ON UPDATE CASCADE ON DELETE CASCADE NOT VALID"
        )
    outcome = home.sync()

    assert outcome.state == "unchanged"
    assert rows(db, "SELECT count(*) FROM user_watched") == [(1,)]
    assert rows(
        db, "SELECT id, season_number FROM show_seasons WHERE media_id = %s ORDER BY id", SHOW
    ) == [(SHOW * 100_000 + 1, 1), (SHOW * 100_000 + 2, 2)]
    assert rows(db, "SELECT conname FROM pg_constraint WHERE NOT convalidated") == []


def test_episodes_whose_new_numbers_are_taken_keep_their_numbers(home, db, tmp_path):
    person = make_person(db)
    for each in (PILOT, SECOND):
        watch(home.dsn, person, SHOW, each)
    # A provider's episode stands in the place of each, which is where IMDb moves them to.
    invent_episode(home.dsn, SHOW, 1, 7)
    invent_episode(home.dsn, SHOW, 1, 8)
    moved = [episode(21, 20, 1, 7), *EPISODES[1:]]
    home.sync(write_files(tmp_path / "second", BASICS, moved, RATINGS), is_forced=True)
    moved_on = [episode(22, 20, 1, 8), *EPISODES[2:]]
    home.sync(write_files(tmp_path / "third", BASICS, moved_on, RATINGS), is_forced=True)

    assert rows(db, "SELECT episode_id FROM user_watched ORDER BY episode_id") == [
        (PILOT,),
        (SECOND,),
    ]
    assert rows(
        db,
        "SELECT id, episode_number FROM show_episodes WHERE id IN (%s, %s) ORDER BY id",
        PILOT,
        SECOND,
    ) == [(PILOT, 1), (SECOND, 2)]


@pytest.mark.parametrize(
    "episodes",
    [
        EPISODES[1:],
        [episode(21, 20, "\\N", "\\N"), *EPISODES[1:]],
        [episode(21, 30, 1, 1), *EPISODES[1:]],
        [episode(19, 20, 1, 1), *EPISODES],
    ],
    ids=["gone", "without a place", "of another show", "its place taken"],
)
def test_history_written_while_a_merge_removes_an_episode_is_kept(
    episodes, home, db, first, tmp_path, monkeypatch
):
    person = make_person(db)

    def watch_it(name: str) -> None:
        if name == "merge begun":
            watch(home.dsn, person, SHOW, PILOT)

    monkeypatch.setattr(crash_points, "hit", watch_it)
    outcome = home.sync(write_files(tmp_path / "second", BASICS, episodes, RATINGS))

    assert outcome.way == "partial"
    assert rows(
        db,
        "SELECT w.media_id, w.episode_id, e.media_id FROM user_watched AS w"
        " JOIN show_episodes AS e ON e.id = w.episode_id",
    ) == [(SHOW, PILOT, SHOW)]


@pytest.mark.parametrize("point", ["staged", "merge begun"])
def test_history_written_while_a_full_import_moves_an_episode_stays_with_the_show(
    point, home, db, first, tmp_path, monkeypatch
):
    person = make_person(db)

    def watch_it(name: str) -> None:
        if name == point:
            watch(home.dsn, person, SHOW, PILOT)

    monkeypatch.setattr(crash_points, "hit", watch_it)
    moved = [episode(21, 30, 1, 1), *EPISODES[1:]]
    home.sync(write_files(tmp_path / "second", BASICS, moved, RATINGS), is_forced=True)

    assert rows(
        db,
        "SELECT w.media_id, w.episode_id, e.media_id FROM user_watched AS w"
        " JOIN show_episodes AS e ON e.id = w.episode_id",
    ) == [(SHOW, PILOT, SHOW)]


def place(dsn: str, number: int, kind: str, tmdb_id: str) -> int:
    """A title of TMDB's whose number at IMDb is known, as lists of TMDB's bring them."""
    media_id = 1_000_000_000 + number
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(
            "INSERT INTO media_items (id, media_type, title, overview)"
            " VALUES (%s, %s, 'A Concert', 'Loud.')",
            [media_id, kind],
        )
        conn.execute(
            "INSERT INTO media_scores (media_id, media_type, popularity, provider_popularity)"
            " VALUES (%s, %s, 7, 7)",
            [media_id, kind],
        )
        conn.execute(
            "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
            " VALUES (%s, 'imdb', %s, %s), (%s, 'tmdb', %s, %s)",
            [media_id, kind, f"tt{number:07d}", media_id, kind, tmdb_id],
        )
    return media_id


@pytest.mark.parametrize("kind", ["movie", "show"])
def test_a_tmdb_title_that_imdb_lists_as_another_kind_is_kept(kind, home, db, first):
    media_id = place(home.dsn, 1001, kind, "77")
    invented = [invent_episode(home.dsn, media_id, 1, 1)] if kind == "show" else []
    home.sync(first, is_forced=True)
    home.sync(first, is_forced=True)

    assert rows(db, "SELECT media_type, overview FROM media_items WHERE id = %s", media_id) == [
        (kind, "Loud.")
    ]
    assert rows(db, "SELECT popularity FROM media_scores WHERE media_id = %s", media_id) == [(7.0,)]
    assert rows(
        db,
        "SELECT source, external_id FROM media_external_ids WHERE media_id = %s ORDER BY source",
        media_id,
    ) == [("imdb", "tt0001001"), ("tmdb", "77")]
    assert [
        row[0] for row in rows(db, "SELECT id FROM show_episodes WHERE media_id = %s", media_id)
    ] == invented


@pytest.mark.parametrize("point", ["hashed", "staged", "merge begun"])
def test_a_tmdb_title_added_during_a_full_import_is_kept(point, home, db, first, monkeypatch):
    def place_it(name: str) -> None:
        if name == point:
            media_id = place(home.dsn, 1001, "movie", "77")
            with psycopg.connect(home.dsn) as conn:
                search_index.refresh(conn, media_ids=[media_id])

    monkeypatch.setattr(crash_points, "hit", place_it)
    home.sync(first, is_forced=True)

    assert rows(db, "SELECT title FROM media_items WHERE id = 1000001001") == [("A Concert",)]
    assert rows(db, "SELECT count(*) FROM search_names WHERE name = 'a concert'") == [(1,)]


@FULL_AND_PARTIAL
def test_a_title_with_another_source_is_kept_when_imdb_removes_it(
    is_forced, home, db, first, tmp_path
):
    with db.read() as conn:
        conn.execute(
            "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
            " VALUES (%s, 'tmdb', 'movie', '19')",
            [FILM],
        )
    without = [it for it in BASICS if not it.startswith(("tt0000010", "tt0000030"))]
    outcome = home.sync(
        write_files(tmp_path / "second", without, EPISODES, RATINGS), is_forced=is_forced
    )

    assert outcome.way == ("full" if is_forced else "partial")
    assert rows(db, "SELECT id FROM media_items WHERE id IN (%s, 1000000030)", FILM) == [(FILM,)]


@FULL_AND_PARTIAL
def test_a_numbered_name_of_imdb_does_not_replace_a_provider_name_of_an_episode(
    is_forced, home, db, first, tmp_path
):
    numbered = [
        title(21, "Episode #1.1", kind="tvEpisode") if "tt0000021" in it else it for it in BASICS
    ]
    named = [
        title(22, "Diversity", kind="tvEpisode") if "tt0000022" in it else it for it in numbered
    ]
    home.sync(write_files(tmp_path / "second", named, EPISODES, RATINGS), is_forced=is_forced)

    assert rows(
        db, "SELECT title FROM show_episodes WHERE id IN (%s, %s) ORDER BY id", PILOT, SECOND
    ) == [("Pilot",), ("Diversity",)]
