"""
Imports casts and crews from title.principals, title.crew and name.basics.

Only for well known titles without TMDB credits. Rows of IMDb are updated to the files; they
replace the seed's.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from psycopg import Connection, sql

from chalicelib.catalog.imdb_ids import PEOPLE_FROM
from chalicelib.catalog.store import search_index
from chalicelib.platform import foreign_keys
from worker.imdb.dataset_files import CREW, NAMES, PRINCIPALS, ImdbFile
from worker.imdb.progress import ImportProgress
from worker.imdb.row_filter import NumberSet, RowFilter, copy_rows, select_titles, selected_lines

NULL = b"\\N"
IDS_PER_REFRESH = 5000
FIRST_CREW_POSITION = 1000  # principals come first, in their own order

#: Department and job of each of IMDb's categories. Others are left out.
CATEGORIES: dict[bytes, tuple[bytes, bytes]] = {
    b"actor": (b"Acting", b"Actor"),
    b"actress": (b"Acting", b"Actress"),
    b"self": (b"Acting", b"Self"),
    b"director": (b"Directing", b"Director"),
    b"writer": (b"Writing", b"Writer"),
    b"producer": (b"Production", b"Producer"),
    b"composer": (b"Sound", b"Original Music Composer"),
    b"cinematographer": (b"Camera", b"Director of Photography"),
    b"editor": (b"Editing", b"Editor"),
    b"production_designer": (b"Art", b"Production Design"),
    b"casting_director": (b"Production", b"Casting"),
}
TABLES = """
    CREATE TEMPORARY TABLE raw_credits (
        n bigint, person bigint, department text, job text, character text, position integer
    ) ON COMMIT DROP;
    CREATE TEMPORARY TABLE raw_names (
        person bigint, name text, birth_year smallint, death_year smallint, profession text
    ) ON COMMIT DROP;
"""

#: People of the seed get the IMDb id of the one person of their name in one of their titles.
LINK_SEED_PEOPLE = """
    UPDATE people AS p
    SET imdb_id = same.imdb_id
    FROM (
        SELECT c.person_id AS id,
               'nm' || lpad(
                   min(n.person)::text, greatest(length(min(n.person)::text), 7), '0'
               ) AS imdb_id
        FROM credits AS c
        JOIN people AS named ON named.id = c.person_id AND named.imdb_id IS NULL
        JOIN selected_titles AS t ON t.media_id = coalesce(c.movie_id, c.show_id)
        JOIN raw_credits AS r ON r.n = t.n
        JOIN raw_names AS n ON n.person = r.person AND fold(n.name) = fold(named.name)
        WHERE c.source = 'seed'
        GROUP BY c.person_id
        HAVING count(DISTINCT n.person) = 1
    ) AS same
    WHERE p.id = same.id
      AND NOT EXISTS (SELECT FROM people AS other WHERE other.imdb_id = same.imdb_id)
"""
#: Each person once, under the id of the catalogue. Popularity is that of the best known title.
PEOPLE = """
    CREATE TEMPORARY TABLE merge_people ON COMMIT DROP AS
    SELECT DISTINCT ON (n.person) coalesce(p.id, %(people_from)s + n.person) AS id,
           'nm' || lpad(n.person::text, greatest(length(n.person::text), 7), '0') AS imdb_id,
           n.name, n.birth_year, n.death_year, coalesce(n.profession, '') AS known_for,
           coalesce(w.popularity, 0) AS popularity, p.id IS NOT NULL AS is_there,
           n.person
    FROM raw_names AS n
    LEFT JOIN people AS p
        ON p.imdb_id = 'nm' || lpad(n.person::text, greatest(length(n.person::text), 7), '0')
    LEFT JOIN (
        SELECT c.person, max(t.popularity) / 4 AS popularity
        FROM raw_credits AS c
        JOIN selected_titles AS t ON t.n = c.n
        WHERE c.position <= 4 OR c.department = 'Directing'
        GROUP BY c.person
    ) AS w ON w.person = n.person
    ORDER BY n.person
