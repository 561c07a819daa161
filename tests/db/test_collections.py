"""Collections in a real database: loaded, looked up, listed, opened."""

import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from pydantic import SecretStr

from chalicelib.catalog import seed as catalogue
from chalicelib.catalog.service import CatalogService
from chalicelib.collections import seed, store
from chalicelib.collections.errors import CollectionNotFound
from chalicelib.collections.models.user_collections import CollectionTitleQuery
from chalicelib.collections.seed import InvalidDefinition
from chalicelib.collections.service import CollectionService
from chalicelib.collections.service.collection_pages import CollectionPages
from chalicelib.collections.service.collection_titles import CollectionContents
from chalicelib.engagement.service import EngagementService
from chalicelib.engagement.store.postgres import PostgresVisitCounter
from chalicelib.platform.cache import CATALOGUE, Cache
from tests.engagement import make_collection
from tests.titles import make_person, make_title

WESTERNS = """
slug: westerns
name: Westerns
description: Hats.
strategy: filter
filter: {type: movie, genre: Western, sort: a-z, limit: 3}
"""
BEST = """
slug: best
name: The best
description: Of all.
strategy: static
titles: [tt0000003, tt0000001, tt0000002]
"""
CHOSEN = """
slug: chosen
name: Chosen
description: By a machine.
strategy: llm
titles: [tt0000002]
"""


