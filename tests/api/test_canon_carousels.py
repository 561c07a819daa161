"""Carousels are computed by a thread, and served stale meanwhile."""

import time
from dataclasses import replace

import pytest

from chalicelib.canon.models.requests import CarouselQuery, Reader
from chalicelib.canon.models.responses import CarouselPage
from chalicelib.canon.service.carousels import CarouselService, LastCarousels
from chalicelib.platform.cache import CATALOGUE, DISCOVER_TTL_S, Cache
from chalicelib.platform.registry import get
from tests.titles import make_title
from tests.waiting import PATIENCE_S


@pytest.fixture
def carousels(api):
    return get(CarouselService)


def slugs(carousels):
    return [(row.kind, row.genre) for row in carousels.rows()]


def test_rows_are_cached_while_the_catalogue_is_unchanged(db, carousels):
    make_title(db, "Film", votes=9, genres=["War"])
    assert slugs(carousels) == [("movie", "war")]

    make_title(db, "Film", votes=9, genres=["Drama"])

    assert slugs(carousels) == [("movie", "war")]


def test_after_a_change_the_old_rows_are_shown_until_the_new_ones_are_found(db, cache, carousels):
    make_title(db, "Film", votes=9, genres=["War"])
    assert slugs(carousels) == [("movie", "war")]
    make_title(db, "Film", votes=9, genres=["Drama"])

    cache.invalidate(CATALOGUE)
    at_once = slugs(carousels)

    assert at_once == [("movie", "war")]
    deadline = time.monotonic() + PATIENCE_S
    while len(slugs(carousels)) < 2:
        assert time.monotonic() < deadline, "the list was not made again"
    assert slugs(carousels) == [("movie", "drama"), ("movie", "war")]


def test_only_one_thread_computes_the_rows_at_a_time(db, cache, carousels):
    make_title(db, "Film", votes=9, genres=["War"])
    slugs(carousels)
    cache.invalidate(CATALOGUE)
    assert carousels.latest.lock.acquire(timeout=PATIENCE_S)  # another thread is computing

    assert slugs(carousels) == [("movie", "war")]

    assert carousels.latest.lock.locked()  # and still is: no other run began and ended
    carousels.latest.lock.release()


def test_without_a_cache_the_rows_are_not_computed_for_every_reader(db, carousels):
    lone = replace(carousels, cache=Cache(None), latest=LastCarousels())
    make_title(db, "Film", votes=9, genres=["War"])
    assert slugs(lone) == [("movie", "war")]
    make_title(db, "Film", votes=9, genres=["Drama"])

    assert slugs(lone) == [("movie", "war")]
    assert not lone.latest.lock.locked()

    lone.latest.seen_at -= DISCOVER_TTL_S + 1
    assert slugs(lone) == [("movie", "war")]
    deadline = time.monotonic() + PATIENCE_S
    while len(slugs(lone)) < 2:
        assert time.monotonic() < deadline, "the list was not made again"


def test_a_page_of_stale_rows_is_not_cached_under_the_new_generation(db, cache, carousels):
    def genres_of_page():
        page = CarouselPage.model_validate_json(
            carousels.page(CarouselQuery(page=1, per_page=10), Reader("2001:db8::1", None))
        )
        return [row.slug for row in page.carousels]

    make_title(db, "Film", votes=9, genres=["War"])
    assert genres_of_page() == ["war-movies"]
    make_title(db, "Film", votes=9, genres=["Drama"])
    cache.invalidate(CATALOGUE)

    assert genres_of_page() == ["war-movies"]

    deadline = time.monotonic() + PATIENCE_S
    while len(slugs(carousels)) < 2:
        assert time.monotonic() < deadline, "the list was not made again"
    assert genres_of_page() == ["drama-movies", "war-movies"]
