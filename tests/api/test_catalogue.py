"""Lists, search, discover and title pages over HTTP."""

import pytest

from chalicelib.catalog.store import facet_counts
from tests.titles import make_file, make_show, make_title

CARD = {
    "id", "mediaType", "title", "titleLanguage", "year", "overview", "overviewLanguage",
    "runtimeMinutes", "genres", "posterUrl",
    "posterPlaceholder", "backdropUrl", "backdropPlaceholder", "logoUrl", "rating",
    "inLibrary", "atHand",
    "progressPercent", "watched", "watchLater", "favorite", "ownRating",
    "watchStatus", "gameStatus", "followed", "wanted",
}  # fmt: skip
DETAIL = CARD | {
    "originalTitle", "tagline", "taglineLanguage", "releaseDate", "certificate", "status",
    "language", "countries", "platforms", "license", "directors", "cast", "externalIds",
    "seasons", "libraryItems", "similar", "positionSeconds", "durationSeconds", "playable",
    "endYear", "isFinished",
    "alternateTitles", "ratings", "credits", "videos", "offers", "links", "releases", "metadata",
    "freeSources", "download", "extras", "keywords",
}  # fmt: skip
EPISODE = {
    "id", "episodeNumber", "seasonNumber", "title", "overview", "airDate", "runtimeMinutes",
    "stillUrl", "stillPlaceholder", "watched", "progressPercent", "positionSeconds",
    "libraryItemId", "absoluteNumber", "rating", "votes",
}  # fmt: skip
SEASON = {
    "id", "seasonNumber", "name", "overview", "posterUrl", "airDate", "isFinished", "episodeCount",
    "episodes",
}  # fmt: skip


@pytest.fixture
def user(api):
    return api.as_user()


def test_a_list_of_movies_is_a_page_of_cards(user, db):
    films = [make_title(db, f"Film {number}", popularity=number) for number in range(3)]

    answer = user.get("/api/v1/movies?pageSize=2")

    assert answer.status == 200
    assert set(answer.json) == {"items", "page", "pageSize", "total"}
    assert [card["id"] for card in answer.json["items"]] == [films[2], films[1]]
    assert set(answer.json["items"][0]) == CARD
    assert (answer.json["page"], answer.json["pageSize"], answer.json["total"]) == (1, 2, 3)
    assert user.get("/api/v1/movies?page=99").json["items"] == []


def test_a_list_can_be_limited_to_what_the_library_has(user, db):
    here, _, show = make_title(db, "Here"), make_title(db, "Elsewhere"), make_show(db, "A show")
    before = user.get("/api/v1/movies?available=true").json
    make_file(db, here)
    make_file(db, show.id, episode_id=show.episodes[0])

    for path in (
        "/api/v1/movies?available=true",
        "/api/v1/movies?available=true&sort=a-z",
        "/api/v1/movies?available=true&sort=newest&yearMin=1900",
        "/api/v1/discover/items?available=true&mediaType=movie",
    ):
        page = user.get(path).json
        assert ([card["id"] for card in page["items"]], page["total"]) == ([here], 1), path
    assert (before["items"], before["total"]) == ([], 0)
    assert user.get("/api/v1/movies").json["total"] == 2


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/v1/movies?pageSize=101", "pageSize"),
        ("/api/v1/movies?pageSize=0", "pageSize"),
        ("/api/v1/shows?page=0", "page"),
        ("/api/v1/shows?page=10001", "page"),
        ("/api/v1/games?sort=colour", "sort"),
        ("/api/v1/games?genre=No%20Slug", "genre"),
        ("/api/v1/movies?colour=blue", "colour"),
        ("/api/v1/search?q=", "q"),
        ("/api/v1/search?q=%20%20", "q"),
        ("/api/v1/search", "q"),
        ("/api/v1/search?q=" + "a" * 201, "q"),
        ("/api/v1/search?q=a&pageSize=51", "pageSize"),
        ("/api/v1/search?q=a&mediaType=song", "mediaType"),
        ("/api/v1/discover/items?section=a&collection=b", "collection"),
        ("/api/v1/discover/items?yearMin=soon", "yearMin"),
        ("/api/v1/discover/items?language=English", "language"),
        ("/api/v1/movies?ratingMin=11", "ratingMin"),
        ("/api/v1/movies?minVotes=-1", "minVotes"),
        ("/api/v1/movies?country=Germany", "country"),
        ("/api/v1/discover/items?section=a&pageSize=101", "pageSize"),
        ("/api/v1/discover/genres?mediaType=song", "mediaType"),
        ("/api/v1/watch-later?pageSize=101", "pageSize"),
        ("/api/v1/watched?pageSize=101", "pageSize"),
    ],
)
def test_invalid_parameters_are_refused_at_their_field(user, path, field):
    answer = user.get(path)

    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["field"] == field


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/movies/1",
        "/api/v1/shows/0",
        "/api/v1/games/-1",
        "/api/v1/movies/metropolis",
        f"/api/v1/movies/{10**30}",
        "/api/v1/discover/items?section=no-such",
        "/api/v1/discover/items?genre=no-such",
        "/api/v1/movies?genre=no-such",
    ],
)
def test_unknown_ids_are_not_found(user, path):
    assert user.get(path).status == 404