@pytest.fixture
def conn(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def user(db):
    return make_person(db)


@pytest.fixture
def collections(db, clock):
    return service(db, clock, Cache(None))


@pytest.fixture
def pages(db, clock, collections):
    engagement = EngagementService(db, PostgresVisitCounter(db), clock, SecretStr("x" * 32))
    catalog = collections.catalog
    return CollectionPages(
        db, catalog, engagement, collections, CollectionContents(db, collections.cache, catalog)
    )


def service(db, clock, cache):
    return CollectionService(db, cache, CatalogService(db, clock, cache))


def define(monkeypatch, *texts):
    """Let the loader find these definitions and no others."""
    files = {f"{text.split()[1]}.yaml": text.encode() for text in texts}
    monkeypatch.setattr(seed, "read_files", lambda: files)


def give_imdb_id(db, media_id, imdb_id, media_type="movie"):
    with db.read() as conn:
        conn.execute(
            """
            INSERT INTO media_external_ids (media_id, source, media_type, external_id)
            VALUES (%s, 'imdb', %s, %s)
            """,
            [media_id, media_type, imdb_id],
        )


def rows(conn):
    return dict(conn.execute("SELECT slug, active FROM collections ORDER BY slug").fetchall())


def paging(**query):
    return CollectionTitleQuery.model_validate(query)


def titles(collections, slug):
    return collections.ids(collections.get(slug))


class TestLoading:
    def test_every_definition_is_loaded_and_its_ids_resolved(self, conn, collections):
        catalogue.load(conn)
        assert seed.load(conn) is True

        definitions = {each.slug: each for each in seed.parse(seed.read_files())}
        listed = {each.slug: each for each in collections.list_active()}
        assert set(listed) == set(definitions)
        for slug, each in definitions.items():
            assert (listed[slug].name, listed[slug].pinned) == (each.name, each.pinned)
            if each.titles:
                known = conn.execute(
                    """
                    SELECT array_agg(x.external_id ORDER BY i.rank)
                    FROM collection_items AS i
                    JOIN media_external_ids AS x ON x.media_id = i.media_id AND x.source = 'imdb'
                    WHERE i.collection_id = %s
                    """,
                    [listed[slug].id],
                ).fetchone()
                assert known[0] == each.titles

    def test_a_second_start_is_one_query(self, conn, monkeypatch):
        seed.load(conn)
        monkeypatch.setattr(seed, "parse", lambda files: pytest.fail("files were parsed again"))
        asked = []
        execute = psycopg.Connection.execute

        def counting(self, query, *arguments, **more):
            asked.append(query)
            return execute(self, query, *arguments, **more)

        monkeypatch.setattr(psycopg.Connection, "execute", counting)
        assert seed.load(conn) is False

        assert len(asked) == 1

    def test_processes_that_start_together_load_once(self, database_url):
        ready = threading.Barrier(4)

        def start(_):
            with psycopg.connect(database_url, autocommit=True) as mine:
                ready.wait()
                return seed.load(mine)

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(start, range(4))) == [False, False, False, True]

    def test_a_changed_file_changes_its_collection_and_keeps_its_visits(
        self, conn, db, collections, monkeypatch
    ):
        define(monkeypatch, WESTERNS, BEST)
        seed.load(conn)
        before = collections.get("westerns")
        conn.execute("UPDATE collections SET engagement_count = 7 WHERE slug = 'westerns'")
        conn.execute("UPDATE collections SET active = false WHERE slug = 'best'")

        define(monkeypatch, WESTERNS.replace("Hats.", "Horses."), BEST.replace("Of all.", "All."))
        assert seed.load(conn) is True

        after = collections.get("westerns")
        assert (after.id, after.description, after.engagement_count) == (before.id, "Horses.", 7)
        assert rows(conn) == {"westerns": True, "best": False}

    def test_a_collection_without_a_definition_is_switched_off_until_it_has_one_again(
        self, conn, monkeypatch
    ):
        define(monkeypatch, WESTERNS, BEST)
        seed.load(conn)
        define(monkeypatch, WESTERNS)
        seed.load(conn)
        assert rows(conn) == {"westerns": True, "best": False}

        define(monkeypatch, WESTERNS, BEST)
        seed.load(conn)

        assert rows(conn) == {"westerns": True, "best": True}

    def test_a_persons_own_collections_are_left_alone(self, conn, db, user, monkeypatch):
        define(monkeypatch, WESTERNS)
        make_title(db)
        mine = conn.execute(
            """
            INSERT INTO collections (user_id, slug, name, strategy)
            VALUES (%s, 'westerns', 'Mine', 'static')
            RETURNING id
            """,
            [user],
        ).fetchone()[0]
        conn.execute(
            "INSERT INTO collection_items (collection_id, media_id, rank) SELECT %s, id, 1 "
            "FROM media_items",
            [mine],
        )

        seed.load(conn)

        kept = conn.execute("SELECT name, active FROM collections WHERE id = %s", [mine]).fetchone()
        items = conn.execute("SELECT collection_id FROM collection_items").fetchall()
        assert kept == ("Mine", True)
        assert items == [(mine,)]

    def test_a_broken_file_changes_nothing(self, conn, monkeypatch):
        define(monkeypatch, WESTERNS)
        seed.load(conn)
        define(monkeypatch, BEST, WESTERNS.replace("a-z", "z-a"))

        with pytest.raises(InvalidDefinition, match=r"westerns\.yaml: filter\.sort"):
            seed.load(conn)

        assert rows(conn) == {"westerns": True}

    @pytest.mark.parametrize("name", ["seed", "imdb_files_hash"])
    def test_ids_are_resolved_again_after_the_catalogue_changed(
        self, conn, db, collections, monkeypatch, name
    ):
        define(monkeypatch, CHOSEN)
        seed.load(conn)
        assert titles(collections, "chosen") == []
        give_imdb_id(db, make_title(db), "tt0000002")
        conn.execute(
            "INSERT INTO sync_state (name, value, updated_at) VALUES (%s, 'new', now())", [name]
        )

        assert seed.load(conn) is True

        assert len(titles(collections, "chosen")) == 1

    def test_the_command_invalidates_the_catalogue_cache(
        self, database_url, cache_server, cache, monkeypatch, capsys
    ):
        cache.get_or_compute("seen:v1:discover:x", CATALOGUE, 60, lambda: b"old")
        monkeypatch.setenv("DATABASE_URL", database_url)
        monkeypatch.setenv("CACHE_URL", cache_server.url())

        seed.main()
        seed.main()

        again = Cache(cache_server.url()).get_or_compute("seen:v1:discover:x", CATALOGUE, 60, bytes)
        assert again == b""
        assert capsys.readouterr().out == "collections loaded\ncollections are up to date\n"


