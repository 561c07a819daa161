"""Films of one series find one another, in order of release, with one question for all of them."""

import pytest

from tests.metadata import desk as open_desk
from tests.provider_responses import available, file_name, load
from tests.titles import make_title

MABUSE = {"id": 700, "name": "Dr. Mabuse Collection"}


@pytest.fixture
def desk(db):
    with open_desk(db, omdb_api_key=None, igdb_client_id=None) as made:
        yield made


def part(tmdb_id, title, released, **more):
    return {"id": tmdb_id, "title": title, "release_date": released, "media_type": "movie", **more}


def known(desk, tmdb_id, title, collection=MABUSE, year=1922, **more):
    media_id = make_title(desk.db, title, year=year)
    desk.give_id(media_id, "tmdb", str(tmdb_id))
    desk.knows_movie(tmdb_id, title, belongs_to_collection=collection, **more)
    return media_id


def knows_collection(desk, *parts):
    desk.knows("/collection/700", {**MABUSE, "parts": list(parts)})


def visit(desk, media_id):
    desk.titles.fetch(media_id)
    desk.titles.fetch_neighbours(media_id)


def series(desk, media_id):
    return [
        one
        for (one,) in desk.rows(
            """
            SELECT linked_id FROM media_links
            WHERE media_id = %s AND kind = 'franchise' ORDER BY position
            """,
            media_id,
        )
    ]


@pytest.fixture
def three(desk):
    """The gambler, the testament and the eyes, in order of release; TMDB names them in another."""
    films = [
        known(desk, 1, "The Gambler", year=1922),
        known(desk, 2, "The Testament", year=1933),
        known(desk, 3, "The Eyes", year=1960),
    ]
    knows_collection(
        desk,
        part(3, "The Eyes", "1960-09-14"),
        part(1, "The Gambler", "1922-04-27"),
        part(2, "The Testament", "1933-05-12"),
    )
    return films


def test_one_visit_links_all_movies_of_a_franchise(desk, three):
    gambler, testament, eyes = three

    visit(desk, testament)

    assert series(desk, gambler) == [testament, eyes]
    assert series(desk, testament) == [gambler, eyes]
    assert series(desk, eyes) == [gambler, testament]


def test_a_franchise_is_requested_once(desk, three):
    for film in three:
        visit(desk, film)

    assert desk.service.paths().count("/tmdb/collection/700") == 1


def test_a_backfill_requests_a_franchise_once(desk, three):
    desk.handlers.backfill.run()

    gambler, testament, eyes = three
    assert series(desk, testament) == [gambler, eyes]
    assert desk.service.paths().count("/tmdb/collection/700") == 1


def test_a_missing_movie_of_a_franchise_is_added(desk):
    gambler = known(desk, 1, "The Gambler")
    knows_collection(
        desk,
        part(1, "The Gambler", "1922-04-27"),
        part(2, "The Testament", "1933-05-12"),
        part(4, "Announced", ""),
        part(5, "Not for here", "1970-01-01", adult=True),
    )
    desk.knows_movie(2, "The Testament", release_date="1933-05-12", imdb_id="tt0023563")

    visit(desk, gambler)

    assert series(desk, gambler) == [1_000_023_563]
    assert series(desk, 1_000_023_563) == [gambler]
    assert "/tmdb/movie/5" not in desk.service.paths()


def test_a_movie_of_the_same_name_is_not_linked(desk):
    gambler = known(desk, 1, "The Gambler")
    namesake = make_title(desk.db, "The Testament", year=1933)
    knows_collection(
        desk, part(1, "The Gambler", "1922-04-27"), part(2, "The Testament", "1933-05-12")
    )

    visit(desk, gambler)

    assert series(desk, gambler) == series(desk, namesake) == []


def test_movies_without_a_date_come_last(desk):
    gambler, coming = known(desk, 1, "The Gambler"), known(desk, 9, "Coming", year=None)
    eyes = known(desk, 3, "The Eyes")
    knows_collection(
        desk,
        part(9, "Coming", ""),
        part(3, "The Eyes", "1960-09-14"),
        part(1, "The Gambler", "1922-04-27"),
    )

    visit(desk, gambler)

    assert series(desk, gambler) == [eyes, coming]


def test_a_movie_that_left_its_franchise_is_unlinked(desk, three):
    gambler, testament, eyes = three
    visit(desk, gambler)
    desk.knows_movie(3, "The Eyes", belongs_to_collection=None)
    desk.clock.pass_by(days=2)

    visit(desk, eyes)

    assert series(desk, eyes) == []
    assert series(desk, gambler) == [testament]


def test_a_removed_part_of_a_franchise_is_unlinked(desk, three):
    gambler, testament, _ = three
    visit(desk, gambler)
    knows_collection(
        desk, part(1, "The Gambler", "1922-04-27"), part(2, "The Testament", "1933-05-12")
    )
    desk.clock.pass_by(days=8)

    visit(desk, gambler)

    assert series(desk, gambler) == [testament]


@pytest.mark.parametrize(("content", "status"), [({}, 500), ({}, 404), (["what?"], 200)])
def test_without_a_response_other_metadata_are_stored_and_links_stay(desk, three, content, status):
    gambler, testament, eyes = three
    visit(desk, gambler)
    desk.knows("/collection/700", content, status=status)
    desk.clock.pass_by(days=8)

    visit(desk, testament)

    assert series(desk, testament) == [gambler, eyes]
    assert desk.fetched(testament)["failure"] is None


def test_an_incomplete_response_unlinks_nothing(desk, three):
    gambler, testament, eyes = three
    visit(desk, gambler)
    knows_collection(desk, part(1, "The Gambler", "1922-04-27"), {"id": "?"})
    desk.clock.pass_by(days=8)

    visit(desk, gambler)

    assert series(desk, gambler) == [testament, eyes]


def test_a_long_franchise_is_linked_fully(desk):
    parts, films = [], []
    for number in range(1, 28):
        films.append(known(desk, number, f"Part {number}", year=1960 + number))
        parts.append(part(number, f"Part {number}", f"{1960 + number}-01-01"))
    knows_collection(desk, *reversed(parts))

    visit(desk, films[13])

    assert series(desk, films[13]) == films[:13] + films[14:]


@pytest.mark.parametrize("path", available("tmdb/collection_details.json"), ids=file_name)
def test_a_tmdb_collection_is_parsed(desk, path):
    raw = load(path)
    parts = raw["parts"]
    star = make_title(desk.db, parts[0]["title"], year=1977)
    desk.give_id(star, "tmdb", str(parts[0]["id"]))
    desk.knows_movie(
        parts[0]["id"],
        parts[0]["title"],
        belongs_to_collection={"id": raw["id"], "name": raw["name"]},
    )
    desk.knows(f"/collection/{raw['id']}", raw)
    for one in parts[1:]:
        desk.knows_movie(one["id"], one["title"], release_date=one["release_date"])

    visit(desk, star)

    in_order = sorted(parts, key=lambda one: one["release_date"] or "9999")
    titles = [
        title
        for (title,) in desk.rows(
            """
            SELECT m.title FROM media_links AS l JOIN media_items AS m ON m.id = l.linked_id
            WHERE l.media_id = %s AND l.kind = 'franchise' ORDER BY l.position
            """,
            star,
        )
    ]
    assert titles == [one["title"] for one in in_order if one["id"] != parts[0]["id"]]
