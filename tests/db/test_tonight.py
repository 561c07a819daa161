"""Tonight: what suits several people and can be played now."""

from pathlib import Path
from uuid import uuid4

import pytest

from chalicelib.platform.errors import InvalidInput
from chalicelib.recommendations.models import DismissRequest
from chalicelib.recommendations.models.tonight import TonightQuery
from chalicelib.recommendations.service.tonight import TonightService
from tests.db.test_recommendations import Viewer
from tests.library import make_item
from tests.titles import make_title


class Sofa(Viewer):
    """A person who asks what to watch tonight."""

    def __post_init__(self):
        super().__post_init__()
        self.tonight = TonightService(self.db, self.clock, self.catalog, self.recommendations)

    def draw(self, *others, **query):
        ids = ",".join(str(other.user) for other in others)
        return self.tonight.draw(self.user, TonightQuery.model_validate({"with": ids, **query}))

    def titles(self, *others, **query):
        return [item.media.id for item in self.draw(*others, **query).items]


@pytest.fixture
def sofa(db):
    return Sofa(db)


@pytest.fixture
def film(db):
    """Makes a film, with a file unless told otherwise."""

    def make(name, *, here=True, genres=("Drama",), minutes=100, rating=7.0, **facts):
        media_id = make_title(
            db, name, genres=genres, runtime_minutes=minutes, rating=rating, votes=900, **facts
        )
        if here:
            make_item(db, Path(f"/films/{media_id}.mp4"), media_id=media_id)
        return media_id

    return make


def test_what_is_on_disk_comes_before_what_would_suit_better(sofa, film):
    away = film("Far Away", here=False, rating=9.0)
    here = film("Right Here", rating=5.0)
    sofa.maker.make_due()

    drawn = sofa.draw()

    assert [(item.media.id, item.is_here) for item in drawn.items] == [(here, True), (away, False)]


def test_nothing_anybody_has_begun_dropped_or_refused_is_drawn(sofa, film):
    ben = Sofa(sofa.db)
    seen, begun, dropped, refused, left = (film(f"Film {number}") for number in range(5))
    ben.watch(seen)
    ben.play(begun, 30)
    sofa.drop(dropped)
    ben.dismiss(refused)

    assert sofa.titles(ben) == [left]
    assert {*sofa.titles(), *sofa.titles(draw=2)} == {seen, begun, refused, left}


def test_what_one_dislikes_comes_after_what_suits_all(sofa, film):
    ben = Sofa(sofa.db)
    for name in ("A", "B", "C"):
        loved = film(name, genres=["Western"], here=False)
        sofa.rate(loved, 10)
        ben.rate(loved, 1)
    drama = film("Seen drama", genres=["Drama"], here=False)
    ben.watch(drama)
    sofa.watch(drama)
    western, other = film("Dust", genres=["Western"]), film("Rain", genres=["Drama"])

    assert sofa.titles()[0] == western
    assert sofa.titles(ben)[0] == other


def test_length_mood_and_genre_leave_out_what_does_not_fit(sofa, film):
    short = film("Short", minutes=80, genres=["Comedy"])
    film("Long", minutes=150, genres=["Comedy"])
    horror = film("Horror", minutes=80, genres=["Horror"])

    assert sofa.titles(minutes=90, mood="light") == [short]
    assert sofa.titles(minutes=90, genre="horror") == [horror]
    assert sofa.titles(minutes=90, mood="light", genre="horror") == []


def test_a_film_without_a_known_length_takes_that_of_its_file(sofa, db):
    media_id = make_title(db, "Reel", rating=7.0, votes=10)
    make_item(db, Path("/films/reel.mp4"), media_id=media_id, duration_s=5401)

    assert [item.minutes for item in sofa.draw().items] == [91]
    assert sofa.titles(minutes=90) == []


def test_reasons_of_others_name_genres_and_never_what_they_did(sofa, film):
    ben = Sofa(sofa.db)
    known = film("Known", genres=["Noir"], here=False)
    for person in (sofa, ben):
        person.watch(known)
        person.rate(known, 9)
    drawn = film("Drawn", genres=["Noir"])
    ben.watch_later.add(ben.user, drawn)
    sofa.maker.make_due()

    item = sofa.draw(ben).items[0]

    mine, of_ben = item.reasons
    assert item.media.id == drawn
    assert (mine.kind, mine.because.title, mine.because.rating) == ("because", "Known", 9.0)
    assert (of_ben.person.id, of_ben.kind, of_ben.genre, of_ben.because) == (
        ben.user,
        "genre",
        "Noir",
        None,
    )


def test_another_draw_has_other_titles_and_there_is_no_third(sofa, film):
    films = {film(f"Film {number}") for number in range(8)}

    first, second = sofa.draw(), sofa.draw(draw=2)

    ids = [item.media.id for item in (*first.items, *second.items)]
    assert len(set(ids)) == 6
    assert set(ids) <= films
    assert (first.has_more, second.has_more) == (True, False)


def test_seen_before_draws_what_the_one_who_asks_has_seen(sofa, film):
    seen = film("Seen")
    film("New")
    sofa.watch(seen)

    assert [(i.media.id, i.reasons[0].kind) for i in sofa.draw(mood="seen_before").items] == [
        (seen, "seen")
    ]


def test_a_game_is_drawn_for_those_who_want_to_play(sofa, film, db):
    film("A film")
    game = make_title(db, "Hollow", media_type="game", rating=9.0, votes=900)
    sofa.maker.make_due()

    assert sofa.titles(kind="game", minutes=90) == [game]


def test_a_refusal_can_be_drawn_again_after_its_undo(sofa, film):
    only = film("Only")
    undo_id = sofa.recommendations.dismiss(
        sofa.user, DismissRequest(mediaId=only, reason="not_for_me")
    ).undo_id
    assert sofa.titles() == []
    sofa.undo.undo(sofa.user, undo_id)

    assert sofa.titles() == [only]


def test_somebody_who_is_not_here_is_refused_by_the_name_of_the_field(sofa):
    with pytest.raises(InvalidInput) as refused:
        sofa.tonight.draw(sofa.user, TonightQuery.model_validate({"with": str(uuid4())}))
    assert refused.value.field == "with"