@pytest.mark.parametrize(
    "path", ["/api/v1/movies", "/api/v1/search?q=a", "/api/v1/discover", "/api/v1/dashboard"]
)
def test_nothing_is_shown_without_a_session(client, path):
    assert client.get(path).status == 401


def test_search_finds_with_a_typo_and_a_year(user, db):
    film = make_title(db, "Nosferatu", year=1922)

    for typed in ("nosferatu", "NOSFERTU", "nosferatu+1922", "%20nosferatu%20", "nosf"):
        answer = user.get(f"/api/v1/search?q={typed}")
        assert [card["id"] for card in answer.json["items"]] == [film], typed
        assert answer.json["pageSize"] == 20
    assert user.get("/api/v1/search?q=zxqvwk").json["items"] == []
    assert user.get("/api/v1/search?q=%25_").status == 200
    assert user.get("/api/v1/search?q=a%00b").json["field"] == "q"
    assert user.get("/api/v1/search?q=nosferatu&mediaType=game").json["total"] == 0


def test_discover_shows_sections_and_genres(user, db):
    film = make_title(db, genres=["Silent"])
    with db.transaction() as conn:
        facet_counts.recount(conn)
        conn.execute(
            """
            WITH s AS (
                INSERT INTO discover_sections (slug, title, position, refreshed_at)
                VALUES ('popular', 'Well loved', 0, now())
                RETURNING id
            )
            INSERT INTO discover_section_items (section_id, position, media_id)
            SELECT s.id, 0, %s FROM s
            """,
            [film],
        )

    overview = user.get("/api/v1/discover")
    items = user.get("/api/v1/discover/items?section=popular")
    genre = user.get("/api/v1/discover/items?genre=silent&mediaType=movie")
    genres = user.get("/api/v1/discover/genres")

    (section,) = overview.json["sections"]
    assert (section["slug"], section["title"]) == ("popular", "Well loved")
    assert set(section) == {"slug", "title", "origin", "staleSince", "items"}
    assert (section["origin"], section["staleSince"]) == ("seed", None)
    assert set(section["items"][0]) == CARD
    assert items.json["total"] == genre.json["total"] == 1
    assert genres.json == {"items": [{"slug": "silent", "name": "Silent", "count": 1}]}


def test_unchanged_genres_are_answered_304(user, db):
    make_title(db, genres=["Silent"])
    first = user.get("/api/v1/discover/genres")

    again = user.get("/api/v1/discover/genres", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status, again.text) == (304, "")


def test_a_title_page_has_every_field(user, db):
    film = make_title(db, genres=["Silent"])
    make_title(db, "Other", genres=["Silent"])
    make_file(db, film)
    show = make_show(db)
    make_file(db, show.id, show.episodes[0])

    movie, series = user.get(f"/api/v1/movies/{film}"), user.get(f"/api/v1/shows/{show.id}")

    assert set(movie.json) == set(series.json) == DETAIL
    assert set(movie.json["similar"][0]) == CARD
    assert set(movie.json["playable"]) == {"libraryItemId", "episodeId", "label"}
    assert set(series.json["seasons"][0]) == SEASON
    assert set(series.json["seasons"][0]["episodes"][0]) == EPISODE
    assert series.json["playable"]["label"] == "S1 E1"
    assert user.get(f"/api/v1/shows/{film}").status == 404
    assert user.get(f"/api/v1/games/{film}").json["code"] == "media_not_found"
