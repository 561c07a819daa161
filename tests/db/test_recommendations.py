"""Lists of recommendations: made by the worker, read and refused by people."""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.recommendations.models import (
    DismissRequest,
    RecommendationPart,
    RecommendationQuery,
    WhyNot,
)
from chalicelib.recommendations.service import DISMISSALS, RecommendationService
from chalicelib.recommendations.service.dismissals import DismissalService
from chalicelib.recommendations.service.familiarity import combine
from chalicelib.recommendations.service.worker_operations import RecommendationWork
from chalicelib.recommendations.store import ranking_inputs
from chalicelib.tracking.models.plays import PlaysRequest, Precision
from chalicelib.tracking.models.ratings import FavoriteRequest, RatingRequest
from chalicelib.tracking.models.statuses import StatusRequest
from tests.titles import make_person, make_show, make_title
from tests.tracking import Living
from worker.recommendations.familiarity_arrays import history_of
from worker.recommendations.list_maker import RecommendationMaker, make_lists

REGION = "DE"


class Viewer(Living):
    """A person with recommendations, and the worker that makes them."""

    def __post_init__(self):
        super().__post_init__()
        self.recommendations = RecommendationService(
            self.db, self.cache, self.clock, self.catalog, self.undo, lambda _user: REGION
        )
        self.dismissals = DismissalService(
            self.catalog, self.recommendations, self.plays, self.games
        )
        self.undo.reverters[DISMISSALS] = self.recommendations.revert
        work = RecommendationWork(self.db, self.cache, self.clock)
        self.maker = RecommendationMaker(work)

    def watch(self, media_id):
        return self.plays.add(
            self.user,
            PlaysRequest(mediaId=media_id, watchedAt=self.clock(), precision=Precision.MOMENT),
        ).undo_id

    def rate(self, media_id, rating):
        self.ratings.rate(self.user, RatingRequest(mediaIds=[media_id], rating=rating))

    def drop(self, media_id):
        self.statuses.set_status(self.user, StatusRequest(mediaIds=[media_id], status="dropped"))

    def page(self, **query):
        return self.recommendations.page(self.user, RecommendationQuery(**query))

    def titles(self, **query):
        return [item.media.id for item in self.page(**query).items]

    def dismiss(self, media_id, reason="not_for_me"):
        return self.dismissals.dismiss(
            self.user, DismissRequest(mediaId=media_id, reason=reason)
        ).undo_id

    def why_not(self, media_id):
        return self.recommendations.state(self.user, media_id).why_not


@pytest.fixture
def viewer(db):
    return Viewer(db)


@pytest.fixture
def noir(db):
    """Three titles of a kind, and one of another."""
    return [
        make_title(db, name, genres=["Noir"], year=1947, rating=7.0, votes=900)
        for name in ("Night Harbour", "The Long Pier", "Smoke Signals")
    ] + [make_title(db, "Dust Road", genres=["Western"], year=1962, rating=7.0, votes=900)]


def test_titles_like_the_watched_one_come_first_with_the_reason(viewer, noir):
    watched, *alike, other = noir
    viewer.watch(watched)
    viewer.rate(watched, 9)

    assert viewer.maker.make_due()

    page = viewer.page()
    assert [item.media.id for item in page.items] == [*alike, other]
    assert [(why.media_id, why.title, why.kind, why.rating) for why in page.items[0].because] == [
        (watched, "Night Harbour", "rated", 9.0)
    ]
    assert (page.total, page.is_personal, page.made_at) == (3, True, viewer.clock())
    for item in page.items:
        assert set(item.parts) == set(RecommendationPart)
        assert sum(item.parts.values()) == pytest.approx(item.score, abs=1e-5)
    assert page.items[0].parts["features"] > page.items[2].parts["features"]


