"""Which of several files of a title is played, and where each begins."""

import pytest

from chalicelib.library.service import LibraryService
from tests.titles import make_file, make_show, make_title
from tests.tracking import Living

H264 = {"container": "mp4", "video_codec": "h264", "audio_codec": "aac"}
HEVC = {"container": "mkv", "video_codec": "hevc", "audio_codec": "eac3"}


class Viewer(Living):
    def __post_init__(self):
        super().__post_init__()
        self.library = LibraryService(self.db, self.catalog, self.cache, self.clock)


@pytest.fixture
def living(db):
    return Viewer(db)


def version(minutes, height=1080, codecs=H264, megabytes=1000):
    return {"duration_s": round(60 * minutes), "height": height, "megabytes": megabytes} | codecs


#: The runtime in minutes, the version that is played, and one that is not.
CASES = {
    "the whole film before a sharper clip": (153, version(150, 480), version(2, 2160)),
    "the whole film before half of it": (153, version(153, 480), version(70, 1080)),
    "the right length before a longer cut": (100, version(101, 720), version(140, 1080)),
    "another cut before a part": (153, version(93, 480), version(60, 1080)),
    "another cut before a sample": (153, version(93, 480), version(2, 1080)),
    "what plays as it is before a sharper picture": (
        100,
        version(100, 720),
        version(100, 2160, HEVC),
    ),
    "the right length before what plays as it is": (
        100,
        version(100, 720, HEVC),
        version(60, 720),
    ),
    "the sharper picture": (100, version(100, 1080), version(99, 720)),
    "the better picture of the same size": (
        100,
        version(100, megabytes=4000),
        version(100, megabytes=900),
    ),
    "of a short film, a third more or less is the same": (
        9,
        version(10, 1080),
        version(9, 720),
    ),
    "without a runtime, what plays and its picture": (
        None,
        version(100, 720),
        version(100, 2160, HEVC),
    ),
    "a file that is not read yet before a sample": (100, version(0, 0), version(2, 1080)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_version_that_is_played(living, case):
    runtime, best, other = case
    film = make_title(living.db, runtime_minutes=runtime)
    worse = make_file(living.db, film, **other)
    better = make_file(living.db, film, **best)

    assert [item.id for item in living.library.of_title(living.user, film)] == [better, worse]


def test_a_version_of_an_episode_is_ranked_by_the_episodes_length(living):
    show = make_show(living.db, seasons=(2,), runtime_minutes=30)
    clip = make_file(living.db, show.id, show.episodes[0], **version(2, 2160))
    episode = make_file(living.db, show.id, show.episodes[0], **version(31, 480))

    items = living.library.of_title(living.user, show.id)

    assert [(item.id, item.is_sample) for item in items] == [(episode, False), (clip, True)]


def test_a_position_beyond_the_end_of_a_version_is_not_used(living):
    film = make_title(living.db, runtime_minutes=153)
    clip = make_file(living.db, film, **version(2))
    short = make_file(living.db, film, **version(93))
    whole = make_file(living.db, film, **version(150))
    living.play(film, 100 * 60, of=150 * 60)

    items = living.library.of_title(living.user, film)

    assert {item.id: item.position_seconds for item in items} == {whole: 6000, short: 0, clip: 0}
    assert living.progress.resume_at(living.user, film, None, version_s=93 * 60) == 0
    assert living.progress.resume_at(living.user, film, None, version_s=150 * 60) == 6000


def test_a_film_that_was_seen_begins_at_its_start(living):
    film = make_title(living.db, runtime_minutes=100)
    make_file(living.db, film, **version(100))
    living.play(film, 98 * 60, of=100 * 60)

    (item,) = living.library.of_title(living.user, film)

    assert item.position_seconds == 0
