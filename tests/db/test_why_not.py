"""Why a title is not recommended: what is known of it, of the person, and of both."""

from datetime import timedelta

import pytest
from psycopg import sql

from chalicelib.games.models import GameStatusRequest
from chalicelib.recommendations.models import WhyNot
from chalicelib.recommendations.models.taste import RuleRequest
from tests.db.test_recommendations import REGION
from tests.db.test_taste import Taster
from tests.library import make_item
from tests.titles import make_title


class SourceFetcher(Taster):
    """A person who asks why a title is not recommended."""

    def state(self, media_id):
        return self.recommendations.state(self.user, media_id)

    def like(self, count, **facts):
        """Films the person watched, from 1990 on a year apart."""
        for number in range(count):
            film = make_title(self.db, f"Liked {number}", year=1990 + number, votes=900)
            describe(self.db, film, **facts)
            self.watch(film)

    def play_on(self, *platforms):
        self.wait(seconds=1)
        for platform in platforms:
            game = make_title(self.db, f"Game on {platform}", media_type="game")
            request = GameStatusRequest(status="completed", platform=platform)
            self.games.set_status(self.user, game, request)


def describe(db, media_id, **facts):
    with db.transaction() as conn:
        for column, value in facts.items():
            statement = sql.SQL("UPDATE media_items SET {} = %s WHERE id = %s")
            conn.execute(statement.format(sql.Identifier(column)), [value, media_id])
        conn.execute("UPDATE media_items SET created_at = '2020-01-01'")


@pytest.fixture
def asker(db):
    return SourceFetcher(db)


@pytest.fixture
def film(db):
    return make_title(db, "Asked for", year=1995, rating=7.0, votes=900)


def release(db, media_id, day, region=REGION, kind="cinema"):
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO media_releases (media_id, region, kind, released_on)"
            " VALUES (%s, %s, %s, %s)",
            [media_id, region, kind, day],
        )


def test_what_comes_to_the_country_later_is_left_out_until_then(asker, film, db):
    day = asker.now.date() + timedelta(days=20)
    release(db, film, day)
    release(db, film, asker.now.date() - timedelta(days=9), region="US")
    release(db, film, asker.now.date() - timedelta(days=9), kind="premiere")

    assert film not in asker.listed()
    assert (asker.state(film).why_not, asker.state(film).comes_on) == (WhyNot.REGION, day)

    asker.wait(days=21)
    assert film in asker.listed()


def test_what_is_in_the_library_is_recommended_before_it_is_out_in_the_country(
    asker, film, db, tmp_path
):
    release(db, film, asker.now.date() + timedelta(days=20))
    make_item(db, tmp_path / "film.mp4", media_id=film)

    assert film in asker.listed()


def test_an_age_rating_that_is_never_wanted_is_the_reason(asker, film, db):
    describe(db, film, certificate="FSK 18")
    asker.taste.set_rule(asker.user, RuleRequest(trait="age:18", strength="never"))

    assert film not in asker.listed()
    state = asker.state(film)
    assert (state.why_not, state.rule.kind, state.rule.name) == (WhyNot.RULE, "age", "18")


def test_a_game_for_other_platforms_is_left_out_once_enough_games_say_so(asker, db):
    other, fitting, unknown = (
        make_title(db, name, media_type="game", rating=8.0, votes=900)
        for name in ("Other", "Fitting", "Unknown")
    )
    describe(db, other, platforms=["Switch"])
    describe(db, fitting, platforms=["Switch", "PC"])
    asker.play_on("PC", "PC")
    assert set(asker.listed()) == {other, fitting, unknown}

    asker.play_on("Atari")

    assert set(asker.listed()) == {fitting, unknown}
    state = asker.state(other)
    assert (state.why_not, list(state.platforms)) == (WhyNot.PLATFORM, ["Atari", "PC"])


def test_a_platform_belongs_to_the_taste_until_its_games_are_forgotten(asker, db):
    other = make_title(db, "Other", media_type="game", rating=8.0, votes=900)
    describe(db, other, platforms=["Switch"])
    asker.play_on("PC", "PC", "PC")
    assert asker.traits()["platform:PC"].count == 3
    assert asker.listed() == []

    piece = asker.taste.read(asker.user).evidence[0].media.id
    asker.wait(seconds=1)
    asker.forget(piece)

    assert asker.traits()["platform:PC"].count == 2
    assert asker.listed() == [other]


def test_a_platform_that_is_never_wanted_leaves_out_games_for_it_alone(asker, db):
    alone, both = (
        make_title(db, name, media_type="game", rating=8.0, votes=900) for name in ("Alone", "Both")
    )
    describe(db, alone, platforms=["Switch"])
    describe(db, both, platforms=["Switch", "PC"])
    asker.rule("platform:Switch", "never")

    assert asker.listed() == [both]
    assert (asker.state(alone).why_not, asker.state(alone).rule.name) == (WhyNot.RULE, "Switch")


@pytest.mark.parametrize(
    ("liked", "facts", "reason", "name"),
    [
        ({}, {"year": 1950}, WhyNot.ERA, "1950s"),
        ({"countries": ["US"]}, {"countries": ["JP"]}, WhyNot.COUNTRY, "JP"),
        ({"certificate": "PG"}, {"certificate": "R"}, WhyNot.AGE_RATING, "16"),
        ({"countries": ["US"]}, {"countries": ["JP", "US"]}, WhyNot.OTHERS_FIRST, None),
    ],
)
def test_what_no_liked_title_is_sets_a_title_apart(
    asker, film, db, monkeypatch, liked, facts, reason, name
):
    asker.like(20, **liked)
    describe(db, film, **facts)
    monkeypatch.setattr(
        "worker.recommendations.list_selection.MAX_OF_KIND", 0
    )  # a list that is full
    asker.listed()

    state = asker.state(film)

    assert state.why_not == reason
    assert (state.unlike and (state.unlike.name, state.unlike.liked_titles)) == (
        name and (name, 20)
    )


def test_many_titles_of_two_years_do_not_say_that_older_ones_are_not_liked(
    asker, film, db, monkeypatch
):
    for number in range(30):
        asker.watch(make_title(db, f"New {number}", year=2024 + number % 2))
    describe(db, film)
    monkeypatch.setattr("worker.recommendations.list_selection.MAX_OF_KIND", 0)
    asker.listed()

    assert asker.state(film).why_not == WhyNot.OTHERS_FIRST