def test_a_new_person_gets_what_others_think_well_of_without_a_reason(viewer, db):
    good = make_title(db, "Loved", rating=9.0, votes=5000)
    fair = make_title(db, "Liked", rating=6.0, votes=5000)
    viewer.maker.make_due()

    page = viewer.page()

    assert [(item.media.id, item.because) for item in page.items] == [(good, []), (fair, [])]
    assert not page.is_personal
    assert viewer.recommendations.explained(viewer.user, 10) == []


def test_before_the_worker_ran_there_is_an_empty_page(viewer, noir):
    page = viewer.page()

    assert (page.items, page.made_at) == ([], None)


def test_a_page_says_whether_a_worker_is_there_to_make_a_list(viewer, db):
    before = viewer.page().worker_is_alive
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [viewer.clock()]
        )
    with_one = viewer.page().worker_is_alive
    viewer.now += timedelta(seconds=31)

    assert (before, with_one, viewer.page().worker_is_alive) == (False, True, False)


def test_a_list_is_made_again_after_a_change_and_once_a_day(viewer, noir):
    assert viewer.maker.make_due()
    assert not viewer.maker.make_due()

    viewer.wait(seconds=1)
    viewer.watch(noir[0])
    assert viewer.maker.make_due()
    viewer.wait(seconds=1)
    assert not viewer.maker.make_due()

    viewer.wait(days=1)
    assert viewer.maker.make_due()


def test_what_was_seen_dropped_or_refused_since_is_left_out_at_once(viewer, noir):
    viewer.maker.make_due()
    assert len(viewer.titles()) == 4

    viewer.watch(noir[0])
    viewer.drop(noir[1])
    viewer.dismiss(noir[2])

    assert viewer.titles() == [noir[3]]
    assert [viewer.why_not(title) for title in noir] == [
        WhyNot.SEEN,
        WhyNot.DROPPED,
        WhyNot.DISMISSED,
        None,
    ]


def test_not_now_ends_after_some_months_and_not_for_me_never(viewer, noir):
    viewer.dismiss(noir[0], "not_now")
    viewer.dismiss(noir[1], "not_for_me")
    viewer.maker.make_due()
    assert set(viewer.titles()) == {noir[2], noir[3]}

    viewer.wait(days=91)
    viewer.maker.make_due()

    assert set(viewer.titles()) == {noir[0], noir[2], noir[3]}


def test_a_dismissal_is_undone_to_what_was_before(viewer, noir):
    viewer.maker.make_due()
    first = viewer.dismiss(noir[0], "not_now")
    viewer.undo.undo(viewer.user, first)
    assert noir[0] in viewer.titles()

    viewer.dismiss(noir[0], "not_now")
    second = viewer.dismiss(noir[0], "not_for_me")
    viewer.undo.undo(viewer.user, second)
    viewer.wait(days=91)
    viewer.maker.make_due()

    assert noir[0] in viewer.titles()


@pytest.mark.parametrize("kind", ["movie", "show", "game"])
def test_what_was_seen_elsewhere_is_recorded_as_seen_until_that_is_undone(viewer, db, kind):
    title = make_show(db).id if kind == "show" else make_title(db, media_type=kind)
    viewer.maker.make_due()

    undo_id = viewer.dismiss(title, "seen")

    card = viewer.card(title)
    assert card.watched or card.game_status == "completed"
    assert (viewer.titles(), viewer.why_not(title)) == ([], WhyNot.SEEN)

    viewer.undo.undo(viewer.user, undo_id)

    card = viewer.card(title)
    assert not card.watched
    assert card.game_status is None
    assert viewer.titles() == [title]


def test_a_film_seen_elsewhere_has_no_date(viewer, noir):
    viewer.dismiss(noir[0], "seen")

    with viewer.db.read() as conn:
        assert conn.execute("SELECT precision FROM user_plays").fetchall() == [("unknown",)]


