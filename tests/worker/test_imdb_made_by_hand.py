"""A title an administrator made stays, whatever IMDb's files say of its number."""

import pytest

from chalicelib.canon.models.requests import TitleCreate
from chalicelib.canon.service.write_api import WriteApi
from chalicelib.catalog.models import MediaType
from chalicelib.platform.cache import Cache
from tests.databases import database_copy
from tests.imdb import ImdbHome, title, write_files
from worker.imdb import crash_points

#: Numbers the files have as what is not kept, and one they do not have.
SHORT, GAME, ADULT, UNKNOWN = 1000, 1041, 1042, 9_000_001
BASICS = [
    title(10, "Metropolis"),
    *(title(number, "Short", kind="short") for number in range(SHORT, 1040)),
    title(GAME, "A Game", kind="videoGame"),
    title(ADULT, "A Film", adult=1),
]
WITHOUT_THEM = [it for it in BASICS if not it.startswith(("tt0001000", "tt0001041"))]


@pytest.fixture(scope="module")
def first_import(first_imports):
    return first_imports.of(BASICS)


@pytest.fixture
def database_url(postgres, first_import):
    with database_copy(postgres, first_import.database) as url:
        yield url


@pytest.fixture
def home(database_url, first_import, clock, tmp_path) -> ImdbHome:
    return first_import.home(database_url, clock, tmp_path / "imdb")


@pytest.fixture
def first(first_import):
    return first_import.files


@pytest.fixture
def writing(db, clock):
    return WriteApi(db, clock, Cache(None))


def make(writing, number, kind=MediaType.MOVIE):
    wanted = TitleCreate(display_name="By hand", imdb_id=f"tt{number:07d}")
    return writing.create(kind, wanted)


def named_by_hand(db):
    with db.read() as conn:
        rows = conn.execute(
            """
            SELECT m.id
            FROM media_items AS m
            JOIN media_scores AS s ON s.media_id = m.id
            JOIN search_names AS n ON n.media_id = m.id
            JOIN media_external_ids AS x ON x.media_id = m.id AND x.source = 'imdb'
            WHERE n.name = 'by hand'
            ORDER BY m.id
            """
        ).fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize("kind", [MediaType.MOVIE, MediaType.SHOW])
def test_a_manual_title_with_an_excluded_imdb_id_is_kept(kind, home, db, writing, first):
    made = [make(writing, number, kind) for number in (SHORT, GAME, ADULT, UNKNOWN)]

    home.sync(first, is_forced=True)
    home.sync(first, is_forced=True)

    assert named_by_hand(db) == made


@pytest.mark.parametrize("is_forced", [True, False], ids=["full", "partial"])
def test_a_manual_title_is_kept_when_imdb_removes_its_id(
    is_forced, home, db, writing, first, tmp_path
):
    made = [make(writing, number) for number in (SHORT, GAME)]

    outcome = home.sync(write_files(tmp_path / "second", WITHOUT_THEM), is_forced=is_forced)

    assert outcome.way == ("full" if is_forced else "partial")
    assert named_by_hand(db) == made


@pytest.mark.parametrize("point", ["hashed", "staged", "merge begun"])
def test_a_title_created_during_an_import_is_kept(point, home, db, writing, first, monkeypatch):
    made = []

    def make_it(name: str) -> None:
        if name == point:
            made.append(make(writing, SHORT))

    monkeypatch.setattr(crash_points, "hit", make_it)
    home.sync(first, is_forced=True)

    assert len(made) == 1
    assert named_by_hand(db) == made


def test_a_deleted_title_is_not_imported_again(home, db, writing, first):
    writing.delete(make(writing, SHORT), force=False)

    home.sync(first, is_forced=True)

    assert named_by_hand(db) == []