class TestLists:
    @pytest.fixture(autouse=True)
    def _definitions(self, conn, monkeypatch):
        define(monkeypatch, BEST, CHOSEN)
        seed.load(conn)

    def test_titles_come_in_the_order_of_the_file(self, conn, db, collections):
        first, second, third = (make_title(db, name) for name in "ABC")
        for media_id, imdb_id in [
            (first, "tt0000001"),
            (second, "tt0000002"),
            (third, "tt0000003"),
        ]:
            give_imdb_id(db, media_id, imdb_id)

        assert store.resolve(conn) == 4

        assert titles(collections, "best") == [third, first, second]
        assert titles(collections, "chosen") == [second]

    def test_titles_added_later_are_resolved_by_the_next_load(self, conn, db, collections):
        first = make_title(db, "A")
        give_imdb_id(db, first, "tt0000001")
        store.resolve(conn)
        assert titles(collections, "best") == [first]
        third = make_title(db, "C", media_type="show")
        give_imdb_id(db, third, "tt0000003", "show")

        assert store.resolve(conn) == 1
        assert store.resolve(conn) == 0

        assert titles(collections, "best") == [third, first]

    def test_an_imported_title_is_known_by_its_id(self, conn, db, collections):
        conn.execute(
            "INSERT INTO media_items (id, media_type, title) "
            "VALUES (1000000002, 'movie', 'Imported')"
        )

        store.resolve(conn)

        assert titles(collections, "chosen") == [1_000_000_002]

    def test_a_title_with_two_ids_is_listed_once(self, conn, db, collections):
        ours = make_title(db)
        give_imdb_id(db, ours, "tt0000002")
        conn.execute(
            "INSERT INTO media_items (id, media_type, title) "
            "VALUES (1000000002, 'movie', 'Imported')"
        )

        store.resolve(conn)

        assert titles(collections, "chosen") == [ours]

    def test_a_title_removed_from_the_file_leaves_the_collection(
        self, conn, db, collections, monkeypatch
    ):
        ids = {}
        for number in (1, 2, 3):
            ids[number] = make_title(db, str(number))
            give_imdb_id(db, ids[number], f"tt000000{number}")
        store.resolve(conn)
        define(monkeypatch, BEST.replace("tt0000003, tt0000001", "tt0000001"), CHOSEN)

        seed.load(conn)

        assert titles(collections, "best") == [ids[1], ids[2]]

    def test_a_collection_that_became_a_filter_has_no_ids_left(
        self, conn, db, collections, monkeypatch
    ):
        title = make_title(db, genres=["Western"])
        give_imdb_id(db, title, "tt0000001")
        store.resolve(conn)
        define(monkeypatch, WESTERNS.replace("slug: westerns", "slug: best"))
        seed.load(conn)

        assert conn.execute("SELECT count(*) FROM collection_items").fetchone() == (0,)
        assert titles(collections, "best") == [title]


