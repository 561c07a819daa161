"""A title is what an administrator says it is, and what it was before when they take that back."""

import pytest

from chalicelib.canon.models.requests import EpisodeCreate, EpisodePatch
from chalicelib.canon.service.write_api import WriteApi
from chalicelib.enrichment.errors import NotMatchedByHand
from chalicelib.enrichment.models import SourceMatch
from chalicelib.enrichment.service.manual_matching import MatchService
from chalicelib.library.service.provider_titles import ProviderTitleService
from tests.titles import make_file, make_person, make_show, make_title

WRONG, RIGHT = 18, 19


@pytest.fixture
def by_hand(desk):
    outside = ProviderTitleService(desk.catalog, desk.context.writer, lambda: None)
    return MatchService(desk.db, desk.cache, desk.clock, outside)


@pytest.fixture
def film(desk):
    """A film without a number, which TMDB is said to have as one of two."""
    for number, name in ((WRONG, "The Fifth Element"), (RIGHT, "Metropolis")):
        desk.knows_movie(
            number,
            name,
            overview=f"About {name}.",
            runtime=number,
            poster_path=f"/{number}.jpg",
            genres=[{"id": number, "name": f"Genre {number}"}],
            keywords={"keywords": [{"id": number, "name": f"keyword {number}"}]},
            alternative_titles={"titles": [{"iso_3166_1": "FR", "title": f"Titre {number}"}]},
            videos={"results": [{"site": "YouTube", "key": str(number), "type": "Trailer"}]},
        )
    return make_title(desk.db)


def match(desk, by_hand, film, number):
    by_hand.match(film, SourceMatch.model_validate({"externalId": number}))
    desk.clock.pass_by(minutes=1)
    assert desk.titles.fetch(film)
    desk.clock.pass_by(minutes=1)


def facts(desk, film):
    one = desk.row(
        "SELECT overview, runtime_minutes, poster_url FROM media_items WHERE id = %s", film
    )
    lists = desk.row(
        """
        SELECT ARRAY(SELECT g.name FROM media_genres JOIN genres AS g ON g.id = genre_id),
               ARRAY(SELECT k.name FROM media_keywords JOIN keywords AS k ON k.id = keyword_id),
               ARRAY(SELECT title FROM media_alternate_titles),
               ARRAY(SELECT key FROM media_videos),
               ARRAY(SELECT external_id FROM media_external_ids WHERE source = 'tmdb')
        """
    )
    return one, lists


def test_another_number_takes_back_what_the_first_one_said(desk, by_hand, film):
    match(desk, by_hand, film, WRONG)
    assert facts(desk, film)[0][0] == "About The Fifth Element."

    match(desk, by_hand, film, RIGHT)

    (overview, minutes, poster), lists = facts(desk, film)
    assert (overview, minutes) == ("About Metropolis.", RIGHT)
    assert poster.endswith("/19.jpg")
    assert lists == (["Genre 19"], ["keyword 19"], ["Titre 19"], ["19"], ["19"])


def test_a_match_taken_back_leaves_the_title_as_it_was(desk, by_hand, film):
    before = facts(desk, film)
    match(desk, by_hand, film, WRONG)
    match(desk, by_hand, film, RIGHT)
    assert [one.external_id for one in by_hand.matched().items] == ["19"]

    by_hand.undo_match(film)

    assert facts(desk, film) == before
    assert by_hand.matched().items == []
    with pytest.raises(NotMatchedByHand):
        by_hand.undo_match(film)


def test_a_match_taken_back_brings_back_the_number_before(desk, by_hand, film):
    desk.give_id(film, "tmdb", "17")

    match(desk, by_hand, film, WRONG)
    by_hand.undo_match(film)

    assert facts(desk, film)[1][-1] == ["17"]
    assert desk.queued() == [("fetch_title", {"media_id": film, "with_episodes": True})]


def test_what_was_set_by_hand_stays_when_a_match_is_taken_back(desk, by_hand, film):
    match(desk, by_hand, film, WRONG)
    desk.do("UPDATE media_items SET overview = 'Ours.' WHERE id = %s", film)
    desk.do(
        """
        INSERT INTO title_locks (media_id, field, before, set_at)
        VALUES (%s, 'overview', '""', now())
        """,
        film,
    )

    by_hand.undo_match(film)

    assert facts(desk, film)[0] == ("Ours.", None, None)


def test_a_match_that_was_not_fetched_yet_is_taken_back(desk, by_hand, film):
    desk.do("UPDATE media_items SET overview = 'Ours.' WHERE id = %s", film)

    by_hand.match(film, SourceMatch.model_validate({"externalId": WRONG}))
    by_hand.undo_match(film)

    assert facts(desk, film) == (("Ours.", None, None), ([], [], [], [], []))


