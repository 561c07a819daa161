"""The wanted list: presets, promotion once aired, what the library has, scoped removal, undo."""

from datetime import timedelta

import pytest

from chalicelib.platform.errors import InvalidInput
from chalicelib.watchlist.errors import NotWantable, TooManyWanted
from chalicelib.watchlist.models.wanted import WantedQuery, WantedRequest, WantedScope
from chalicelib.watchlist.service import wanted as wanted_service
from tests.titles import make_file, make_show, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


@pytest.fixture
def show(living):
    """Two seasons of two; the last episode airs in a week, the first is in the library."""
    show = make_show(living.db, seasons=(2, 2), specials=1)
    run(
        living,
        "UPDATE show_episodes SET air_date = %s WHERE id = %s",
        living.now.date() + timedelta(days=7),
        show.episodes[3],
    )
    make_file(living.db, show.id, show.episodes[0])
    return show


def run(living, statement, *values):
    with living.db.read() as conn:
        conn.execute(statement, values)


def add(living, *ids, **scope):
    return living.wanted.add(living.user, WantedRequest(mediaIds=ids, **scope))


def remove(living, *ids, **scope):
    return living.wanted.remove(living.user, WantedScope(mediaIds=ids, **scope))


def states(living, show):
    """Of every episode of the show, by season."""
    found = living.wanted.of_show(living.user, show.id)
    return [[episode.state.value for episode in season.episodes] for season in found.seasons]


def counts(living):
    found = living.wanted.counts(living.user)
    return found.movies, found.episodes, found.upcoming


def movies(living, **query):
    return [each.media.id for each in living.wanted.page(living.user, WantedQuery(**query)).movies]


def test_a_film_is_wanted_once_until_the_library_has_it(living):
    film = make_title(living.db)

    add(living, film)
    assert add(living, film).undo_id is None
    assert (movies(living), counts(living)) == ([film], (1, 0, 0))
    assert living.card(film).wanted is True
    make_file(living.db, film)

    assert (movies(living), counts(living)) == ([], (0, 0, 0))
    assert living.card(film).wanted is False


def test_an_unreleased_film_stays_out_until_its_day(living):
    film = make_title(living.db, release_date=living.now.date() + timedelta(days=3))
    add(living, film)
    assert counts(living) == (0, 0, 1)

    living.wait(days=3)

    assert counts(living) == (1, 0, 0)


def test_asking_for_a_show_wants_what_is_missing_and_what_will_air(living, show):
    add(living, show.id)

    assert states(living, show) == [["have", "wanted"], ["wanted", "upcoming"]]
    found = living.wanted.page(living.user, WantedQuery(kind="show")).shows[0]
    assert (found.have, found.wanted, found.upcoming, found.aired) == (1, 2, 1, 3)
    assert counts(living) == (0, 2, 1)


def test_an_upcoming_episode_is_promoted_on_the_day_it_airs(living, show):
    add(living, show.id, preset="future")
    assert states(living, show) == [["have", "open"], ["open", "upcoming"]]

    living.wait(days=7)

    assert states(living, show) == [["have", "open"], ["open", "wanted"]]
    assert counts(living) == (0, 1, 0)


def test_an_episode_that_is_announced_later_is_wanted_once_aired(living, show):
    add(living, show.id, preset="future")
    run(
        living,
        """
        INSERT INTO show_episodes (media_id, season_number, episode_number, title, air_date)
        VALUES (%s, 2, 3, 'New', %s)
        """,
        show.id,
        living.now.date() + timedelta(days=14),
    )

    living.wait(days=14)

    assert states(living, show)[1] == ["open", "wanted", "wanted"]


def test_an_episode_without_a_date_stays_out_while_its_show_is_running(living, show):
    run(living, "UPDATE show_episodes SET air_date = NULL WHERE id = %s", show.episodes[3])

    add(living, show.id)
    assert states(living, show)[1] == ["wanted", "upcoming"]
    assert counts(living)[1:] == (2, 1)

    run(living, "UPDATE show_episodes SET air_date = NULL")  # no date is known at all
    remove(living, show.id)
    add(living, show.id)
    assert states(living, show) == [["have", "wanted"], ["wanted", "wanted"]]


def test_an_episode_says_whether_it_was_asked_for_also_before_it_airs(living, show):
    def asked_for():
        found = living.wanted.of_show(living.user, show.id)
        return [each.is_wanted for season in found.seasons for each in season.episodes]

    assert asked_for() == [False] * 4
    add(living, show.id, episodeId=show.episodes[3])
    assert asked_for() == [False, False, False, True]
    remove(living, show.id, episodeId=show.episodes[3])
    assert asked_for() == [False] * 4


@pytest.mark.parametrize(
    ("country", "state"), [("US", "upcoming"), ("JP", "wanted"), ("XX", "wanted")]
)
def test_an_episode_is_promoted_when_its_day_begins_where_the_show_is_from(
    living, show, country, state
):
    """At three at night in UTC it is still the evening before in New York."""
    airs_on = living.now.date() + timedelta(days=14)
    run(living, "UPDATE show_episodes SET air_date = %s WHERE id = %s", airs_on, show.episodes[3])
    run(living, "UPDATE media_items SET countries = %s WHERE id = %s", [country], show.id)
    add(living, show.id, episodeId=show.episodes[3])

    living.wait(days=13, hours=15)

    assert states(living, show)[1] == ["open", state]
    assert counts(living) == ((0, 1, 0) if state == "wanted" else (0, 0, 1))


