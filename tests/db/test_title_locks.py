"""Whatever a source says, what a person set by hand stays."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.catalog.models import MediaType
from chalicelib.metadata.models import TitleUpdate
from chalicelib.metadata.service.metadata_writer import MetadataWriter
from chalicelib.platform.cache import Cache
from chalicelib.platform.clock import utc_now
from tests.titles import make_title

#: By column: what a person may have set, an empty value as well.
BY_HAND = {
    "title": st.just("Set by hand"),
    "overview": st.sampled_from(["", "Ours."]),
    "release_date": st.sampled_from([None, date(1927, 1, 10)]),
    "runtime_minutes": st.sampled_from([None, 153]),
    "poster_url": st.sampled_from([None, "https://pictures.example/ours.jpg"]),
    "backdrop_url": st.sampled_from([None, "https://pictures.example/ours-wide.jpg"]),
}
#: What the worker computed from a picture: it stays as long as the picture does.
PLACEHOLDERS = {"poster_url": "poster_placeholder", "backdrop_url": "backdrop_placeholder"}
LOCKS = st.sets(st.sampled_from([*BY_HAND]), min_size=1).flatmap(
    lambda fields: st.fixed_dictionaries({field: BY_HAND[field] for field in sorted(fields)})
)
UPDATES = st.builds(
    TitleUpdate,
    provider=st.sampled_from(["tmdb", "igdb"]),
    media_type=st.just(MediaType.MOVIE),
    external_ids=st.just({}),
    title=st.sampled_from(["Metropolis", "Another name"]),
    overview=st.sampled_from(["", "Of a source."]),
    released_on=st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    year=st.none() | st.integers(1900, 2030),
    runtime_minutes=st.none() | st.integers(1, 300),
    poster_url=st.sampled_from([None, "https://pictures.example/theirs.jpg"]),
    backdrop_url=st.sampled_from([None, "https://pictures.example/theirs-wide.jpg"]),
    genres=st.sampled_from([(), ("Horror",)]),
    votes=st.none() | st.integers(0, 9),
    is_whole=st.booleans(),
)
#: As the import of IMDb writes: it replaces what it knows, in one statement for all titles.
IMPORT = """
    UPDATE media_items
    SET title = 'Of the import', overview = 'Of the import.', year = 1999,
        release_date = '1999-09-09', runtime_minutes = 99, poster_url = 'https://other.example/p',
        backdrop_url = 'https://other.example/b'
"""


@pytest.fixture
def writer(db):
    return MetadataWriter(db, Cache(None), utc_now)


def values_of(db, media_id, fields):
    with db.read() as conn:
        (row,) = conn.execute(
            "SELECT to_jsonb(m) FROM media_items AS m WHERE id = %s", [media_id]
        ).fetchone()
    return {field: row[field] for field in fields}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(locked=LOCKS, update=UPDATES, is_imported=st.booleans())
def test_no_source_changes_a_locked_field(db, writer, locked, update, is_imported):
    film = make_title(db, "Metropolis", genres=["Drama"])
    with db.transaction() as conn:
        for field, value in locked.items():
            conn.execute(f"UPDATE media_items SET {field} = %s WHERE id = %s", [value, film])  # noqa: S608  # a name of ours
            conn.execute(
                "INSERT INTO title_locks (media_id, field, before, set_at)"
                " VALUES (%s, %s, 'null', now())",
                [film, field],
            )
        conn.execute(
            "UPDATE media_items SET poster_placeholder = 'p', backdrop_placeholder = 'b'"
            " WHERE id = %s",
            [film],
        )
    kept = [*locked, *(PLACEHOLDERS[field] for field in locked if field in PLACEHOLDERS)]
    before = values_of(db, film, kept)

    writer.write({film: update})
    if is_imported:
        with db.transaction() as conn:
            conn.execute(IMPORT)

    assert values_of(db, film, kept) == before