class TestReading:
    @pytest.fixture(autouse=True)
    def _definitions(self, conn, monkeypatch):
        define(monkeypatch, WESTERNS, BEST, CHOSEN)
        seed.load(conn)

    def westerns(self, db, *names):
        return [make_title(db, name, genres=["Western"]) for name in names]

    def test_a_filter_follows_the_catalogue(self, db, collections):
        b, a = self.westerns(db, "Bad", "Ad")
        make_title(db, "Aardvark", genres=["Comedy"])
        assert titles(collections, "westerns") == [a, b]

        (c,) = self.westerns(db, "Cad")

        assert titles(collections, "westerns") == [a, b, c]

    def test_a_filter_returns_at_most_its_limit(self, db, pages, user):
        wanted = self.westerns(db, "A", "B", "C", "D")[:3]

        page = pages.open(user, "westerns", paging(page=2, pageSize=2))

        assert [card.id for card in page.items] == wanted[2:]
        assert (page.total, page.collection.count) == (3, 3)

    def test_an_unused_genre_is_an_empty_collection(self, pages, user):
        assert pages.open(user, "westerns", paging()).items == []

    def test_the_list_omits_empty_collections_and_the_open_api_does_not(self, db, collections):
        assert collections.page(paging()).items == []
        self.westerns(db, "A")

        assert [each.slug for each in collections.page(paging()).items] == ["westerns"]
        assert {each.slug for each in collections.list_active()} == {"westerns", "best", "chosen"}

    def test_the_list_has_counts_and_the_first_posters(self, conn, db, collections):
        ids = {}
        for number in range(1, 4):
            ids[number] = make_title(db, str(number))
            give_imdb_id(db, ids[number], f"tt000000{number}")
        for number, url in [
            (3, "https://image.tmdb.org/t/p/original/abcd.jpg"),
            (2, "/art/two.svg"),
        ]:
            conn.execute("UPDATE media_items SET poster_url = %s WHERE id = %s", [url, ids[number]])
        store.resolve(conn)

        shown = {each.slug: each for each in collections.page(paging()).items}

        assert shown["best"].count == 3
        assert shown["best"].posters == ["/artwork/w500/tmdb/abcd.jpg", None, "/art/two.svg"]
        assert shown["chosen"].posters == ["/art/two.svg"]

    def test_pinned_collections_come_first_then_the_most_visited(self, conn, db, collections):
        for slug, pinned, count in [
            ("b", False, 9),
            ("a", True, 0),
            ("d", False, 1),
            ("c", True, 3),
        ]:
            make_collection(db, slug, pinned=pinned, engagement=count)
        make_collection(db, "off", active=False, engagement=99)

        order = [each.slug for each in collections.list_active()]

        assert order[:4] == ["c", "a", "b", "d"]
        assert "off" not in order

    def test_the_list_is_read_page_by_page(self, db, collections):
        self.westerns(db, "A")
        for slug in ("x", "y"):
            make_collection(db, slug, filter_params='{"genre": "Western"}')

        pages = [collections.page(paging(page=page, pageSize=2)) for page in (1, 2, 3)]

        assert [[each.slug for each in page.items] for page in pages] == [
            ["westerns", "x"],
            ["y"],
            [],
        ]
        assert {page.total for page in pages} == {3}

    def test_a_collection_is_found_by_slug_before_id(self, db, collections):
        westerns = collections.get("westerns")
        make_collection(db, str(westerns.id))

        assert collections.get(str(westerns.id)).slug == str(westerns.id)
        assert collections.get(str(collections.get("best").id)).slug == "best"

    @pytest.mark.parametrize("name", ["no-such", "0", "999999", "9" * 60, "٣", "off"])
    def test_a_hidden_collection_is_not_found(self, db, collections, name):
        make_collection(db, "off", active=False)

        with pytest.raises(CollectionNotFound):
            collections.get(name)

    def test_the_open_api_reads_a_page_of_ids(self, db, collections):
        wanted = self.westerns(db, "A", "B", "C")

        collection, found = collections.titles("westerns", page=2, per_page=2)

        assert collection.slug == "westerns"
        assert (found.ids, found.total) == (wanted[2:], 3)

    def test_opening_a_collection_counts_a_visit(self, conn, db, pages, user):
        pages.open(user, "westerns", paging())
        pages.open(user, "westerns", paging(page=2))
        pages.open(make_person(db), "westerns", paging())

        assert conn.execute("SELECT count(*) FROM collection_clicks").fetchone() == (2,)

    def test_contents_are_computed_once_until_the_catalogue_changes(
        self, db, clock, cache, monkeypatch
    ):
        collections = service(db, clock, cache)
        self.westerns(db, "A")
        collections.page(paging())
        asked = []
        monkeypatch.setattr(
            CollectionService, "ids", lambda self, each: asked.append(each.slug) or []
        )

        assert collections.page(paging()).total == 1
        assert asked == []
        cache.invalidate(CATALOGUE)
        assert collections.page(paging()).total == 0
        assert sorted(asked) == ["best", "chosen", "westerns"]

    def test_a_cached_list_has_the_current_order(self, conn, db, clock, cache):
        collections = service(db, clock, cache)
        self.westerns(db, "A")
        make_collection(db, "more", filter_params='{"genre": "Western"}')
        assert [each.slug for each in collections.page(paging()).items] == ["westerns", "more"]

        conn.execute("UPDATE collections SET engagement_count = 2.0 WHERE slug = 'more'")

        shown = collections.page(paging()).items
        assert [(each.slug, each.engagement_count) for each in shown] == [
            ("more", 2),
            ("westerns", 0),
        ]


def test_the_seed_catalogue_fills_many_collections(conn, collections):
    catalogue.load(conn)
    seed.load(conn)

    page = collections.page(paging(pageSize=100))

    assert page.total >= 30
    assert page.items[0].pinned
    assert all(len(each.posters) == min(each.count, 4) for each in page.items)
