"""Two versions of a file, side by side."""

import gzip
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.imdb import changes, lines, lookups
from worker.imdb.errors import HeaderChanged
from worker.imdb.files import EPISODES, RATINGS
from worker.imdb.lines import LineFile

HEADER = RATINGS.header + b"\n"


def opened(lines: list[bytes], end: bytes = b"\n") -> LineFile:
    return LineFile(RATINGS, io.BufferedReader(io.BytesIO(HEADER + b"\n".join(lines) + end)))


def key_of(each: bytes) -> bytes:
    return each.partition(b"\t")[0]


def differences(before: list[bytes], after: list[bytes]) -> tuple[set[bytes], set[bytes]]:
    """Lines gone and new; one that went in one place and came in another did neither."""
    gone: set[bytes] = set()
    added: set[bytes] = set()
    for change in changes.changes(opened(before), opened(after)):
        gone |= change.gone
        added |= change.added
    return gone - added, added - gone


line = st.builds(
    lambda number, votes: b"tt%07d\t5.0\t%d" % (number, votes),
    st.integers(1, 40) | st.integers(9_999_990, 10_000_010) | st.integers(1_000_000, 1_000_003),
    st.integers(1, 3),
)
files = st.lists(line, max_size=60, unique_by=key_of)


@settings(deadline=None)
@given(files, files)
@pytest.mark.parametrize("by", ["as strings", "as numbers", "not at all"])
def test_every_difference_is_found_and_no_other(by, before, after):
    keys = {
        "as strings": key_of,
        "as numbers": lambda each: int(key_of(each)[2:]),
        "not at all": hash,
    }
    before, after = sorted(before, key=keys[by]), sorted(after, key=keys[by])

    assert differences(before, after) == (set(before) - set(after), set(after) - set(before))


@pytest.mark.parametrize("by_number", [True, False])
def test_a_long_file_with_a_few_changes_gives_just_those(monkeypatch, by_number):
    monkeypatch.setattr(changes, "PIECE_BYTES", 4096)
    numbers = range(9_990_000, 10_010_000)
    lines = [b"tt%07d\t5.0\t10" % number for number in numbers]
    if not by_number:
        lines.sort()
    after = [*lines[:5_000], b"tt0000001\t1.0\t1", *lines[5_001:15_000], *lines[15_003:]]
    after[7_000] += b"7"
    after[-1] += b"1"
    found = list(changes.changes(opened(lines), opened(after)))
    gone = set().union(*(change.gone for change in found))
    added = set().union(*(change.added for change in found))

    assert gone - added == set(lines) - set(after)
    assert added - gone == set(after) - set(lines)
    assert len(gone) + len(added) < 200


def test_the_last_line_may_lack_its_end():
    lines = [b"tt0000001\t5.0\t1", b"tt0000002\t5.0\t2"]
    file = opened(lines, end=b"")

    assert file.read() == b"\n".join(lines) + b"\n"
    assert file.rows == 2
    assert file.read() == b""


@pytest.mark.parametrize("body", [b"", b"\n", HEADER[:-2] + b"\n"])
def test_another_header_is_noticed_at_once(body):
    with pytest.raises(HeaderChanged):
        LineFile(RATINGS, io.BufferedReader(io.BytesIO(body)))


def test_lines_are_looked_up_by_place_and_by_show(tmp_path):
    lines = [b"tt0000001\ttt0000009\t1\t1", b"tt0000002\ttt0000009\t1\t2", b"tt3\ttt0000008\t1\t1"]
    path = tmp_path / "episodes.gz"
    path.write_bytes(gzip.compress(EPISODES.header + b"\n" + b"\n".join(lines)))

    assert list(lookups.at_places(path, {b"tt0000009\t1\t2"})) == [lines[1]]
    assert list(lookups.of_shows(path, {b"tt0000009"})) == lines[:2]
    assert list(lookups.with_keys(EPISODES, path, {b"tt3"})) == [lines[2]]


PLACES = [b"tt0000008\t1\t1", b"tt0000008\t1\t11", b"tt0000009\t\\N\t\\N", b"tt00000080\t1\t1"]
odd = st.sampled_from([b"", b"tt1", b"tt1\tx\ttt0000008\t1\t1", b"tt0000008\t1\t1"])
standing = st.builds(b"tt%d\t%b".__mod__, st.tuples(st.integers(1, 99), st.sampled_from(PLACES)))


@settings(deadline=None)
@given(
    st.lists(standing | odd),
    st.sets(st.sampled_from(PLACES)),
    st.sets(st.sampled_from([b"tt0000008", b"tt0000009", b"tt00000080"])),
)
def test_episodes_are_found_by_place_and_by_show_among_whatever_lines(found, places, shows):
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(lines, "BLOCK_BYTES", 64)
        path = Path(folder) / "episodes.gz"
        body = b"".join(each + b"\n" for each in found)
        path.write_bytes(gzip.compress(EPISODES.header + b"\n" + body))
        standing = list(lookups.at_places(path, places))
        belonging = list(lookups.of_shows(path, shows))

        # Lines of another shape are nobody's, and may be told or not.
        sound = sorted(filter(EPISODES.is_sound, found))
        assert sorted(filter(EPISODES.is_sound, standing)) == [
            each for each in sound if each.split(b"\t", 1)[1] in places
        ]
        assert sorted(filter(EPISODES.is_sound, belonging)) == [
            each for each in sound if each.split(b"\t")[1] in shows
        ]


@settings(deadline=None)
@given(st.lists(line, max_size=60), st.sets(st.integers(1, 40).map(lambda each: b"tt%07d" % each)))
@pytest.mark.parametrize("by_number", [True, False])
@pytest.mark.parametrize("few", [0, 1500])
def test_lines_are_looked_up_by_their_keys(by_number, few, found, keys):
    keys |= {b"tt1000001", b"tt9999999", b"tt10000000"}
    found.sort(key=lambda each: int(key_of(each)[2:]) if by_number else key_of(each))
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setattr(lines, "BLOCK_BYTES", 64)
        patch.setattr(lookups, "FEW", few)
        path = Path(folder) / "ratings.gz"
        path.write_bytes(gzip.compress(HEADER + b"".join(each + b"\n" for each in found)))

        assert list(lookups.with_keys(RATINGS, path, keys)) == [
            each for each in found if key_of(each) in keys
        ]


@settings(deadline=None)
@given(st.lists(line | st.sampled_from([b"tt1", b"", b"tt0000001\t5.0\t1\t1", b"tt1\t\xff\t1"])))
def test_lines_are_sound_together_when_each_of_them_is(several):
    assert RATINGS.are_sound(several) == all(RATINGS.is_sound(each) for each in several)
