"""Pages assembled from cached parts are never stale and never contain another user's marks."""

import json
from uuid import uuid4

import pytest

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.filters import Browse
from chalicelib.catalog.service import CatalogService
from chalicelib.catalog.service.card_json import UNMARKED_TAIL
from chalicelib.catalog.service.derived_data import update_titles
from chalicelib.discover.models import ItemFilter
from chalicelib.discover.service import DiscoverService
from chalicelib.library.service import LibraryService
from chalicelib.metadata.models import (
    EpisodeUpdate,
    PersonUpdate,
    RatingUpdate,
    TitleUpdate,
    TranslationUpdate,
)
from chalicelib.metadata.service.episode_writer import EpisodeWriter
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.metadata.service.person_writer import PersonWriter
from chalicelib.metadata.service.staleness import Refresher
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.cache.shared_generations import SharedGenerations
from chalicelib.titles.service import TitleService
from tests.reading import in_germany, no_download, no_sources
from tests.titles import make_credit, make_file, make_person, make_show, make_title
from tests.tracking import Living


class Reader(Living):
    """A user with a cache who reads every page that shows cards."""

    def __post_init__(self):
        super().__post_init__()
        self.catalog = CatalogService(self.db, self.clock, self.cache)
        self.library = LibraryService(self.db, self.catalog, self.cache, self.clock)
        self.refresher = Refresher(self.db, self.clock, frozenset)
        self.discover = DiscoverService(self.db, self.cache, self.catalog)

    @property
    def titles(self):
        return TitleService(
            self.db,
            self.catalog,
            self.progress,
            self.library,
            self.refresher,
            no_download,
            no_sources,
            in_germany,
        )

    def page(self, media_id, kind=MediaType.MOVIE, user=None):
        return json.loads(self.titles.page(user or self.user, media_id, kind))

    def show(self, media_id, user=None):
        return self.page(media_id, MediaType.SHOW, user)

    def seen(self, media_id, user=None):
        """The card of a film on every page, which must be the same."""
        user = user or self.user
        listed = json.loads(self.catalog.browse(user, MediaType.MOVIE, Browse()))["items"]
        found = json.loads(self.discover.items(user, ItemFilter()))["items"]
        shown = json.loads(self.discover.overview(user))["sections"][0]["items"]
        cards = [self.page(media_id, user=user)]
        cards += [card for row in (listed, found, shown) for card in row if card["id"] == media_id]
        assert len(cards) == 4
        fields = set(cards[1])
        said = [{name: card[name] for name in fields} for card in cards]
        assert said == [said[0]] * 4
        return said[0]

    def own(self, media_id, user=None):
        card = self.seen(media_id, user)
        names = ("inLibrary", "progressPercent", "watched", "watchLater")
        return tuple(card[name] for name in names)


NOTHING = (False, None, False, False)


@pytest.fixture(params=["nothing", "server", "board"])
def reader(db, cache, cache_server, tmp_path, request):
    """
    Without a cache, with a cache server, and with shared generations.
    """
    caches = {
        "nothing": Cache(None),
        "server": cache,
        "board": Cache(cache_server.url(), SharedGenerations(tmp_path / "board")),
    }
    return Reader(db, caches[request.param])


@pytest.fixture
def film(db):
    media_id = make_title(db, "Metropolis", genres=["Silent"], runtime_minutes=153)
    make_title(db, "Nosferatu", genres=["Silent"])
    with db.transaction() as conn:
        conn.execute(
            """
            WITH s AS (
                INSERT INTO discover_sections (slug, title, position, refreshed_at)
                VALUES ('silent', 'Silent', 0, now())
                RETURNING id
            )
            INSERT INTO discover_section_items (section_id, position, media_id)
            SELECT s.id, 0, %s FROM s
            """,
            [media_id],
        )
    return media_id


@pytest.fixture
def writer(reader):
    """The worker: another process, with a cache object of its own."""
    board = reader.cache._shared  # noqa: SLF001  # the very same board
    return MetadataWriter(reader.db, Cache(reader.cache._url, board), reader.clock)  # noqa: SLF001


