"""Lines of a file: read in blocks, checked one by one and many at once."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.imdb.dataset_files import RATINGS
from worker.imdb.errors import HeaderChanged
from worker.imdb.line_file import LineFile

HEADER = RATINGS.header + b"\n"


def opened(lines: list[bytes], end: bytes = b"\n") -> LineFile:
    return LineFile(RATINGS, io.BufferedReader(io.BytesIO(HEADER + b"\n".join(lines) + end)))


line = st.builds(
    lambda number, votes: b"tt%07d\t5.0\t%d" % (number, votes),
    st.integers(1, 40) | st.integers(9_999_990, 10_000_010) | st.integers(1_000_000, 1_000_003),
    st.integers(1, 3),
)


def test_the_last_line_may_lack_its_end():
    lines = [b"tt0000001\t5.0\t1", b"tt0000002\t5.0\t2"]
    file = opened(lines, end=b"")

    assert file.read() == b"\n".join(lines) + b"\n"
    assert file.rows == 2
    assert file.read() == b""


@pytest.mark.parametrize("body", [b"", b"\n", HEADER[:-2] + b"\n"])
def test_another_header_is_refused(body):
    with pytest.raises(HeaderChanged):
        LineFile(RATINGS, io.BufferedReader(io.BytesIO(body)))


@given(st.lists(line | st.sampled_from([b"tt1", b"", b"tt0000001\t5.0\t1\t1", b"tt1\t\xff\t1"])))
def test_a_batch_is_valid_when_each_line_is(several):
    assert RATINGS.are_valid(several) == all(RATINGS.is_valid(each) for each in several)
