"""Taste: what it is made of, and what a person changes about it."""

import pytest

from chalicelib.catalog.errors import MediaNotFound
from chalicelib.recommendations.models.taste import (
    DropPoint,
    ForgetRequest,
    RestoreRequest,
    RuleRequest,
)
from chalicelib.recommendations.service.taste import TASTE, TasteService
from tests.db.test_tonight import GroupTaste
from tests.titles import make_show, make_title


class Taster(GroupTaste):
    """A person who looks at their taste."""

    def __post_init__(self):
        super().__post_init__()
        self.taste = TasteService(self.db, self.cache, self.clock, self.catalog, self.undo)
        self.undo.reverters[TASTE] = self.taste.revert

    def rule(self, trait, strength):
        self.wait(seconds=1)
        request = RuleRequest(trait=trait, strength=strength)
        return self.taste.set_rule(self.user, request).undo_id

    def forget(self, media_id, forgotten=True):
        request = ForgetRequest(mediaId=media_id, forgotten=forgotten)
        return self.taste.forget(self.user, request).undo_id

    def traits(self):
        return {each.trait: each for each in self.taste.read(self.user).traits}

    def listed(self):
        self.wait(seconds=40)
        self.maker.make_due()
        return self.titles_listed()

    def titles_listed(self):
        return [item.media.id for item in self.page().items]


@pytest.fixture
def taster(db):
    return Taster(db)


@pytest.fixture
def films(db):
    """Two westerns and two horror films."""
    return [
        make_title(db, f"{genre} {number}", genres=[genre], rating=7.0, votes=900)
        for genre in ("Western", "Horror")
        for number in (1, 2)
    ]


def test_what_was_rated_says_what_is_liked_and_what_is_not(taster, films):
    taster.rate(films[0], 10)
    taster.rate(films[2], 1)

    taste = taster.taste.read(taster.user)

    traits = {each.trait: each for each in taste.traits}
    assert traits["genre:western"].liking > 0 > traits["genre:horror"].liking
    assert (traits["genre:western"].name, traits["genre:western"].titles) == (
        "Western",
        ["Western 1"],
    )
    assert {(each.media.id, each.rating) for each in taste.evidence} == {
        (films[0], 10.0),
        (films[2], 1.0),
    }


def test_what_was_dropped_says_where(taster, films, db):
    show = make_show(db, "Pioneer One", seasons=(3,))
    taster.play(films[0], 1200, of=6000)
    taster.mark(show.id, show.episodes[0])
    taster.play(show.id, 600, of=1800, episode=show.episodes[1])
    for media_id in (films[0], films[1], show.id):
        taster.drop(media_id)

    evidence = {each.media.id: each.stopped_at for each in taster.taste.read(taster.user).evidence}

    assert evidence == {
        films[0]: DropPoint(season_number=None, episode_number=None, percent=20),
        films[1]: None,
        show.id: DropPoint(season_number=1, episode_number=2, percent=33),
    }


def test_what_is_never_wanted_leaves_the_lists_until_it_is_undone(taster, films):
    assert set(taster.listed()) == set(films)

    undo_id = taster.rule("genre:horror", "never")
    taster.maker.make_due()
    assert set(taster.titles_listed()) == set(films[:2])
    assert set(taster.titles()) == set(films[:2])
    assert taster.traits()["genre:horror"].strength == "never"

    taster.wait(seconds=1)
    taster.undo.undo(taster.user, undo_id)
    assert set(taster.listed()) == set(films)


def test_what_more_is_wanted_of_comes_first(taster, films):
    taster.rule("genre:horror", "more")
    assert set(taster.listed()[:2]) == set(films[2:])

    taster.rule("genre:horror", None)
    taster.rule("genre:western", "more")
    assert set(taster.listed()[:2]) == set(films[:2])


def test_a_forgotten_title_says_nothing_and_is_not_recommended_either(taster, films):
    taster.watch(films[0])
    undo_id = taster.forget(films[0])

    assert taster.traits() == {}
    assert [each.is_forgotten for each in taster.taste.read(taster.user).evidence] == [True]
    assert films[0] not in taster.listed()
    assert all(item.because == [] for item in taster.page().items)

    with_it = taster.forget(films[0], forgotten=False)
    assert "genre:western" in taster.traits()
    taster.undo.undo(taster.user, with_it)
    assert taster.traits() == {}
    assert undo_id != with_it


def test_a_dismissed_title_can_be_brought_back_and_that_can_be_undone(taster, films):
    taster.dismiss(films[0])
    assert [each.media.id for each in taster.taste.read(taster.user).dismissed] == [films[0]]

    request = RestoreRequest(mediaId=films[0])
    undo_id = taster.taste.restore(taster.user, request).undo_id
    assert taster.taste.read(taster.user).dismissed == []

    taster.undo.undo(taster.user, undo_id)
    assert [each.media.id for each in taster.taste.read(taster.user).dismissed] == [films[0]]


def test_the_taste_of_one_person_is_not_that_of_another(taster, films):
    other = Taster(taster.db)
    other.rate(films[0], 10)
    other.rule("genre:horror", "never")

    assert taster.traits() == {}
    assert set(taster.listed()) == set(films)


def test_a_title_that_does_not_exist_cannot_be_forgotten(taster):
    with pytest.raises(MediaNotFound):
        taster.forget(10**9)
