"""A title is what an administrator says it is, and what it was before when they take that back."""

import pytest

from chalicelib.enrichment.errors import NotMatchedByHand
from chalicelib.enrichment.models import SourceMatch
from chalicelib.enrichment.service.matching import MatchService
from chalicelib.library.service.outside import OutsideService
from tests.titles import make_title

WRONG, RIGHT = 18, 19


@pytest.fixture
def by_hand(desk):
    outside = OutsideService(desk.catalog, desk.context.writer, lambda: None)
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