def test_a_dismissal_is_undone_also_after_a_new_list(viewer, noir):
    viewer.maker.make_due()
    viewer.wait(seconds=1)
    dismissed = viewer.dismiss(noir[0])
    viewer.wait(seconds=1)
    assert viewer.maker.make_due()
    assert noir[0] not in viewer.titles()

    viewer.undo.undo(viewer.user, dismissed)

    assert noir[0] in viewer.titles()


def test_a_dismissal_is_learned_from_when_it_can_no_longer_be_undone(viewer, noir):
    viewer.dismiss(noir[0])
    viewer.maker.make_due()
    viewer.wait(seconds=31)

    assert viewer.maker.make_due()
    assert not viewer.maker.make_due()
    with viewer.db.read() as conn:
        (titles,) = conn.execute("SELECT media_ids FROM recommendation_snapshots").fetchone()
    assert set(titles) == set(noir[1:])


def test_a_list_is_made_again_after_an_undo(viewer, noir):
    watched = viewer.watch(noir[0])
    viewer.maker.make_due()
    viewer.wait(seconds=1)
    assert noir[0] not in viewer.titles()

    viewer.undo.undo(viewer.user, watched)

    assert viewer.maker.make_due()
    assert noir[0] in viewer.titles()


def test_a_list_is_made_again_after_an_import_of_an_old_history(viewer, noir):
    viewer.maker.make_due()
    viewer.wait(seconds=1)
    with viewer.db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO history_imports (
                id, user_id, file_name, size_bytes, time_zone, state, state_since, created_at
            )
            VALUES (gen_random_uuid(), %(user)s, 'diary.csv', 1, 'UTC', 'applied', %(now)s, %(now)s)
            """,
            {"user": viewer.user, "now": viewer.clock()},
        )

    assert viewer.maker.make_due()
    assert not viewer.maker.make_due()


def test_filters_leave_kind_genre_and_length(viewer, db):
    short = make_title(db, "Short", runtime_minutes=70, genres=["Noir"])
    long = make_title(db, "Long", runtime_minutes=180, genres=["Drama"])
    make_show(db)
    game = make_title(db, "Game", media_type="game")
    viewer.maker.make_due()

    assert set(viewer.titles(mediaType="movie")) == {short, long}
    assert set(viewer.titles(mediaType="game")) == {game}
    assert viewer.titles(genre="noir") == [short]
    assert viewer.titles(maxMinutes=90) == [short]
    assert viewer.titles(available=True) == []
    page = viewer.page(pageSize=3, page=2)
    assert (len(page.items), page.total) == (1, 4)


def test_titles_that_are_not_out_are_not_recommended(viewer, db):
    coming = make_title(
        db, "Coming", year=None, release_date=(viewer.clock() + timedelta(days=30)).date()
    )
    viewer.maker.make_due()

    assert viewer.titles() == []
    assert viewer.why_not(coming) == WhyNot.NOT_RELEASED


def test_a_game_with_a_quarter_or_nothing_ahead_is_not_recommended(viewer, db):
    year = viewer.clock().year
    games = {
        name: make_title(db, name, media_type="game", year=year, release_date=None)
        for name in ("announced", "quarter", "out")
    }
    with db.transaction() as conn:
        for name, day, precision in (
            ("announced", None, "tba"),
            ("quarter", viewer.clock() + timedelta(days=80), "quarter"),
            ("out", viewer.clock() - timedelta(days=1), "day"),
        ):
            conn.execute(
                "INSERT INTO media_releases"
                " (media_id, region, platform, kind, released_on, certificate, precision)"
                " VALUES (%s, '', 'PC', 'game', %s, '', %s)",
                [games[name], day, precision],
            )
    viewer.maker.make_due()

    assert viewer.titles() == [games["out"]]
    assert viewer.why_not(games["announced"]) == WhyNot.NOT_RELEASED


def test_what_a_provider_names_beside_a_favorite_is_recommended(viewer, db, noir):
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO media_links (media_id, kind, linked_id) VALUES (%s, 'recommended', %s)",
            [noir[0], noir[3]],
        )
    viewer.ratings.set_favorite(viewer.user, FavoriteRequest(mediaIds=[noir[0]], isFavorite=True))
    viewer.maker.make_due()

    best = viewer.page().items[0]
    assert (best.media.id, best.because[0].kind) == (noir[3], "favorite")


def test_no_more_than_two_of_a_franchise_are_on_a_list(viewer, db):
    parts = [make_title(db, f"Part {number}", rating=8.0, votes=900) for number in range(4)]
    with db.transaction() as conn:
        for part in parts:
            for other in parts:
                if part != other:
                    conn.execute(
                        "INSERT INTO media_links (media_id, kind, linked_id)"
                        " VALUES (%s, 'franchise', %s)",
                        [part, other],
                    )
    alone = make_title(db, "Alone", rating=5.0, votes=900)
    viewer.maker.make_due()

    assert viewer.titles() == [*parts[:2], alone]


def give_keywords(db, media_id, *names):
    with db.transaction() as conn:
        for position, name in enumerate(names):
            conn.execute(
                """
                WITH made AS (
                    INSERT INTO keywords (name) VALUES (%(name)s)
                    ON CONFLICT (name) DO UPDATE SET name = excluded.name
                    RETURNING id
                )
                INSERT INTO media_keywords (media_id, keyword_id, position)
                SELECT %(title)s, id, %(position)s FROM made
                """,
                {"name": name, "title": media_id, "position": position},
            )


def test_what_is_about_the_same_comes_first_and_the_reason_says_what(viewer, noir, db):
    seen, other, about_it, _ = noir
    give_keywords(db, seen, "sequel", "heist", "paris, france")
    give_keywords(db, about_it, "sequel", "heist")
    give_keywords(db, other, "sequel", "amnesia")
    viewer.watch(seen)
    viewer.maker.make_due()

    first = viewer.page().items[0]
    assert first.media.id == about_it
    assert first.because[0].keyword == "heist"


def test_the_reason_says_who_made_both_and_what_they_are(viewer, noir, db):
    seen, other, by_the_same, _ = noir
    with db.transaction() as conn:
        conn.execute(
            "UPDATE media_items SET directors = '{Jules Dassin}' WHERE id = ANY(%s)",
            [[seen, by_the_same]],
        )
    viewer.watch(seen)
    viewer.maker.make_due()

    because = {item.media.id: item.because[0] for item in viewer.page().items if item.because}

    assert because[by_the_same].person == "Jules Dassin"
    assert (because[other].person, because[other].genre) == (None, "Noir")


def test_a_title_answers_which_rule_leaves_it_out(viewer, noir, db):
    series = [make_title(db, f"Part {number}", genres=["Noir"], votes=900) for number in range(3)]
    with db.transaction() as conn:
        for part in series:
            for other in series:
                if part != other:
                    conn.execute(
                        "INSERT INTO media_links (media_id, kind, linked_id)"
                        " VALUES (%s, 'franchise', %s)",
                        [part, other],
                    )
        conn.execute("UPDATE media_items SET created_at = %s", [viewer.now - timedelta(days=1)])
        conn.execute(
            "INSERT INTO taste_rules VALUES (%s, 'genre:western', 'never', now())", [viewer.user]
        )
    viewer.watch(noir[0])
    viewer.maker.make_due()
    (left_out,) = set(series) - set(viewer.titles())
    new = make_title(db, "Just In")

    assert viewer.why_not(left_out) == WhyNot.FRANCHISE
    assert viewer.recommendations.state(viewer.user, noir[3]).rule.name == "Western"
    assert viewer.why_not(new) == WhyNot.NEW_HERE


def test_a_title_that_does_not_exist_cannot_be_refused(viewer):
    with pytest.raises(MediaNotFound):
        viewer.dismiss(10**9)
    with pytest.raises(MediaNotFound):
        viewer.why_not(10**9)


def test_two_people_have_lists_of_their_own(viewer, noir):
    other = Viewer(viewer.db)
    viewer.watch(noir[0])
    other.dismiss(noir[1])
    viewer.maker.make_due()

    assert noir[1] in viewer.titles()
    assert noir[0] in other.titles()
    assert noir[1] not in other.titles()


def test_a_title_deleted_while_a_list_was_made_is_left_out(viewer, db, noir):
    work = viewer.maker.work
    due = work.due()
    (lists,) = make_lists(due)
    with db.transaction() as conn:
        conn.execute("DELETE FROM media_items WHERE id = %s", [noir[0]])
    work.store(lists, due.at)

    assert set(viewer.titles()) == set(noir[1:])


class RecordedWork(RecommendationWork):
    """Whose lists were written together."""

    written: ClassVar[list[list[UUID]]] = []

    def store(self, lists, made_at):
        super().store(lists, made_at)
        self.written.append(list(lists))


def test_lists_are_written_while_the_next_ones_are_made(viewer, db, noir):
    """Those of thousands of people are never in memory at once, nor in one statement."""
    others = [make_person(db) for _ in range(2)]
    work = RecordedWork(viewer.db, viewer.cache, viewer.clock)
    work.written.clear()

    for lists in make_lists(work.due(), batch=2):
        work.store(lists, viewer.clock())

    assert [len(users) for users in work.written] == [2, 1]
    assert {user for users in work.written for user in users} == {viewer.user, *others}
    assert not viewer.maker.make_due()


@pytest.mark.parametrize(
    ("position", "days_ago", "kind"),
    [(600, 31, "abandoned"), (600, 29, "started"), (1800, 31, "started")],
)
def test_what_was_left_early_a_month_ago_says_that_it_was_not_liked(
    viewer, noir, position, days_ago, kind
):
    viewer.play(noir[0], position, of=7200)
    viewer.wait(days=days_ago)

    with viewer.db.read() as conn:
        known = combine(ranking_inputs.known_of(conn, people=[viewer.user], now=viewer.clock()))

    found = known[viewer.user][noir[0]]
    assert (found.kind, found.weight < 0) == (kind, kind == "abandoned")


def test_a_film_watched_twice_says_more_than_one_watched_once(viewer, noir):
    again, once = noir[:2]
    for film in (again, again, once):
        viewer.watch(film)
        viewer.wait(days=1)

    with viewer.db.read() as conn:
        known = combine(ranking_inputs.known_of(conn, people=[viewer.user], now=viewer.clock()))

    found = known[viewer.user]
    assert (found[again].kind, found[once].kind) == ("rewatched", "watched")
    assert found[again].weight > found[once].weight


def test_all_people_are_read_as_each_of_them_is(viewer, db, noir):
    """The arrays of the worker say what `combine` says of one person."""
    other = Viewer(db)
    for person, rating in ((viewer, 2), (other, 9)):
        person.watch(noir[0])
        person.rate(noir[0], rating)
        person.wait(days=1)
        person.watch(noir[1])
        person.drop(noir[1])
        person.ratings.set_favorite(
            person.user, FavoriteRequest(mediaIds=[noir[2]], isFavorite=True)
        )
    other.now = viewer.now
    with db.transaction() as conn:
        conn.execute("INSERT INTO taste_forgotten VALUES (%s, %s, now())", [other.user, noir[2]])
    due = viewer.maker.work.due()

    history = history_of(due)

    with db.read() as conn:
        rows = ranking_inputs.known_of(conn, people=[viewer.user, other.user], now=viewer.now)
    media_ids = [candidate.media_id for candidate in due.candidates]
    found = {
        (history.people[person], media_ids[title]): weight
        for person, title, weight in zip(
            history.person, history.title, history.weight.tolist(), strict=True
        )
    }
    assert found == {
        (str(user), media_id): pytest.approx(known.weight)
        for user, titles in combine(rows).items()
        for media_id, known in titles.items()
    }
    assert len(found) == 6
