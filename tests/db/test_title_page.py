"""The page of one title."""

from dataclasses import replace

import pytest

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.service import CatalogService
from chalicelib.library.service import LibraryService
from chalicelib.metadata.service.staleness import Refresher
from chalicelib.titles.service import NO_USER, TitleService
from chalicelib.titles.store import episodes
from tests.library import set_away
from tests.reading import in_germany, media_detail, no_download, no_sources
from tests.titles import make_file, make_person, make_show, make_title
from tests.tracking import Living

AWAY = "/travel"  # a folder of the library whose disk is not there


class Reader(Living):
    def __post_init__(self):
        super().__post_init__()
        library = LibraryService(self.db, self.catalog, self.cache, self.clock)
        refresher = Refresher(self.db, self.clock, frozenset)
        self.titles = TitleService(
            self.db,
            self.catalog,
            self.progress,
            library,
            refresher,
            no_download,
            no_sources,
            in_germany,
        )

    def movie(self, media_id):
        return media_detail(self.titles.page(self.user, media_id, MediaType.MOVIE))

    def show(self, media_id):
        return media_detail(self.titles.page(self.user, media_id, MediaType.SHOW))


@pytest.fixture
def reader(db):
    return Reader(db)


def test_a_movie_page_has_all_fields(reader):
    film = make_title(
        reader.db, "Metropolis", genres=["Silent"], runtime_minutes=153, original_title="Original"
    )
    other = make_title(reader.db, "Nosferatu", genres=["Silent"])
    with reader.db.read() as conn:
        conn.execute(
            """
            UPDATE media_items
            SET directors = '{Fritz Lang}', top_cast = '{Brigitte Helm}', license = 'Public domain'
            WHERE id = %s
            """,
            [film],
        )
        conn.execute(
            """
            INSERT INTO media_external_ids (media_id, source, media_type, external_id)
            VALUES (%s, 'imdb', 'movie', 'tt0017136')
            """,
            [film],
        )

    page = reader.movie(film)

    assert (page.title, page.original_title, page.genres) == ("Metropolis", "Original", ["Silent"])
    assert (page.directors, page.cast) == (["Fritz Lang"], ["Brigitte Helm"])
    assert (page.external_ids.imdb, page.external_ids.tmdb) == ("tt0017136", None)
    assert [card.id for card in page.similar] == [other]
    assert (page.seasons, page.library_items, page.playable) == ([], [], None)
    assert (page.position_seconds, page.duration_seconds) == (0, 153 * 60)


@pytest.mark.parametrize("kind", list(MediaType))
def test_an_id_of_another_kind_is_not_found(reader, kind):
    for other in MediaType:
        media_id = make_title(reader.db, media_type=other)
        if other == kind:
            page = media_detail(reader.titles.page(reader.user, media_id, kind))
            assert page.id == media_id
        else:
            with pytest.raises(MediaNotFound):
                reader.titles.page(reader.user, media_id, kind)


def test_an_unknown_id_is_not_found(reader):
    with pytest.raises(MediaNotFound):
        reader.movie(2**40)


def test_play_resumes_the_best_file(reader):
    film = make_title(reader.db, runtime_minutes=90)
    make_file(reader.db, film, height=480)
    make_file(reader.db, film, height=2160, probe_error="no video")
    best = make_file(reader.db, film, height=1080, duration_s=5000)
    reader.play(film, 1500, of=5000)

    page = reader.movie(film)

    assert (page.playable.library_item_id, page.playable.episode_id) == (best, None)
    assert page.playable.label is None
    assert (page.position_seconds, page.duration_seconds) == (1500, 5000)
    assert (page.in_library, page.progress_percent) == (True, 30)
    assert len(page.library_items) == 3


def test_missing_files_are_not_played(reader):
    film, show = make_title(reader.db), make_show(reader.db)
    lost = make_file(reader.db, film, height=2160)
    with reader.db.read() as conn:
        make_file(reader.db, show.id, show.episodes[0])
        conn.execute("UPDATE library_items SET missing_since = now()")
        there = make_file(reader.db, show.id, show.episodes[1])

    movie, page = reader.movie(film), reader.show(show.id)

    assert (movie.playable, [item.id for item in movie.library_items]) == (None, [lost])
    assert page.playable.library_item_id == there
    with reader.db.read() as conn:
        conn.execute("UPDATE library_items SET stored_at = now()")
    assert reader.movie(film).playable.library_item_id == lost


def test_files_on_a_disk_that_is_away_are_not_played(reader):
    set_away(reader.db, AWAY, AWAY)
    film, show = make_title(reader.db), make_show(reader.db)
    make_file(reader.db, film)
    make_file(reader.db, show.id, show.episodes[0])
    with reader.db.read() as conn:
        conn.execute("UPDATE library_items SET absolute_path = %s || absolute_path", [AWAY])
    second = make_file(reader.db, show.id, show.episodes[1])

    movie, page = reader.movie(film), reader.show(show.id)

    assert movie.playable is None
    assert [(item.absence.reason, item.absence.away) for item in movie.library_items] == [
        ("away", "travel")
    ]
    assert page.playable.library_item_id == second
    assert [one.library_item_id for one in page.seasons[0].episodes[:2]] == [None, second]
    with reader.db.read() as conn:
        conn.execute("UPDATE library_items SET stored_at = now()")
    assert reader.movie(film).library_items[0].absence is None
    assert reader.movie(film).playable is not None


