"""Other names of titles, and people, for titles enough people voted on."""

import gzip

import pytest

from tests.imdb import ImdbHome, rating, title, write_files
from tests.titles import make_title
from worker.imdb.dataset_files import AKAS, CREW, NAMES, PRINCIPALS
from worker.imdb.dataset_folder import DatasetFolder
from worker.imdb.merge_people import characters_of

MOVIE, SHOW, UNKNOWN = 1_000_000_010, 1_000_000_020, 1_000_000_030
BASICS = [
    title(10, "Spirited Away", original="Sen to Chihiro no kamikakushi"),
    title(20, "The Office", kind="tvSeries"),
    title(30, "Nobody Saw It"),
]
RATINGS = [rating(10, 8.6, 900_000), rating(20, 9.0, 700_000), rating(30, 5.0, 49)]
AKA_LINES = [
    "tt0000010\t1\tSpirited Away\tUS\ten\timdbDisplay\t\\N\t0",
    "tt0000010\t2\tChihiros Reise ins Zauberland\tDE\t\\N\timdbDisplay\t\\N\t0",
    "tt0000010\t3\tchihiros reise ins zauberland\tAT\t\\N\t\\N\t\\N\t0",
    "tt0000010\t4\t千と千尋の神隠し\tJP\tja\timdbDisplay\t\\N\t0",
    "tt0000010\t5\tWorking Title\tUS\t\\N\tworking\t\\N\t0",
    "tt0000010\t6\tNowhere\t\\N\t\\N\toriginal\t\\N\t1",
    "tt0000030\t1\tNiemand\tDE\t\\N\timdbDisplay\t\\N\t0",
]
PRINCIPAL_LINES = [
    'tt0000010\t1\tnm0000001\tactress\t\\N\t["Chihiro","Sen"]',
    "tt0000010\t2\tnm0000002\tdirector\t\\N\t\\N",
    'tt0000020\t1\tnm0000001\tself\t\\N\t["She said \\"so\\""]',
    "tt0000020\t2\tnm0000003\tarchive_footage\t\\N\t\\N",
    "tt0000030\t1\tnm0000009\tactor\t\\N\t\\N",
]
CREW_LINES = ["tt0000010\tnm0000002\tnm0000002,nm0000004", "tt0000030\tnm0000009\t\\N"]
NAME_LINES = [
    "nm0000001\tRumi Hiiragi\t1987\t\\N\tactress,soundtrack\ttt0000010",
    "nm0000002\tHayao Miyazaki\t1941\t\\N\tdirector,writer\ttt0000010",
    "nm0000003\tSomebody Else\t\\N\t\\N\t\\N\t\\N",
    "nm0000004\tA Writer\t1900\t1980\twriter\ttt0000010",
    "nm0000009\tOf No Consequence\t\\N\t\\N\tactor\ttt0000030",
]


@pytest.fixture
def home(database_url, clock, tmp_path) -> ImdbHome:
    return ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)


@pytest.fixture
def files(tmp_path):
    folder = write_files(tmp_path / "files", BASICS, (), RATINGS)
    extras = {
        AKAS: AKA_LINES,
        CREW: CREW_LINES,
        PRINCIPALS: PRINCIPAL_LINES,
        NAMES: NAME_LINES,
    }
    for file, lines in extras.items():
        text = file.header + b"\n" + "\n".join(lines).encode() + b"\n"
        (folder / file.file_name).write_bytes(gzip.compress(text))
    return folder


def rows(db, query: str, *values):
    with db.read() as conn:
        return conn.execute(query, values).fetchall()


def bring(home, files, **options):
    for file in (AKAS, CREW, PRINCIPALS, NAMES):
        home.folder.take(files / file.file_name, file)
    return home.sync(files, **options)


def test_alternate_names_are_stored_once_per_spelling_and_found(home, db, files):
    bring(home, files, has_akas=True)

    assert rows(
        db, "SELECT title, region, language FROM media_alternate_titles ORDER BY title"
    ) == [("Chihiros Reise ins Zauberland", "DE", ""), ("千と千尋の神隠し", "JP", "ja")]
    assert ("chihiros reise ins zauberland",) in rows(
        db, "SELECT name FROM search_names WHERE media_id = %s", MOVIE
    )