def test_new_episodes_only_begins_tomorrow_where_the_show_is_from(living, show):
    today = living.now.date()
    run(living, "UPDATE show_episodes SET air_date = %s WHERE id = %s", today, show.episodes[3])
    run(living, "UPDATE media_items SET countries = '{US}' WHERE id = %s", show.id)
    living.wait(hours=-9)  # still the day before in New York

    add(living, show.id, preset="future")
    living.wait(hours=9)

    assert states(living, show) == [["have", "open"], ["open", "wanted"]]


def test_presets_choose_episodes(living, show):
    add(living, show.id, preset="all")
    run(living, "DELETE FROM library_items")  # a file that goes is wanted again
    assert states(living, show) == [["wanted", "wanted"], ["wanted", "upcoming"]]
    remove(living, show.id)

    add(living, show.id, episodeId=show.episodes[1], preset="from_here")
    assert states(living, show) == [["open", "wanted"], ["wanted", "upcoming"]]
    remove(living, show.id)

    add(living, show.id, seasonNumber=1)
    assert states(living, show) == [["wanted", "wanted"], ["open", "upcoming"]]
    assert counts(living) == (0, 2, 0)
    remove(living, show.id)

    add(living, show.id, episodeId=show.episodes[2])
    assert states(living, show) == [["open", "open"], ["wanted", "upcoming"]]


def test_specials_are_wanted_only_as_a_season_of_their_own(living, show):
    add(living, show.id, preset="all")
    assert counts(living)[1] == 2

    add(living, show.id, seasonNumber=0)

    assert counts(living)[1] == 3


def test_from_a_special_on_only_specials_are_wanted(living, show):
    with living.db.read() as conn:
        [special] = conn.execute(
            "SELECT id FROM show_episodes WHERE media_id = %s AND season_number = 0", [show.id]
        ).fetchone()

    add(living, show.id, episodeId=special, preset="from_here")

    assert counts(living) == (0, 1, 0)
    living.wait(days=30)
    assert counts(living) == (0, 1, 0)


def test_from_an_episode_to_come_on_leaves_out_those_before_it(living, show):
    with living.db.read() as conn:
        [later] = conn.execute(
            """
            INSERT INTO show_episodes (media_id, season_number, episode_number, title, air_date)
            VALUES (%s, 2, 3, 'Later', %s)
            RETURNING id
            """,
            [show.id, living.now.date() + timedelta(days=14)],
        ).fetchone()

    change = add(living, show.id, episodeId=later, preset="from_here")
    living.wait(days=20)

    assert states(living, show) == [["have", "open"], ["open", "open", "wanted"]]
    living.wait(days=-20)
    living.undo.undo(living.user, change.undo_id)
    assert counts(living) == (0, 0, 0)


def test_from_an_episode_to_come_on_keeps_what_the_show_already_brings(living, show):
    add(living, show.id, preset="future")

    add(living, show.id, episodeId=show.episodes[3], preset="from_here")
    living.wait(days=14)

    assert states(living, show) == [["have", "open"], ["open", "wanted"]]


def test_a_removed_episode_or_season_stays_away_while_its_show_is_wanted(living, show):
    add(living, show.id)
    remove(living, show.id, episodeId=show.episodes[1])
    assert states(living, show) == [["have", "open"], ["wanted", "upcoming"]]

    remove(living, show.id, seasonNumber=2)
    living.wait(days=30)

    assert states(living, show) == [["have", "open"], ["open", "open"]]
    add(living, show.id)  # asking again brings them back
    assert states(living, show) == [["have", "wanted"], ["wanted", "wanted"]]


def test_a_film_and_an_episode_do_not_collide(living, show):
    film = make_title(living.db)

    add(living, film, show.id)

    assert counts(living) == (1, 2, 1)
    remove(living, film)
    assert counts(living) == (0, 2, 1)


def test_adding_and_removing_are_undone(living, show):
    added = add(living, show.id)
    removed = remove(living, show.id, seasonNumber=1)

    living.undo.undo(living.user, removed.undo_id)
    assert states(living, show) == [["have", "wanted"], ["wanted", "upcoming"]]
    living.undo.undo(living.user, added.undo_id)
    assert counts(living) == (0, 0, 0)


def test_undo_keeps_a_title_that_was_changed_since(living, show):
    added = add(living, show.id)
    remove(living, show.id, episodeId=show.episodes[1])

    living.undo.undo(living.user, added.undo_id)

    assert counts(living) == (0, 1, 1)


def test_the_list_is_searched_and_paged(living):
    films = [make_title(living.db, name) for name in ("Metropolis", "M", "Nosferatu")]
    for film in films:
        living.wait(seconds=1)
        add(living, film)

    assert movies(living, q="metro") == [films[0]]
    assert movies(living, pageSize=2) == [films[2], films[1]]
    assert movies(living, pageSize=2, page=2) == [films[0]]


def test_games_and_seasons_of_films_are_refused(living):
    game, film = make_title(living.db, media_type="game"), make_title(living.db)

    with pytest.raises(NotWantable):
        add(living, game)
    with pytest.raises(InvalidInput) as refused:
        add(living, film, seasonNumber=1)
    assert refused.value.field == "seasonNumber"
    with pytest.raises(ValueError, match="start from"):
        WantedRequest(mediaIds=[film], preset="from_here")


def test_nobody_sees_what_another_person_wants(living, show):
    add(living, show.id)
    other = Living(living.db)

    assert counts(other) == (0, 0, 0)
    assert other.card(show.id).wanted is False
    assert living.card(show.id).wanted is True


def test_a_person_wants_so_many_films_and_episodes(living, show, monkeypatch):
    monkeypatch.setattr(wanted_service, "MAX_WANTED", 2)

    with pytest.raises(TooManyWanted) as refused:
        add(living, show.id, preset="all")
    assert refused.value.field == "mediaIds"
    assert counts(living) == (0, 0, 0)
