"""Sections, genres, lists of titles and their pages."""

import pytest

from chalicelib.catalog.errors import GenreNotFound
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.filters import Browse, Sort
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.store import facet_counts
from chalicelib.discover.errors import SectionAndCollection, SectionNotFound
from chalicelib.discover.models import ItemFilter, SearchQuery
from chalicelib.discover.service import DiscoverService
from chalicelib.platform.cache import CATALOGUE, Cache
from tests.reading import discover_page, media_page, search_page
from tests.titles import make_person, make_title


@pytest.fixture
def user(db):
    return make_person(db)


@pytest.fixture
def catalog(db, clock):
    return CatalogService(db, clock)


@pytest.fixture
def discover(db, catalog):
    return DiscoverService(db, Cache(None), catalog)


def make_section(db, slug, media_ids, position=0):
    with db.transaction() as conn:
        section = conn.execute(
            """
            INSERT INTO discover_sections (slug, title, position, refreshed_at)
            VALUES (%s, %s, %s, now())
            RETURNING id
            """,
            [slug, slug.title(), position],
        ).fetchone()
        for place, media_id in enumerate(media_ids):
            conn.execute(
                """
                INSERT INTO discover_section_items (section_id, position, media_id)
                VALUES (%s, %s, %s)
                """,
                [section[0], place, media_id],
            )


def ids(page):
    return [card.id for card in page.items]


def items(**query):
    return ItemFilter.model_validate(query)


def test_sections_come_in_their_order_with_their_first_items(db, discover, user):
    films = [make_title(db, f"Film {number}") for number in range(25)]
    make_section(db, "second", films[:2], position=2)
    make_section(db, "first", films, position=1)
    make_section(db, "empty", [], position=0)

    page = discover_page(discover.overview(user))

    assert [section.slug for section in page.sections] == ["first", "second"]
    assert [card.id for card in page.sections[0].items] == films[:20]
    assert [card.id for card in page.sections[1].items] == films[:2]


def test_a_section_is_read_page_by_page(db, discover, user):
    films = [make_title(db, f"Film {number}") for number in range(5)]
    game = make_title(db, "NetHack", media_type="game")
    make_section(db, "popular", [*films, game])

    first = media_page(discover.items(user, items(section="popular", pageSize=4)))
    second = media_page(discover.items(user, items(section="popular", pageSize=4, page=2)))
    beyond = media_page(discover.items(user, items(section="popular", pageSize=4, page=3)))
    games = media_page(discover.items(user, items(section="popular", mediaType="game")))

    assert ids(first) + ids(second) == [*films, game]
    assert (first.total, beyond.total, ids(beyond)) == (6, 6, [])
    assert (ids(games), games.total) == ([game], 1)


def test_a_genre_is_read_page_by_page_the_popular_first(db, discover, user):
    films = [make_title(db, f"Film {n}", popularity=n, genres=["Horror"]) for n in range(3)]
    make_title(db, "A comedy", genres=["Comedy"])
    show = make_title(db, "A show", media_type="show", popularity=9, genres=["Horror"])

    everything = media_page(discover.items(user, items(genre="horror")))
    shows = media_page(discover.items(user, items(genre="horror", mediaType="show")))

    assert ids(everything) == [show, *reversed(films)]
    assert ids(shows) == [show]


def test_a_section_and_a_collection_exclude_each_other(discover, user):
    with pytest.raises(SectionAndCollection) as refused:
        media_page(discover.items(user, items(section="a", collection="b")))

    assert refused.value.field == "collection"


def test_without_a_section_everything_is_listed(db, discover, user):
    film, show = make_title(db, popularity=1), make_title(db, media_type="show", popularity=2)

    assert ids(media_page(discover.items(user, items()))) == [show, film]


def test_unknown_sections_and_genres_are_not_found(discover, catalog, user):
    with pytest.raises(SectionNotFound):
        media_page(discover.items(user, items(section="no-such")))
    with pytest.raises(GenreNotFound):
        media_page(discover.items(user, items(genre="no-such")))
    with pytest.raises(GenreNotFound):
        media_page(catalog.browse(user, MediaType.MOVIE, Browse(genre="no-such")))


def test_a_genre_without_titles_of_a_kind_is_an_empty_page(db, catalog, user):
    make_title(db, genres=["Horror"])

    page = media_page(catalog.browse(user, MediaType.GAME, Browse(genre="horror")))

    assert (page.items, page.total) == ([], 0)


def recount(db):
    with db.transaction() as conn:
        facet_counts.recount(conn)