def test_a_users_action_shows_on_the_next_page(reader, film):
    assert reader.own(film) == NOTHING

    reader.watch_later.add(reader.user, film)
    assert reader.own(film) == (False, None, False, True)

    reader.play(film, 1800, of=9000)
    assert reader.own(film) == (False, 20, False, True)
    assert reader.page(film)["positionSeconds"] == 1800

    reader.watch_later.remove(reader.user, film)
    reader.play(film, 8900, of=9000)
    assert reader.own(film) == (False, 100, True, False)


def test_a_new_file_shows_on_the_next_page_of_all_users(reader, film):
    assert reader.page(film)["playable"] is None

    item = make_file(reader.db, film, duration_s=9100)

    page = reader.page(film)
    assert reader.own(film) == (True, None, False, False)
    assert page["playable"]["libraryItemId"] == str(item)
    assert [file["id"] for file in page["libraryItems"]] == [str(item)]
    assert page["durationSeconds"] == 9100


def test_a_users_marks_are_not_shown_to_others(reader, film):
    other = make_person(reader.db)
    reader.play(film, 1800, of=9000)
    reader.watch_later.add(reader.user, film)

    for _ in range(2):
        assert reader.own(film) == (False, 20, False, True)
        assert reader.own(film, other) == NOTHING
    assert reader.page(film, user=other)["positionSeconds"] == 0


def test_a_users_marks_of_a_show_are_not_shown_to_others(reader):
    show = make_show(reader.db, seasons=(2,))
    other = make_person(reader.db)
    reader.show(show.id)
    reader.play(show.id, 95, episode=show.episodes[0])

    mine, theirs = reader.show(show.id), reader.show(show.id, other)

    assert [one["watched"] for one in mine["seasons"][0]["episodes"]] == [True, False]
    assert [one["watched"] for one in theirs["seasons"][0]["episodes"]] == [False, False]
    assert (mine["progressPercent"], theirs["progressPercent"]) == (50, None)


def test_a_watched_episode_shows_on_the_next_page(reader):
    show = make_show(reader.db, seasons=(2,))
    assert reader.show(show.id)["progressPercent"] is None

    for episode in show.episodes:
        reader.play(show.id, 95, episode=episode)
    over = reader.show(show.id)
    reader.watched.unmark(reader.user, show.id, show.episodes[1])
    half = reader.show(show.id)

    assert (over["watched"], over["progressPercent"]) == (True, 100)
    assert (half["watched"], half["progressPercent"]) == (False, 50)


def test_new_metadata_of_a_title_show_at_once(reader, film, writer):
    before = reader.seen(film)

    writer.write({film: told("A city of two classes.")})

    assert before["overview"] != "A city of two classes."
    assert reader.seen(film)["overview"] == "A city of two classes."
    assert reader.page(film)["metadata"]["checkedAt"] is not None


def test_metadata_of_a_second_title_within_a_minute_show_at_once(reader, film, writer):
    other = make_title(reader.db, "Faust")
    reader.seen(film)

    writer.write({other: told("A bet.")})
    reader.seen(film)
    writer.write({film: told("A city of two classes.")})

    assert reader.seen(film)["overview"] == "A city of two classes."


def test_new_metadata_show_in_the_cards_of_related_titles_at_once(reader, film, writer):
    (other,) = (card["id"] for card in reader.page(film)["similar"])

    writer.write({other: told("A ship of rats.")})

    (card,) = reader.page(film)["similar"]
    assert card["overview"] == "A ship of rats."


def test_new_ratings_show_at_once(reader, film, writer):
    assert reader.page(film)["ratings"] == []

    writer.write_ratings(film, [RatingUpdate(source="metacritic", value=98, best=100)])

    assert [one["source"] for one in reader.page(film)["ratings"]] == ["metacritic"]


def test_new_metadata_of_episodes_show_at_once(reader, writer):
    show = make_show(reader.db, seasons=(1,))
    reader.show(show.id)

    EpisodeWriter(writer.db, writer.cache, writer.clock).write(
        show.id, (), [EpisodeUpdate(season_number=1, episode_number=1, overview="It begins.")]
    )

    (season,) = reader.show(show.id)["seasons"]
    assert season["episodes"][0]["overview"] == "It begins."


