"""Tonight: what suits several people and can be played now."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import ValidationError

from chalicelib.downloads.service import DownloadService, SourceValidator
from chalicelib.free_sources.service import FreeSourceService
from chalicelib.platform.errors import InvalidInput
from chalicelib.providers.network_guard import NetworkGuard
from chalicelib.recommendations.models import DismissRequest
from chalicelib.recommendations.models.tonight import TonightQuery
from chalicelib.recommendations.service.tonight import TonightService
from tests.db.test_recommendations import Viewer
from tests.downloads.accounts import settings_service
from tests.library import make_item
from tests.titles import make_free_source, make_title


class GroupTaste(Viewer):
    """A person who asks what to watch tonight."""

    def __post_init__(self):
        super().__post_init__()
        downloads = DownloadService(
            self.db,
            self.cache,
            uuid4,
            SourceValidator(NetworkGuard(()), are_torrents_on=True),
            settings_service(self.db),
        )
        self.tonight = TonightService(
            self.db,
            self.clock,
            self.catalog,
            self.recommendations,
            FreeSourceService(self.db, self.catalog, downloads),
        )

    def draw(self, *others, **query):
        people = ids(other.user for other in others)
        return self.tonight.draw(self.user, TonightQuery.model_validate({"with": people, **query}))

    def titles(self, *others, **query):
        return [item.media.id for item in self.draw(*others, **query).items]


def ids(titles):
    return ",".join(map(str, titles))


@pytest.fixture
def sofa(db):
    return GroupTaste(db)


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
    ben = GroupTaste(sofa.db)
    seen, begun, dropped, refused, left = (film(f"Film {number}") for number in range(5))
    ben.watch(seen)
    ben.play(begun, 30)
    sofa.drop(dropped)
    ben.dismiss(refused)

    assert sofa.titles(ben) == [left]
    first = sofa.titles()
    assert {*first, *sofa.titles(shown=ids(first))} == {seen, begun, refused, left}


def test_what_one_dislikes_comes_after_what_suits_all(sofa, film):
    ben = GroupTaste(sofa.db)
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
    ben = GroupTaste(sofa.db)
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

    first = sofa.draw()
    second = sofa.draw(shown=ids(item.media.id for item in first.items))

    drawn = [item.media.id for item in (*first.items, *second.items)]
    assert len(set(drawn)) == 6
    assert set(drawn) <= films
    assert (first.has_more, second.has_more) == (True, False)


def test_the_second_draw_repeats_nothing_when_the_lists_changed_between(sofa, film):
    for number in range(6):
        film(f"Film {number}", rating=8.0)
    first = sofa.titles()
    for number in range(3):  # each before all that was drawn
        film(f"Better {number}", rating=9.5)
    sofa.maker.make_due()

    second = sofa.titles(shown=ids(first))

    assert len(second) == 3
    assert not {*first} & {*second}


@pytest.mark.parametrize("shown", ["x", "0", "1,", "-1", "1,2,3,4", "1" * 19])
def test_what_was_shown_is_the_ids_of_one_draw_and_nothing_else(shown):
    with pytest.raises(ValidationError) as refused:
        TonightQuery.model_validate({"shown": shown})
    assert refused.value.errors()[0]["loc"] == ("shown",)


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


#: A free source of 4 GB takes about 17 minutes, before any download was measured.
LARGE_BYTES = 4_000_000_000


def test_what_arrives_by_the_start_comes_before_what_would_suit_better(sofa, film, db):
    away = film("Far Away", here=False, rating=9.0)
    soon = film("Free Film", here=False, rating=5.0)
    make_free_source(db, soon, size_bytes=LARGE_BYTES)
    sofa.maker.make_due()

    assert sofa.titles() == [away, soon]
    start = (sofa.now + timedelta(hours=1)).isoformat()
    first = sofa.draw(startsAt=start).items[0]
    assert (first.media.id, first.is_here) == (soon, False)
    assert first.arrival.at == sofa.now + timedelta(seconds=1000)
    assert not first.arrival.is_downloading


@pytest.mark.parametrize("start", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_start_at_the_end_of_time_or_long_ago_is_no_fault(sofa, film, start):
    title = film("On Disk")
    sofa.maker.make_due()

    assert [item.media.id for item in sofa.draw(startsAt=start).items] == [title]


def test_a_free_source_is_no_help_to_who_may_not_download(sofa, film, db):
    away = film("Far Away", here=False, rating=9.0)
    soon = film("Free Film", here=False, rating=5.0)
    make_free_source(db, soon, size_bytes=LARGE_BYTES)
    sofa.maker.make_due()
    query = TonightQuery(startsAt=sofa.now + timedelta(hours=1))
    drawn = sofa.tonight.draw(sofa.user, query, may_download=False).items

    assert [(each.media.id, each.arrival) for each in drawn] == [(away, None), (soon, None)]


def test_a_running_download_of_ones_own_says_when_its_title_is_ready(sofa, film, db):
    soon = film("On Its Way", here=False)
    job = uuid4()
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO download_jobs (id, user_id, media_id, source_type, source, title)"
            " VALUES (%s, %s, %s, 'http', 'https://films.example/a.mp4', 'On Its Way')",
            [job, sofa.user, soon],
        )
        for status in ("preparing", "downloading"):
            conn.execute("UPDATE download_jobs SET status = %s WHERE id = %s", [status, job])
        conn.execute("UPDATE download_progress SET eta_seconds = 300 WHERE job_id = %s", [job])
    sofa.maker.make_due()

    (title,) = sofa.draw().items
    assert title.arrival.is_downloading
    assert title.arrival.at == sofa.now + timedelta(minutes=5)
    other = GroupTaste(db)
    assert [item.arrival for item in other.draw().items] in ([], [None])