def test_people_of_known_titles_have_their_credits(home, db, files):
    bring(home, files, has_people=True)

    assert rows(
        db, "SELECT id, imdb_id, name, birth_year, death_year, known_for FROM people ORDER BY id"
    ) == [
        (1_000_000_001, "nm0000001", "Rumi Hiiragi", 1987, None, "Acting"),
        (1_000_000_002, "nm0000002", "Hayao Miyazaki", 1941, None, "Directing"),
        (1_000_000_004, "nm0000004", "A Writer", 1900, 1980, "Writing"),
    ]
    assert rows(
        db,
        "SELECT p.name, movie_id, show_id, department, job, character, source"
        " FROM credits JOIN people AS p ON p.id = person_id ORDER BY movie_id, position, job",
    ) == [
        ("Rumi Hiiragi", MOVIE, None, "Acting", "Actress", "Chihiro / Sen", "imdb"),
        ("Hayao Miyazaki", MOVIE, None, "Directing", "Director", "", "imdb"),
        ("Hayao Miyazaki", MOVIE, None, "Writing", "Writer", "", "imdb"),
        ("A Writer", MOVIE, None, "Writing", "Writer", "", "imdb"),
        ("Rumi Hiiragi", None, SHOW, "Acting", "Self", 'She said "so"', "imdb"),
    ]
    assert ("hayao miyazaki",) in rows(db, "SELECT name FROM search_names WHERE kind = 'person'")


def test_unchanged_files_are_skipped(home, db, files):
    first = bring(home, files, has_akas=True, has_people=True)
    before = rows(db, "SELECT xmin::text, id FROM credits ORDER BY id")
    again = bring(home, files, has_akas=True, has_people=True)
    forced = bring(home, files, has_akas=True, has_people=True, is_forced=True)

    assert [first.state, again.state, forced.state] == ["completed", "unchanged", "completed"]
    assert rows(db, "SELECT xmin::text, id FROM credits ORDER BY id") == before
    assert rows(db, "SELECT state, finished_at IS NOT NULL FROM import_runs ORDER BY id") == [
        ("completed", True),
        ("unchanged", True),
        ("completed", True),
    ]


def test_titles_with_provider_credits_get_no_imdb_credits(home, db, files):
    home.sync(files)
    with db.transaction() as conn:
        person = conn.execute(
            "INSERT INTO people (name, tmdb_id, imdb_id) VALUES ('R. Hiiragi', 7, 'nm0000001')"
            " RETURNING id"
        ).fetchone()[0]
        conn.execute(
            "INSERT INTO credits (person_id, movie_id, department, job, source)"
            " VALUES (%s, %s, 'Acting', 'Actor', 'tmdb')",
            [person, MOVIE],
        )
    bring(home, files, has_people=True)

    assert rows(db, "SELECT person_id, source FROM credits WHERE movie_id = %s", MOVIE) == [
        (person, "tmdb")
    ]
    assert rows(db, "SELECT name, birth_year FROM people WHERE id = %s", person) == [
        ("R. Hiiragi", 1987)
    ]
    assert rows(db, "SELECT person_id FROM credits WHERE show_id = %s", SHOW) == [(person,)]


def test_a_credit_removed_by_imdb_is_deleted(home, db, files, tmp_path):
    bring(home, files, has_people=True)
    text = PRINCIPALS.header + b"\n" + "\n".join(PRINCIPAL_LINES[1:]).encode()
    (files / PRINCIPALS.file_name).unlink()
    (files / PRINCIPALS.file_name).write_bytes(gzip.compress(text))
    bring(home, files, has_people=True)

    assert rows(db, "SELECT count(*) FROM credits WHERE job = 'Actress'") == [(0,)]
    assert rows(db, "SELECT count(*) FROM credits WHERE job = 'Director'") == [(1,)]


def test_people_survive_a_full_build(home, db, files):
    game = make_title(db, "0 A.D.", media_type="game")
    bring(home, files, has_people=True)
    before = rows(db, "SELECT person_id, movie_id, show_id FROM credits ORDER BY id")
    home.sync(files, is_forced=True)

    assert rows(db, "SELECT person_id, movie_id, show_id FROM credits ORDER BY id") == before
    assert rows(db, "SELECT count(*) FROM search_names WHERE kind = 'person'") == [(3,)]
    assert rows(db, "SELECT title FROM media_items WHERE id = %s", game) == [("0 A.D.",)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\\N", b""),
        (b'["Self"]', b"Self"),
        (b'["A","B"]', b"A / B"),
        (b'["tab\\there"]', b"tab here"),
        (b'["broken', b""),
        (b'[1,"X",null]', b"X"),
        ('["Zoë"]'.encode(), "Zoë".encode()),
    ],
)
def test_malformed_character_lists_are_parsed_leniently(text, said):
    assert characters_of(text) == said