def test_new_metadata_of_a_person_show_on_their_titles_at_once(reader, film, writer):
    helm = make_credit(reader.db, film)
    assert reader.page(film)["credits"]["cast"][0]["profileUrl"] is None

    PersonWriter(writer.db, writer.cache, writer.clock).write(
        helm, PersonUpdate(name="", profile_url="https://image.tmdb.org/t/p/original/helm12345.jpg")
    )

    (cast,) = reader.page(film)["credits"]["cast"]
    assert cast["profileUrl"] == "/artwork/w500/tmdb/helm12345.jpg"


def test_an_import_invalidates_all_cards(reader, film):
    reader.seen(film)
    with reader.db.transaction() as conn, update_titles(conn, film):
        conn.execute("UPDATE media_items SET title = 'Imported' WHERE id = %s", [film])

    reader.cache.invalidate(CATALOGUE)

    assert reader.seen(film)["title"] == "Imported"
    assert reader.page(film)["title"] == "Imported"


def test_an_unchanged_page_is_not_read_again(reader, film):
    reader.page(film)
    with reader.db.read() as conn:
        conn.execute("UPDATE media_items SET title = 'Behind its back' WHERE id = %s", [film])

    is_kept = reader.cache.is_configured
    assert reader.page(film)["title"] == ("Metropolis" if is_kept else "Behind its back")


def test_a_deleted_title_is_not_found_and_leaves_the_lists(reader, film):
    (other,) = (card["id"] for card in reader.page(film)["similar"])
    with reader.db.transaction() as conn:
        conn.execute("DELETE FROM media_items WHERE id = %s", [other])

    reader.cache.invalidate(CATALOGUE)

    assert reader.page(film)["similar"] == []


def test_a_page_shows_stored_data_while_a_provider_request_is_pending(reader, film):
    reader.refresher = Refresher(reader.db, reader.clock, lambda: frozenset({"tmdb"}))
    assert reader.page(film)["metadata"]["refreshing"] is True

    with reader.db.read() as conn:
        conn.execute("UPDATE media_items SET tagline = 'New' WHERE id = %s", [film])

    assert reader.page(film)["tagline"] == "New"


def test_pages_of_different_kinds_are_cached_separately(reader, film):
    with pytest.raises(MediaNotFound):
        reader.show(film)

    assert reader.page(film)["id"] == film


def test_the_marks_of_a_user_come_last_in_a_card(reader, film):
    assert reader.catalog.presenter.unmarked([film])[film].endswith(UNMARKED_TAIL)


def test_text_that_looks_like_marks_is_not_replaced(reader, film):
    words = UNMARKED_TAIL.decode()
    with reader.db.transaction() as conn:
        conn.execute("UPDATE media_items SET overview = %s WHERE id = %s", [words, film])
    reader.watch_later.add(reader.user, film)

    card = reader.seen(film)

    assert card["overview"] == words
    assert card["watchLater"] is True


def told(overview):
    """What a provider says about a film."""
    return TitleUpdate(
        provider="tmdb", media_type=MediaType.MOVIE, external_ids={}, title="", overview=overview
    )


def test_a_new_translation_shows_at_once_and_only_in_its_language(reader, film, writer):
    reader.catalog = CatalogService(
        reader.db, reader.clock, reader.cache, lambda user: "de" if user == reader.user else ""
    )
    reader.discover = DiscoverService(reader.db, reader.cache, reader.catalog)
    reader.watch_later.add(reader.user, film)
    before = reader.seen(film)

    writer.write(
        {
            film: TitleUpdate(
                provider="tmdb",
                media_type=MediaType.MOVIE,
                external_ids={"tmdb": "19"},
                title="Metropolis",
                translations=(TranslationUpdate(language="de", title="Metropole"),),
            )
        }
    )

    shown = reader.seen(film)
    assert (before["title"], shown["title"]) == ("Metropolis", "Metropole")
    assert (before["watchLater"], shown["watchLater"]) == (True, True)
    assert reader.seen(film, uuid4())["title"] == "Metropolis"