def test_genres_are_counted_the_fullest_first(db, discover):
    make_title(db, "One", genres=["Horror", "Drama"])
    make_title(db, "Two", genres=["Horror"])
    make_title(db, "Three", media_type="game", genres=["Strategy"])
    recount(db)

    assert discover.genres(None) == (
        b'{"items":[{"slug":"horror","name":"Horror","count":2},'
        b'{"slug":"drama","name":"Drama","count":1},'
        b'{"slug":"strategy","name":"Strategy","count":1}]}'
    )
    assert discover.genres(MediaType.GAME) == (
        b'{"items":[{"slug":"strategy","name":"Strategy","count":1}]}'
    )


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.TITLE, ["a", "Ätna", "b", "Zoo"]),
        (Sort.NEWEST, ["b", "Zoo", "a", "Ätna"]),
        (Sort.RATING, ["Zoo", "a", "b", "Ätna"]),
        (Sort.POPULAR, ["Ätna", "Zoo", "b", "a"]),
    ],
)
def test_titles_are_sorted_as_requested(db, catalog, user, sort, order):
    make_title(db, "b", popularity=2, rating=5.0, release_date="2020-01-01")
    make_title(db, "a", popularity=1, rating=7.0, release_date="2010-01-01")
    make_title(db, "Zoo", popularity=3, rating=9.0, release_date="2015-01-01")
    make_title(db, "Ätna", popularity=4)

    page = media_page(catalog.browse(user, MediaType.MOVIE, Browse(sort=sort)))

    assert [card.title for card in page.items] == order


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_neither_repeat_nor_skip_a_title(db, catalog, user, sort):
    films = {make_title(db, "Twins", rating=8.0, votes=500) for _ in range(11)}

    pages = [
        media_page(catalog.browse(user, MediaType.MOVIE, Browse(sort=sort, page=page, pageSize=4)))
        for page in (1, 2, 3, 4)
    ]

    seen = [media_id for page in pages for media_id in ids(page)]
    assert len(seen) == 11
    assert set(seen) == films
    assert [page.total for page in pages] == [11] * 4
    assert pages[3].items == []


def test_only_the_requested_kind_is_listed(db, catalog, user):
    film = make_title(db)
    show = make_title(db, media_type="show")
    game = make_title(db, media_type="game")

    found = [ids(media_page(catalog.browse(user, kind, Browse()))) for kind in MediaType]

    assert found == [[film], [show], [game]]


def test_search_pages_slice_one_list(db, discover, user):
    films = [make_title(db, f"Night {number}", popularity=number) for number in range(7)]
    query = {"q": " NIGHT ", "pageSize": 3}

    pages = [
        search_page(discover.search(user, SearchQuery.model_validate(query | {"page": page})))
        for page in (1, 2, 3, 4)
    ]

    assert [media_id for page in pages for media_id in ids(page)] == films[::-1]
    assert [page.total for page in pages] == [7] * 4


def test_only_data_common_to_all_users_is_cached(db, cache, catalog, clock):
    discover = DiscoverService(db, cache, catalog)
    film = make_title(db, "Nosferatu")
    make_section(db, "popular", [film])
    one, other = make_person(db), make_person(db)
    query = SearchQuery(q="nosferatu")
    assert search_page(discover.search(one, query)).items[0].watch_later is False
    discover_page(discover.overview(one))

    with db.read() as conn:
        conn.execute("INSERT INTO user_watch_later VALUES (%s, %s, now())", [one, film])
        conn.execute("UPDATE media_items SET title = 'Orlok'")

    # Still found by its old name, which is cached; what it is to whom is not.
    assert search_page(discover.search(one, query)).items[0].watch_later is True
    assert search_page(discover.search(other, query)).items[0].watch_later is False
    assert discover_page(discover.overview(one)).sections[0].items[0].watch_later is True
    assert discover_page(discover.overview(other)).sections[0].items[0].watch_later is False


def test_an_invalidated_catalogue_is_read_again(db, cache, catalog, user):
    discover = DiscoverService(db, cache, catalog)
    query = SearchQuery(q="nosferatu")
    assert search_page(discover.search(user, query)).total == 0

    film = make_title(db, "Nosferatu")
    assert search_page(discover.search(user, query)).total == 0
    cache.invalidate(CATALOGUE)

    assert ids(search_page(discover.search(user, query))) == [film]


def test_different_queries_have_different_cache_keys(db, cache, catalog, user):
    discover = DiscoverService(db, cache, catalog)
    film = make_title(db, "Battle", genres=["War"])
    game = make_title(db, "Battle", media_type="game", genres=["Strategy"])

    def found(**query):
        page = discover.search(user, SearchQuery.model_validate(query))
        return set(ids(search_page(page)))

    assert found(q="battle") == {film, game}
    assert found(q="battle", mediaType="movie") == {film}
    assert found(q="battle", mediaType="game") == {game}
    assert found(q="sections") == set()
    recount(db)
    assert discover.genres(None) != discover.genres(MediaType.GAME)