"""
#: A person of other origin only gets gaps filled. Popularity changes a little with the votes of
#: every day, which is not written.
UPDATE_PEOPLE = """
    UPDATE people AS p
    SET name = n.name, birth_year = n.birth_year, death_year = n.death_year,
        known_for = n.known_for, popularity = n.popularity, updated_at = now()
    FROM (
        SELECT o.id,
               CASE WHEN o.id < %(people_from)s THEN o.name ELSE m.name END AS name,
               CASE WHEN o.id < %(people_from)s THEN coalesce(o.birth_year, m.birth_year)
                   ELSE coalesce(m.birth_year, o.birth_year) END AS birth_year,
               CASE WHEN o.id < %(people_from)s THEN coalesce(o.death_year, m.death_year)
                   ELSE coalesce(m.death_year, o.death_year) END AS death_year,
               coalesce(nullif(o.known_for, ''), m.known_for) AS known_for,
               CASE WHEN o.id < %(people_from)s OR o.tmdb_id IS NOT NULL
                   OR abs(o.popularity - m.popularity) <= 0.1 * (1 + o.popularity)
                   THEN o.popularity ELSE m.popularity END AS popularity
        FROM merge_people AS m
        JOIN people AS o ON o.id = m.id
        WHERE m.is_there
    ) AS n
    WHERE p.id = n.id
      AND (p.name, p.birth_year, p.death_year, p.known_for, p.popularity)
          IS DISTINCT FROM (n.name, n.birth_year, n.death_year, n.known_for, n.popularity)
    RETURNING p.id
"""
INSERT_PEOPLE = """
    INSERT INTO people (id, imdb_id, name, birth_year, death_year, known_for, popularity)
    SELECT id, imdb_id, name, birth_year, death_year, known_for, popularity
    FROM merge_people
    WHERE NOT is_there
    ON CONFLICT DO NOTHING
    RETURNING id
"""
#: A person whom a provider inserted meanwhile keeps the id of that row.
ADOPT_IDS = """
    UPDATE merge_people AS m
    SET id = p.id, is_there = true
    FROM people AS p
    WHERE NOT m.is_there AND p.imdb_id = m.imdb_id AND p.id <> m.id
"""

#: Credits of titles that have none of TMDB.
CREDITS = """
    CREATE TEMPORARY TABLE merge_credits ON COMMIT DROP AS
    SELECT DISTINCT ON (p.id, t.media_id, c.job, c.character)
           p.id AS person_id,
           CASE WHEN t.media_type = 'movie' THEN t.media_id END AS movie_id,
           CASE WHEN t.media_type = 'show' THEN t.media_id END AS show_id,
           c.department, c.job, coalesce(c.character, '') AS character, c.position
    FROM raw_credits AS c
    JOIN selected_titles AS t ON t.n = c.n AND t.media_type IN ('movie', 'show')
    JOIN merge_people AS p ON p.person = c.person
    WHERE NOT EXISTS (
              SELECT FROM credits AS o
              WHERE o.movie_id = t.media_id AND o.source = 'tmdb'
          )
      AND NOT EXISTS (
              SELECT FROM credits AS o
              WHERE o.show_id = t.media_id AND o.source = 'tmdb'
          )
    ORDER BY p.id, t.media_id, c.job, c.character, c.position
