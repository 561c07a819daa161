"""What is said of a free source, and which one is taken."""

import pytest

from chalicelib.free_sources.models import (
    FreeSourceRow,
    SourceKind,
    choose,
    estimated_size,
    free_source_of,
    in_turn,
    page_url,
)


def row(id: int = 1, **changes: object) -> FreeSourceRow:
    return FreeSourceRow.model_validate(
        {
            "id": id,
            "media_id": 7,
            "title": "Metropolis",
            "season_number": None,
            "episode_number": None,
            "episode_id": None,
            "kind": SourceKind.ARCHIVE_ITEM,
            "publisher": "Internet Archive",
            "address": "https://archive.org/details/Metropolis",
            "licence": "Public domain",
            "licence_url": "https://creativecommons.org/publicdomain/mark/1.0/",
            "size_bytes": None,
            "runtime_minutes": 90,
            "is_in_library": False,
            **changes,
        }
    )


def test_a_known_size_takes_as_long_as_recent_downloads_would():
    shown = free_source_of(row(size_bytes=1_200_000_000), 4_000_000)

    assert (shown.size_bytes, shown.is_size_estimated, shown.seconds) == (1_200_000_000, False, 300)


def test_without_a_measured_rate_one_is_assumed():
    shown = free_source_of(row(size_bytes=1_200_000_000), None)

    assert shown.seconds == 300


def test_an_unknown_size_is_estimated_from_the_running_time_and_says_so():
    shown = free_source_of(row(), None)

    assert (shown.size_bytes, shown.is_size_estimated) == (680_000_000, True)


def test_a_page_or_unknown_running_time_has_no_estimate():
    assert estimated_size(SourceKind.PAGE, 90) is None
    assert free_source_of(row(runtime_minutes=None), None).seconds is None


def test_an_episode_is_named():
    shown = free_source_of(row(season_number=1, episode_number=2, episode_id=9), None)

    assert (shown.episode_id, shown.episode_label) == (9, "S1 E2")


@pytest.mark.parametrize(
    ("kind", "address", "page"),
    [
        (
            "archive_item",
            "https://archive.org/details/Sintel",
            "https://archive.org/details/Sintel",
        ),
        (
            "direct",
            "https://commons.wikimedia.org/wiki/Special:Redirect/file/Charade_(1963).webm",
            "https://commons.wikimedia.org/wiki/File:Charade_(1963).webm",
        ),
        (
            "direct",
            "https://download.blender.org/durian/movies/Sintel.mkv",
            "https://download.blender.org/durian/movies/",
        ),
        ("torrent", "magnet:?xt=urn:btih:" + "a" * 40, None),
    ],
)
def test_every_source_but_a_torrent_has_a_web_page(kind, address, page):
    assert page_url(SourceKind(kind), address) == page


def test_the_first_source_that_can_be_downloaded_is_taken():
    assert choose([row(1, kind=SourceKind.PAGE), row(2), row(3)]) == row(2)
    assert choose([row(1, kind=SourceKind.PAGE)]) is None


def test_of_a_show_the_first_missing_episode_is_taken():
    first = row(1, season_number=1, episode_number=1, is_in_library=True)
    second = row(2, season_number=1, episode_number=2)

    assert choose([first, second]) == second
    assert choose([first]) == first


def test_titles_of_several_lists_are_taken_in_turn():
    assert in_turn([[1, 2, 3], [], [2, 4]], 4) == [1, 2, 4, 3]
    assert in_turn([[1, 2, 3], [5]], 2) == [1, 5]