@pytest.fixture
def show(desk):
    """A show with one season of two episodes, which TMDB is said to have as a longer one."""
    show = make_show(desk.db, seasons=(2,))
    desk.do("UPDATE show_episodes SET title = 'Pilot' WHERE id = %s", show.episodes[0])
    desk.do("UPDATE show_episodes SET title = 'Episode 2' WHERE id = %s", show.episodes[1])
    for number, name, seasons in ((WRONG, "Wrong", (4, 3)), (RIGHT, "Right", (3,))):
        listed = range(1, len(seasons) + 1)
        desk.knows_show(
            number, name, seasons=[{"id": each, "season_number": each} for each in listed]
        )
        for season, count in enumerate(seasons, start=1):
            desk.knows_season(
                number,
                season,
                [
                    {
                        "id": 10 * season + episode,
                        "episode_number": episode,
                        "name": f"{name} {season}.{episode}",
                        "overview": f"About {name}.",
                        "air_date": f"200{season}-01-0{episode}",
                    }
                    for episode in range(1, count + 1)
                ],
            )
    return show


def match_show(desk, by_hand, show, number):
    match(desk, by_hand, show.id, number)
    assert desk.episodes.fetch(show.id)
    desk.clock.pass_by(minutes=1)


def episodes(desk, show):
    with desk.db.read() as conn:
        return conn.execute(
            """
            SELECT season_number, episode_number, title, overview, air_date::text
            FROM show_episodes
            WHERE media_id = %s
            ORDER BY season_number, episode_number
            """,
            [show.id],
        ).fetchall()


def places(desk, show):
    return [(season, episode) for season, episode, *_ in episodes(desk, show)]


def id_of(desk, season, episode):
    return desk.row(
        "SELECT id FROM show_episodes WHERE season_number = %s AND episode_number = %s",
        season,
        episode,
    )[0]


def test_a_match_taken_back_leaves_the_episodes_as_they_were(desk, by_hand, show):
    before = episodes(desk, show)

    match_show(desk, by_hand, show, WRONG)
    assert places(desk, show) == [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (2, 3)]
    assert episodes(desk, show)[1][2] == "Wrong 1.2"
    by_hand.undo_match(show.id)

    assert episodes(desk, show) == before
    assert desk.row("SELECT array_agg(season_number) FROM show_seasons") == ([1],)
    assert desk.row("SELECT count(*) FROM title_match_episodes") == (0,)


def test_another_number_takes_back_the_episodes_of_the_first_one(desk, by_hand, show):
    match_show(desk, by_hand, show, WRONG)
    match_show(desk, by_hand, show, RIGHT)

    assert places(desk, show) == [(1, 1), (1, 2), (1, 3)]
    assert [title for _, _, title, *_ in episodes(desk, show)] == [
        "Pilot",
        "Right 1.2",
        "Right 1.3",
    ]

    by_hand.undo_match(show.id)

    assert places(desk, show) == [(1, 1), (1, 2)]


@pytest.mark.parametrize("keep", ["watched", "rated", "owned"])
def test_what_a_person_did_with_an_episode_of_a_wrong_match_stays(desk, by_hand, show, keep):
    match_show(desk, by_hand, show, WRONG)
    person = make_person(desk.db)
    kept = id_of(desk, 2, 2)
    if keep == "watched":
        desk.do(
            """
            INSERT INTO user_plays (
                user_id, media_id, episode_id, watched_at, precision, source, created_at
            )
            VALUES (%s, %s, %s, now(), 'moment', 'hand', now())
            """,
            person,
            show.id,
            kept,
        )
    elif keep == "rated":
        desk.do(
            """
            INSERT INTO user_ratings (user_id, media_id, episode_id, rating, updated_at)
            VALUES (%s, %s, %s, 8, now())
            """,
            person,
            show.id,
            kept,
        )
    else:
        make_file(desk.db, show.id, episode_id=kept)

    by_hand.undo_match(show.id)

    assert places(desk, show) == [(1, 1), (1, 2), (2, 2)]
    assert id_of(desk, 2, 2) == kept
    # What the wrong show said about it is gone.
    assert episodes(desk, show)[-1][2:] == ("", "", None)


def test_an_episode_that_was_edited_or_made_by_hand_stays(desk, by_hand, show):
    match_show(desk, by_hand, show, WRONG)
    api = WriteApi(desk.db, desk.clock, desk.cache)
    (season,) = desk.row(
        "SELECT id FROM show_seasons WHERE media_id = %s AND season_number = 2", show.id
    )
    api.change_episode(id_of(desk, 1, 4), EpisodePatch(display_name="Ours", synopsis="By us."))
    api.create_episode(season, EpisodeCreate(episode_number=9, display_name="Ours"))

    by_hand.undo_match(show.id)

    assert places(desk, show) == [(1, 1), (1, 2), (1, 4), (2, 9)]
    assert episodes(desk, show)[2][2] == "Ours"