"""
#: A title is a film or a show, so one id identifies it; and equal values can be hashed.
SAME = sql.SQL(
    """
    c.person_id = m.person_id
    AND coalesce(c.movie_id, c.show_id) = coalesce(m.movie_id, m.show_id)
    AND c.job = m.job AND c.character = m.character
    """
)
DELETE_CREDITS = sql.SQL(
    """
    DELETE FROM credits AS c
    WHERE c.source = 'imdb'
      AND coalesce(c.movie_id, c.show_id) IN (SELECT media_id FROM selected_titles)
      AND NOT EXISTS (SELECT FROM merge_credits AS m WHERE {same})
    """
).format(same=SAME)
#: The seed credits only what nothing else does; people whom nothing else names leave with it.
DELETE_SEED_CREDITS = sql.SQL(
    """
    WITH dropped AS (
        DELETE FROM credits AS c
        WHERE c.source = 'seed'
          AND coalesce(c.movie_id, c.show_id) IN (
              SELECT coalesce(movie_id, show_id) FROM merge_credits
          )
        RETURNING c.id, c.person_id
    )
    DELETE FROM people AS p
    USING dropped
    WHERE p.id = dropped.person_id
      AND p.tmdb_id IS NULL
      AND p.imdb_id IS NULL
      AND {unreferenced}
      AND NOT EXISTS (
          SELECT
          FROM credits AS c
          WHERE c.person_id = p.id AND c.id NOT IN (SELECT id FROM dropped)
      )
    """
)
UPDATE_CREDITS = sql.SQL(
    """
    UPDATE credits AS c
    SET movie_id = m.movie_id, show_id = m.show_id, position = m.position,
        department = m.department
    FROM merge_credits AS m
    WHERE c.source = 'imdb' AND {same}
      AND (c.movie_id, c.show_id, c.position, c.department)
          IS DISTINCT FROM (m.movie_id, m.show_id, m.position, m.department)
    """
).format(same=SAME)
INSERT_CREDITS = sql.SQL(
    """
    INSERT INTO credits (
        person_id, movie_id, show_id, department, job, character, position, source
    )
    SELECT person_id, movie_id, show_id, department, job, character, position, 'imdb'
    FROM merge_credits AS m
    WHERE NOT EXISTS (SELECT FROM credits AS c WHERE {same})
      AND EXISTS (SELECT FROM media_items AS t WHERE t.id = coalesce(m.movie_id, m.show_id))
    ORDER BY coalesce(movie_id, show_id), position
    ON CONFLICT DO NOTHING
    """
).format(same=SAME)


def merge(
    conn: Connection, paths: dict[ImdbFile, Path], progress: ImportProgress
) -> tuple[int, int]:
    """The numbers of people and credits that were inserted. Needs a transaction."""
    titles, people = select_titles(conn), NumberSet()
    conn.execute(TABLES)
    copy_rows(conn, "raw_credits", _principals(paths[PRINCIPALS], titles, people, progress))
    copy_rows(conn, "raw_credits", _crew(paths[CREW], titles, people, progress))
    copy_rows(conn, "raw_names", _names(paths[NAMES], people, progress))
    conn.execute("ANALYZE raw_credits, raw_names")
    parameters = {"people_from": PEOPLE_FROM}
    conn.execute(LINK_SEED_PEOPLE)
    conn.execute(PEOPLE, parameters)
    conn.execute("ANALYZE merge_people")
    changed = conn.execute(UPDATE_PEOPLE, parameters).fetchall()
    added = conn.execute(INSERT_PEOPLE, parameters).fetchall()
    conn.execute(ADOPT_IDS)
    conn.execute(CREDITS, parameters)
    conn.execute("ANALYZE merge_credits")
    conn.execute(DELETE_CREDITS)
    unreferenced = foreign_keys.unreferenced(conn, "people", sql.Identifier("p", "id"))
    conn.execute(DELETE_SEED_CREDITS.format(unreferenced=unreferenced))
    conn.execute(UPDATE_CREDITS)
    credited = conn.execute(INSERT_CREDITS).rowcount
    ids = sorted(row[0] for row in (*changed, *added))
    for start in range(0, len(ids), IDS_PER_REFRESH):
        search_index.refresh(conn, people_ids=ids[start : start + IDS_PER_REFRESH])
    return len(added), credited


def _principals(
    path: Path, titles: NumberSet, people: NumberSet, progress: ImportProgress
) -> Iterator[list[bytes]]:
    for columns in selected_lines(PRINCIPALS, path, titles, RowFilter(PRINCIPALS), progress):
        title, ordering, person, category, _, characters = columns
        known = CATEGORIES.get(category)
        if known is None:
            continue
        people.add(int(person[2:]))
        yield [title[2:], person[2:], *known, characters_of(characters), ordering]


def _crew(
    path: Path, titles: NumberSet, people: NumberSet, progress: ImportProgress
) -> Iterator[list[bytes]]:
    for title, directors, writers in selected_lines(CREW, path, titles, RowFilter(CREW), progress):
        for names, category in ((directors, b"director"), (writers, b"writer")):
            for place, name in enumerate(names.split(b",")):
                if name[:2] == b"nm" and name[2:].isdigit():
                    people.add(int(name[2:]))
                    position = b"%d" % (FIRST_CREW_POSITION + place)
                    yield [title[2:], name[2:], *CATEGORIES[category], b"", position]


def _names(path: Path, people: NumberSet, progress: ImportProgress) -> Iterator[list[bytes]]:
    for columns in selected_lines(NAMES, path, people, RowFilter(NAMES), progress):
        person, name, born, died, professions, _ = columns
        if name != NULL:
            first = professions.partition(b",")[0]
            department = CATEGORIES.get(first, (b"", b""))[0]
            yield [person[2:], name, born, died, department]


def characters_of(text: bytes) -> bytes:
    """`["Self","Host"]` → `Self / Host`; empty for anything but such a list."""
    if not text.startswith(b"["):
        return b""
    try:
        names = json.loads(text)
    except ValueError:
        return b""
    joined = " / ".join(name for name in names if isinstance(name, str))[:300]
    # Characters that would end a column.
    return " ".join(joined.replace("\x08", " ").replace("\0", " ").split()).encode()
