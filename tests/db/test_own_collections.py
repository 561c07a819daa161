"""Collections of people: titles in an order, sharing, and what one sees of another."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr, ValidationError

from chalicelib.catalog.models.selection_rules import SmartRules
from chalicelib.catalog.service.selection_rules import TitleRules
from chalicelib.collections.errors import (
    CollectionHasMoreTitles,
    CollectionIsFull,
    CollectionIsReadOnly,
    CollectionIsSmart,
    CollectionNotFound,
    TooManyCollections,
)
from chalicelib.collections.models import Visibility
from chalicelib.collections.models import user_collections as models
from chalicelib.collections.models.user_collections import (
    CollectionEdit,
    CollectionQuery,
    CollectionShelf,
    CollectionTitleQuery,
    NewCollection,
    moved,
    reordered,
)
from chalicelib.collections.service import CollectionService
from chalicelib.collections.service import user_collections as own_service
from chalicelib.collections.service.collection_pages import CollectionPages
from chalicelib.collections.service.collection_titles import CollectionContents
from chalicelib.collections.service.user_collections import UserCollectionService
from chalicelib.engagement.service import EngagementService
from chalicelib.engagement.store.postgres import PostgresVisitCounter
from chalicelib.metadata.store import title_merge
from chalicelib.platform.cache import Cache
from chalicelib.platform.errors import InvalidInput
from chalicelib.tracking.models.ratings import RatingRequest
from tests.titles import make_file, make_person, make_title
from tests.tracking import Living, count_waiting
from tests.waiting import wait_until


@dataclass
class House:
    """Two people and the services of collections around them."""

    living: Living

    def __post_init__(self) -> None:
        db, clock, catalog = self.living.db, self.living.clock, self.living.catalog
        self.rosa: UUID = self.living.user
        self.emil: UUID = make_person(db)
        contents = CollectionContents(db, self.living.cache, catalog)
        engagement = EngagementService(db, PostgresVisitCounter(db), clock, SecretStr("x" * 32))
        catalogue = CollectionService(db, self.living.cache, catalog)
        self.pages = CollectionPages(db, catalog, engagement, catalogue, contents)
        self.own = UserCollectionService(db, clock, catalog, contents, self.living.undo)

    def make(self, name="Rainy days", **request):
        self.living.wait(seconds=1)
        return self.own.create(self.rosa, NewCollection(name=name, **request)).collection.id

    def edit(self, person, collection, **changes):
        self.living.wait(seconds=1)
        return self.own.edit(person, collection, CollectionEdit(**changes))

    def page(self, person, collection, **query):
        return self.pages.open(person, str(collection), CollectionTitleQuery(**query))

    def titles(self, person, collection, **query):
        return [card.id for card in self.page(person, collection, **query).items]

    def shelf(self, person, shelf):
        found = self.pages.list(person, CollectionQuery(owner=shelf))
        return [item.name for item in found.items]

    def undo(self, person, change):
        self.living.undo.undo(person, change.undo_id)


@pytest.fixture
def house(db):
    return House(Living(db))


@pytest.fixture
def films(db):
    return [make_title(db, f"Film {number}", runtime_minutes=60) for number in range(4)]


def test_titles_keep_the_order_they_are_given(house, films):
    a, b, c, d = films
    collection = house.make(mediaIds=[c, a])

    house.own.add(house.rosa, collection, [b, a, d])
    assert house.titles(house.rosa, collection) == [c, a, b, d]
    house.own.move(house.rosa, collection, [d, b], a)
    assert house.titles(house.rosa, collection) == [c, d, b, a]
    house.own.move(house.rosa, collection, [c], None)
    house.own.remove(house.rosa, collection, [b, 999_999])

    assert house.titles(house.rosa, collection) == [d, a, c]


@pytest.mark.parametrize(
    ("ids", "before_id", "order"),
    [
        ([3], 1, [3, 1, 2, 4]),
        ([1], None, [2, 3, 4, 1]),
        ([4, 1], 3, [2, 4, 1, 3]),
        ([2], 2, [1, 3, 4, 2]),
        ([9], 1, [1, 2, 3, 4]),
        ([1], 9, [2, 3, 4, 1]),
        ([1, 1], 4, [2, 3, 1, 4]),
    ],
)
def test_moving_titles(ids, before_id, order):
    assert moved([1, 2, 3, 4], ids, before_id) == order


def test_an_earlier_order_leaves_titles_that_came_since_at_the_end():
    assert reordered([5, 3, 1, 2], [1, 2, 3, 4]) == [1, 2, 3, 5]


class TestUndo:
    def test_brings_back_titles_in_their_places(self, house, films):
        collection = house.make(mediaIds=films)
        change = house.own.remove(house.rosa, collection, films[1:3])
        house.undo(house.rosa, change)

        assert house.titles(house.rosa, collection) == films

    def test_of_a_move_keeps_what_another_person_added_since(self, db, house, films):
        collection = house.make(mediaIds=films, sharedWith=[house.emil])
        change = house.own.move(house.rosa, collection, [films[3]], films[0])
        late = make_title(db, "Late")
        house.own.add(house.emil, collection, [late])
        house.undo(house.rosa, change)

        assert house.titles(house.rosa, collection) == [*films, late]

    def test_of_a_deletion_brings_back_everything(self, house, films):
        collection = house.make(
            mediaIds=films[:2], description="Wet", sharedWith=[house.emil], visibility="house"
        )
        house.edit(house.rosa, collection, coverMediaId=films[1])
        before = house.page(house.emil, collection)
        change = house.own.delete(house.rosa, collection)
        with pytest.raises(CollectionNotFound):
            house.page(house.emil, collection)
        house.undo(house.rosa, change)

        assert house.page(house.emil, collection) == before

    def test_of_a_creation_deletes_it(self, house):
        change = house.own.create(house.rosa, NewCollection(name="Oops"))
        house.undo(house.rosa, change)

        assert house.shelf(house.rosa, CollectionShelf.ME) == []

    def test_of_a_creation_is_refused_once_titles_were_added(self, house, films):
        change = house.own.create(house.rosa, NewCollection(name="Ours", mediaIds=films[:1]))
        house.own.add(house.rosa, change.collection.id, films[1:2])

        with pytest.raises(CollectionHasMoreTitles):
            house.undo(house.rosa, change)
        assert house.titles(house.rosa, change.collection.id) == films[:2]

    @pytest.mark.parametrize("change", ["create", "edit", "delete", "add"])
    def test_a_change_waits_for_an_undo_that_runs_before_it_takes_the_collection(
        self, db, house, films, change
    ):
        """Two that wait for each other would both fail."""
        collection = house.make(mediaIds=films[:1])
        changes = {
            "create": lambda: house.make("Another"),
            "edit": lambda: house.edit(house.rosa, collection, name="Sun"),
            "delete": lambda: house.own.delete(house.rosa, collection),
            "add": lambda: house.own.add(house.rosa, collection, films[1:]),
        }

        with ThreadPoolExecutor(1) as pool:
            with db.transaction() as conn:
                house.living.undo.lock(conn, house.rosa)
                changed = pool.submit(changes[change])
                wait_until(lambda: changed.done() or count_waiting(db))
                assert not changed.done()
                conn.execute(
                    "SELECT FROM collections WHERE id = %s FOR UPDATE NOWAIT", [collection]
                )
            changed.result()

    def test_of_an_edit_leaves_what_was_edited_since(self, house):
        collection = house.make()
        change = house.edit(house.rosa, collection, name="Sun", description="Bright")
        house.edit(house.rosa, collection, name="Snow")
        house.undo(house.rosa, change)

        item = house.page(house.rosa, collection).collection
        assert (item.name, item.description) == ("Snow", "")

    def test_does_nothing_for_somebody_who_may_not_write_any_more(self, house, films):
        collection = house.make(mediaIds=films[:1], sharedWith=[house.emil])
        change = house.own.add(house.emil, collection, films[1:])
        house.edit(house.rosa, collection, sharedWith=[])
        house.undo(house.emil, change)

        assert house.titles(house.rosa, collection) == films

    def test_is_not_offered_when_nothing_changed(self, house, films):
        collection = house.make(mediaIds=films)

        assert house.own.add(house.rosa, collection, films).undo_id is None
        assert house.own.move(house.rosa, collection, [films[3]], None).undo_id is None
        assert house.edit(house.rosa, collection, name="Rainy days").undo_id is None


class TestSharing:
    def test_a_private_collection_does_not_exist_for_others(self, house, films):
        collection = house.make(mediaIds=films)

        assert house.shelf(house.emil, CollectionShelf.ME) == []
        assert house.shelf(house.emil, CollectionShelf.HOUSE) == []
        for attempt in (
            lambda: house.page(house.emil, collection),
            lambda: house.own.add(house.emil, collection, films),
            lambda: house.own.delete(house.emil, collection),
            lambda: house.edit(house.emil, collection, name="Mine now"),
        ):
            with pytest.raises(CollectionNotFound):
                attempt()

    def test_everybody_reads_one_of_the_house_and_nobody_else_writes_it(self, house, films):
        collection = house.make(mediaIds=films, visibility=Visibility.HOUSE)

        assert house.shelf(house.emil, CollectionShelf.HOUSE) == ["Rainy days"]
        assert house.shelf(house.rosa, CollectionShelf.HOUSE) == []
        assert house.titles(house.emil, collection) == films
        for attempt in (
            lambda: house.own.remove(house.emil, collection, films),
            lambda: house.own.move(house.emil, collection, films[:1], None),
            lambda: house.edit(house.emil, collection, visibility="private"),
            lambda: house.own.delete(house.emil, collection),
        ):
            with pytest.raises(CollectionIsReadOnly):
                attempt()

    def test_named_people_write_its_titles_and_nothing_else_of_it(self, house, films):
        collection = house.make(mediaIds=films[:1], sharedWith=[house.emil])

        house.own.add(house.emil, collection, films[1:])
        assert house.shelf(house.emil, CollectionShelf.ME) == ["Rainy days"]
        assert house.titles(house.rosa, collection) == films
        for attempt in (
            lambda: house.edit(house.emil, collection, name="Mine now"),
            lambda: house.own.delete(house.emil, collection),
        ):
            with pytest.raises(CollectionIsReadOnly):
                attempt()

    def test_marks_in_a_shared_collection_are_the_readers(self, house, films):
        collection = house.make(mediaIds=films, sharedWith=[house.emil])
        house.living.mark(films[0])
        house.living.ratings.rate(house.rosa, RatingRequest(mediaIds=[films[1]], rating=9))

        hers, his = (house.page(person, collection) for person in (house.rosa, house.emil))

        assert (hers.collection.seen_count, his.collection.seen_count) == (1, 0)
        assert (hers.next.id, his.next.id) == (films[1], films[0])
        assert (hers.minutes_left, his.minutes_left) == (180, 240)
        assert [(card.watched, card.own_rating) for card in his.items] == [(False, None)] * 4
        assert house.titles(house.rosa, collection, unseen=True) == films[1:]
        assert house.titles(house.emil, collection, unseen=True) == films

    def test_a_person_who_is_unknown_is_named_in_the_refusal(self, house):
        with pytest.raises(InvalidInput) as refused:
            house.make(sharedWith=[uuid4()])

        assert refused.value.field == "sharedWith"

    def test_a_shared_collection_outlives_its_owner_and_others_do_not(self, db, house, films):
        shared = house.make("Ours", mediaIds=films, sharedWith=[house.emil])
        of_the_house = house.make("Hers", mediaIds=films, visibility=Visibility.HOUSE)

        with db.read() as conn:
            conn.execute("DELETE FROM users WHERE id = %s", [house.rosa])

        page = house.page(house.emil, shared)
        assert page.collection.is_own
        assert page.collection.shared_with == []
        assert [card.id for card in page.items] == films
        with pytest.raises(CollectionNotFound):
            house.page(house.emil, of_the_house)


class TestSmart:
    RULES = SmartRules(rules=[{"field": "seen", "operator": "is", "value": True}])

    def test_its_titles_are_kept_until_the_reader_does_something(
        self, db, films, cache_server, monkeypatch
    ):
        house = House(Living(db, Cache(cache_server.url())))
        asked = []
        find = TitleRules.find
        monkeypatch.setattr(TitleRules, "find", lambda *given: asked.append(given) or find(*given))
        collection = house.make(rules=self.RULES)

        for _ in range(3):
            assert house.shelf(house.rosa, CollectionShelf.ME) == ["Rainy days"]
        assert len(asked) == 1
        house.living.mark(films[1])

        assert house.titles(house.rosa, collection) == [films[1]]


class TestLimits:
    def test_a_person_has_so_many_collections(self, house, monkeypatch):
        monkeypatch.setattr(own_service, "MAX_COLLECTIONS", 2)
        house.make()
        house.make()

        with pytest.raises(TooManyCollections) as refused:
            house.make()
        assert refused.value.field == "name"

    def test_a_collection_has_so_many_titles(self, house, films, monkeypatch):
        monkeypatch.setattr(own_service, "MAX_ITEMS", 3)
        collection = house.make(mediaIds=films[:3])

        house.own.add(house.rosa, collection, films[:3])
        with pytest.raises(CollectionIsFull) as refused:
            house.own.add(house.rosa, collection, films)
        assert refused.value.field == "mediaIds"

    @pytest.mark.parametrize(
        "request_body",
        [
            {"name": " "},
            {"name": "x" * 81},
            {"name": "A", "description": "x" * 501},
            {"name": "A", "visibility": "public"},
            {"name": "A", "mediaIds": list(range(1, models.MAX_CHANGED + 2))},
            {
                "name": "A",
                "mediaIds": [1],
                "rules": {"rules": [{"field": "seen", "operator": "is", "value": True}]},
            },
        ],
    )
    def test_invalid_requests(self, request_body):
        with pytest.raises(ValidationError):
            NewCollection.model_validate(request_body)


def test_the_page_sorts_and_filters(db, house):
    a = make_title(db, "A", year=1930, rating=6, votes=10, runtime_minutes=90)
    b = make_title(db, "B", year=1920, rating=9, votes=10, runtime_minutes=120)
    c = make_title(db, "C", year=None, rating=None, runtime_minutes=None)
    make_file(db, a)
    collection = house.make(mediaIds=[c, a, b])

    assert house.titles(house.rosa, collection, sort="year") == [b, a, c]
    assert house.titles(house.rosa, collection, sort="rating") == [b, a, c]
    assert house.titles(house.rosa, collection, sort="length") == [a, b, c]
    assert house.titles(house.rosa, collection, available=True) == [a]
    assert house.titles(house.rosa, collection, page=2, pageSize=2) == [b]


def test_a_cover_is_one_of_the_titles(db, house, films):
    collection = house.make(mediaIds=films[:2])
    with db.read() as conn:
        conn.execute(
            "UPDATE media_items SET poster_url = '/art/cover.svg' WHERE id = %s", [films[1]]
        )

    assert house.page(house.rosa, collection).collection.posters[0] is None
    change = house.edit(house.rosa, collection, coverMediaId=films[1])
    assert change.collection.posters[0] is not None
    house.edit(house.rosa, collection, coverMediaId=None)
    assert house.page(house.rosa, collection).collection.posters[0] is None
    with pytest.raises(InvalidInput):
        house.edit(house.rosa, collection, coverMediaId=films[3])


def test_where_a_title_can_be_added(house, films):
    has_it = house.make("Has it", mediaIds=films)
    house.make("Has it not")
    house.make("Smart", rules={"rules": [{"field": "seen", "operator": "is", "value": True}]})

    found = house.own.choices(house.rosa, films[0]).items
    assert [(each.name, each.contains, each.count) for each in found] == [
        ("Has it not", False, 0),
        ("Has it", True, 4),
    ]
    assert house.own.choices(house.emil, films[0]).items == []
    assert found[1].id == has_it


def test_titles_of_a_smart_collection_are_not_added_by_hand(house, films):
    collection = house.make(rules={"rules": [{"field": "seen", "operator": "is", "value": True}]})

    with pytest.raises(CollectionIsSmart):
        house.own.add(house.rosa, collection, films)


def test_merging_titles_keeps_them_in_collections(db, house, films):
    kept, removed, *_ = films
    both = house.make(mediaIds=[removed, films[2], kept])
    one = house.make(mediaIds=[films[2], removed])
    house.edit(house.rosa, one, coverMediaId=removed)

    with db.transaction() as conn:
        title_merge.merge(conn, kept=kept, removed=removed)

    assert house.titles(house.rosa, both) == [films[2], kept]
    assert house.titles(house.rosa, one) == [films[2], kept]
    assert house.page(house.rosa, one).cover_media_id == kept