def test_extras_that_are_away_or_missing_are_not_offered(reader):
    set_away(reader.db, AWAY, AWAY)
    film = make_title(reader.db)
    make_file(reader.db, film)
    there, away, missing = (make_file(reader.db, film) for _ in range(3))
    with reader.db.read() as conn:
        conn.execute(
            """
            UPDATE library_items
            SET match_state = 'extra', extra_kind = 'trailer',
                absolute_path = CASE WHEN id = %(away)s THEN %(disk)s ELSE '' END || absolute_path,
                missing_since = CASE WHEN id = %(missing)s THEN now() END
            WHERE id = ANY(%(extras)s)
            """,
            {"disk": AWAY, "away": away, "missing": missing, "extras": [there, away, missing]},
        )

    assert [extra.library_item_id for extra in reader.movie(film).extras] == [there]


def test_a_watched_movie_starts_at_the_beginning(reader):
    film = make_title(reader.db, runtime_minutes=90)
    reader.play(film, 95)

    assert reader.movie(film).position_seconds == 0


def test_a_show_has_its_seasons_with_the_users_episode_marks(reader):
    show = make_show(reader.db, seasons=(2, 1), specials=1)
    one, two, three, special = show.episodes
    item = make_file(reader.db, show.id, two)
    reader.play(show.id, 95, episode=one)
    reader.play(show.id, 40, episode=two)

    page = reader.show(show.id)

    assert [season.season_number for season in page.seasons] == [1, 2, 0]
    first, second = page.seasons[0].episodes
    assert (first.id, first.watched, first.progress_percent, first.position_seconds) == (
        one,
        True,
        100,
        0,
    )
    assert (second.id, second.watched, second.progress_percent) == (two, False, 40)
    assert (second.position_seconds, second.library_item_id) == (40, item)
    assert [season.episodes[0].id for season in page.seasons[1:]] == [three, special]
    assert page.progress_percent == 33


def test_play_opens_the_next_episode_of_a_show(reader):
    show = make_show(reader.db, seasons=(2, 1))
    items = [make_file(reader.db, show.id, each, duration_s=1700) for each in show.episodes]

    before = reader.show(show.id)
    reader.play(show.id, 95, episode=show.episodes[0])
    reader.play(show.id, 95, episode=show.episodes[1])
    after = reader.show(show.id)

    assert (before.playable.library_item_id, before.playable.label) == (items[0], "S1 E1")
    assert (after.playable.library_item_id, after.playable.label) == (items[2], "S2 E1")
    assert (after.playable.episode_id, after.duration_seconds) == (show.episodes[2], 1700)


def test_play_resumes_an_episode_whose_entry_is_hidden(reader):
    show = make_show(reader.db)
    items = [make_file(reader.db, show.id, each, duration_s=1800) for each in show.episodes]
    reader.play(show.id, 600, episode=show.episodes[1], of=1800)
    reader.progress.hide(reader.user, show.id, show.episodes[1])

    page = reader.show(show.id)

    assert page.playable.library_item_id == items[1]
    assert (page.position_seconds, page.duration_seconds) == (600, 1800)


def test_a_show_without_files_cannot_be_played(reader):
    show = make_show(reader.db)
    make_file(reader.db, show.id, show.episodes[0], probe_error="no video")

    page = reader.show(show.id)

    assert page.playable is None
    assert (page.position_seconds, page.duration_seconds) == (0, 0)


def test_a_season_without_episodes_is_shown(reader):
    show = make_title(reader.db, media_type="show")
    with reader.db.read() as conn:
        conn.execute(
            "INSERT INTO show_seasons (media_id, season_number, name) VALUES (%s, 1, 'One')", [show]
        )

    (season,) = reader.show(show).seasons

    assert (season.name, season.episodes) == ("One", [])


@pytest.fixture
def asked(monkeypatch):
    """Whose seasons were read, one after the other."""
    found = []
    read = episodes.seasons

    def seasons(conn, **given):
        found.append(given["user_id"])
        return read(conn, **given)

    monkeypatch.setattr(episodes, "seasons", seasons)
    return found


def test_seasons_are_read_once_for_a_page(reader, asked):
    show = make_show(reader.db)
    reader.show(show.id)
    reader.play(show.id, 40, episode=show.episodes[0])

    assert reader.show(show.id).seasons[0].episodes[0].progress_percent == 40
    assert asked == [NO_USER, reader.user]


def test_seasons_are_cached_once_for_users_without_marks(db, cache, asked):
    reader = Reader(db, cache)
    reader.catalog = CatalogService(db, reader.clock, cache)
    reader.titles = replace(reader.titles, catalog=reader.catalog)
    show = make_show(db)
    other = make_person(db)

    pages = [
        media_detail(reader.titles.page(one, show.id, MediaType.SHOW))
        for one in (reader.user, other, reader.user)
    ]

    assert asked == [NO_USER]
    assert [len(page.seasons[0].episodes) for page in pages] == [3, 3, 3]
    reader.play(show.id, 40, episode=show.episodes[0])
    assert reader.show(show.id).seasons[0].episodes[0].progress_percent == 40
    assert asked == [NO_USER, reader.user]


def test_similar_titles_share_genres_and_media_type(db, reader):
    genres = ["Horror", "Silent"]
    film = make_title(db, "One", genres=genres)
    close = make_title(db, "Close", popularity=1, genres=genres[::-1])
    loud = make_title(db, "Loud", popularity=9, genres=["Horror"])
    quiet = make_title(db, "Quiet", popularity=2, genres=["Horror"])
    make_title(db, "Other", popularity=99, genres=["Comedy"])
    make_title(db, "Game", media_type="game", genres=genres)

    assert [card.id for card in reader.movie(film).similar] == [close, loud, quiet]
