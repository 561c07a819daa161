"""A title of IMDb's and one of TMDB's that TMDB says are the same become one when it is asked."""

import pytest

from chalicelib.catalog.store import facet_counts
from chalicelib.metadata.models import TitleUpdate
from tests.titles import make_person, make_title

MOVIE = "movie"


@pytest.fixture
def of_imdb(desk):
    media_id = make_title(desk.db, "Metropolis")
    desk.give_id(media_id, "imdb", "tt0017136")
    return media_id


@pytest.fixture
def of_tmdb(desk):
    media_id = make_title(desk.db, "Metropolis")
    desk.give_id(media_id, "tmdb", "19")
    return media_id


@pytest.fixture
def known(desk):
    desk.finds("tt0017136", movie=19)
    desk.knows_movie(
        19,
        overview="A city.",
        original_language="de",
        external_ids={"imdb_id": "tt0017136"},
    )


def ids(desk):
    return desk.rows("SELECT id FROM media_items ORDER BY id")


def numbers(desk):
    return desk.rows("SELECT source, external_id, media_id FROM media_external_ids ORDER BY 1, 2")


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("asked", ["of_imdb", "of_tmdb"])
def test_the_title_with_an_imdb_id_is_kept(desk, of_imdb, of_tmdb, asked, request):
    assert desk.titles.fetch(request.getfixturevalue(asked))

    assert ids(desk) == [(of_imdb,)]
    assert numbers(desk) == [("imdb", "tt0017136", of_imdb), ("tmdb", "19", of_imdb)]
    assert desk.row("SELECT overview FROM media_items") == ("A city.",)
    assert desk.rows("SELECT old_id, media_id FROM merged_titles") == [(of_tmdb, of_imdb)]
    assert desk.fetched(of_imdb)["backfilled_at"] is not None


@pytest.mark.usefixtures("known")
def test_a_title_id_may_imply_its_imdb_id(desk, of_tmdb):
    desk.do(
        "INSERT INTO media_items (id, media_type, title) VALUES (1000017136, 'movie', 'Metropolis')"
    )
    desk.do(
        "INSERT INTO media_scores (media_id, media_type, popularity)"
        " VALUES (1000017136, 'movie', 0)"
    )

    desk.titles.fetch(of_tmdb)

    assert ids(desk) == [(1000017136,)]


@pytest.mark.usefixtures("known", "of_imdb")
def test_user_data_of_duplicates_are_merged(desk, of_imdb, of_tmdb):
    person = make_person(desk.db)
    for media_id in (of_imdb, of_tmdb):
        desk.do(
            "INSERT INTO user_watched (user_id, media_id, watched_at, updated_at)"
            " VALUES (%s, %s, now(), now())",
            *(person, media_id),
        )
    desk.do(
        "INSERT INTO user_watch_later (user_id, media_id, updated_at) VALUES (%s, %s, now())",
        *(person, of_tmdb),
    )
    kept = desk.cache.get_or_compute(f"dashboard {person}", str(person), 60, lambda: b"old")

    desk.titles.fetch(of_tmdb)

    assert desk.rows("SELECT media_id FROM user_watched") == [(of_imdb,)]
    assert desk.rows("SELECT media_id FROM user_watch_later") == [(of_imdb,)]
    now = desk.cache.get_or_compute(f"dashboard {person}", str(person), 60, lambda: b"new")
    assert (kept, now) == (b"old", b"new")


@pytest.mark.usefixtures("known")
def test_duplicates_may_be_requested_concurrently(desk, of_imdb, of_tmdb):
    assert desk.handlers.backfill.run() == 2

    assert ids(desk) == [(of_imdb,)]
    assert desk.handlers.backfill.run() == 0


@pytest.mark.usefixtures("known")
def test_two_ids_of_one_provider_are_two_titles(desk, of_imdb, of_tmdb):
    desk.give_id(of_tmdb, "imdb", "tt7777777")

    desk.titles.fetch(of_imdb)

    assert ids(desk) == [(of_imdb,), (of_tmdb,)]
    assert ("tmdb", "19", of_tmdb) in numbers(desk)


@pytest.mark.usefixtures("known")
def test_a_movie_and_a_show_are_two_titles(desk, of_imdb):
    show = make_title(desk.db, "Metropolis", media_type="show")
    desk.give_id(show, "tmdb", "19", "show")

    desk.titles.fetch(of_imdb)

    assert ids(desk) == [(of_imdb,), (show,)]


def test_two_games_of_one_name_are_not_merged(desk):
    one, other = (make_title(desk.db, "Pong", media_type="game", year=1972) for _ in range(2))
    desk.give_id(other, "igdb", "5", "game")
    update = TitleUpdate(
        provider="igdb", media_type="game", external_ids={"igdb": "5"}, title="Pong"
    )

    desk.context.writer.write({one: update})

    assert ids(desk) == [(one,), (other,)]


@pytest.mark.usefixtures("known")
def test_metadata_of_a_merged_title_are_written_to_the_kept_one(desk, of_imdb, of_tmdb):
    update = desk.titles.read(desk.context.writer.get_identity(of_tmdb))
    desk.titles.fetch(of_imdb)

    now_at = desk.context.writer.write({of_tmdb: update})

    assert now_at[of_tmdb] == of_imdb
    assert ids(desk) == [(of_imdb,)]


@pytest.mark.usefixtures("known")
def test_counts_follow_a_merge(desk, of_imdb, of_tmdb):
    def counts():
        return sorted(
            desk.rows(
                "SELECT media_type, genre_id::text, '', count FROM catalogue_counts WHERE count > 0"
                " UNION ALL SELECT media_type, facet, value, count"
                " FROM catalogue_facets WHERE count > 0"
            )
        )

    with desk.db.transaction() as conn:
        facet_counts.recount(conn)
    before = counts()
    assert (MOVIE, "0", "", 2) in before

    desk.titles.fetch(of_tmdb)

    after = counts()
    assert {(MOVIE, "0", "", 1), (MOVIE, "language", "de", 1)} <= set(after)
    with desk.db.transaction() as conn:
        facet_counts.recount(conn)
    assert counts() == after


@pytest.mark.usefixtures("known")
def test_a_title_added_by_a_list_is_counted_at_once(desk):
    with desk.db.transaction() as conn:
        facet_counts.recount(conn)
    writer = desk.context.writer
    update = TitleUpdate(
        provider="tmdb",
        media_type=MOVIE,
        external_ids={"tmdb": "7"},
        title="Fresh",
        language="fr",
        year=1999,
    )
    writer.write({writer.find_or_create(update): update})

    assert desk.rows("SELECT media_type, genre_id, count FROM catalogue_counts") == [(MOVIE, 0, 1)]
    facets = desk.rows("SELECT facet, value, count FROM catalogue_facets WHERE count > 0")
    assert sorted(facets) == [("language", "fr", 1), ("votes", "0", 1), ("year", "1999", 1)]
