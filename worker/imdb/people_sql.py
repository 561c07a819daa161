"""Statements of `people`: from raw lines in temporary tables to people and credits."""

#: Each person once, under the id they have here. Somebody counts as much as what they are in.
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
        JOIN picked_titles AS t ON t.n = c.n
        WHERE c.position <= 4 OR c.department = 'Directing'
        GROUP BY c.person
    ) AS w ON w.person = n.person
    ORDER BY n.person
"""
UPDATE_PEOPLE = """
    UPDATE people AS p
    SET name = m.name,
        birth_year = coalesce(m.birth_year, p.birth_year),
        death_year = coalesce(m.death_year, p.death_year),
        known_for = coalesce(nullif(p.known_for, ''), m.known_for),
        popularity = CASE WHEN p.tmdb_id IS NULL THEN m.popularity ELSE p.popularity END,
        updated_at = now()
    FROM merge_people AS m
    WHERE p.id = m.id AND m.is_there AND p.id >= %(people_from)s
      AND ((p.name, p.birth_year, p.death_year)
               IS DISTINCT FROM
           (m.name, coalesce(m.birth_year, p.birth_year), coalesce(m.death_year, p.death_year))
           OR (p.known_for = '' AND m.known_for <> '')
           -- Votes of every day move this a little; that is not worth a row.
           OR (p.tmdb_id IS NULL AND abs(p.popularity - m.popularity) > 0.1 * (1 + p.popularity)))
    RETURNING p.id
"""
FILL_GAPS = """
    UPDATE people AS p
    SET birth_year = coalesce(p.birth_year, m.birth_year),
        death_year = coalesce(p.death_year, m.death_year),
        known_for = coalesce(nullif(p.known_for, ''), m.known_for),
        updated_at = now()
    FROM merge_people AS m
    WHERE p.id = m.id AND m.is_there AND p.id < %(people_from)s
      AND ((p.birth_year IS NULL AND m.birth_year IS NOT NULL)
           OR (p.death_year IS NULL AND m.death_year IS NOT NULL)
           OR (p.known_for = '' AND m.known_for <> ''))
"""
INSERT_PEOPLE = """
    INSERT INTO people (id, imdb_id, name, birth_year, death_year, known_for, popularity)
    SELECT id, imdb_id, name, birth_year, death_year, known_for, popularity
    FROM merge_people
    WHERE NOT is_there
    ON CONFLICT DO NOTHING
    RETURNING id
"""
#: Somebody a provider entered meanwhile has the id the provider gave them.
RECOGNISE = """
    UPDATE merge_people AS m
    SET id = p.id, is_there = true
    FROM people AS p
    WHERE NOT m.is_there AND p.imdb_id = m.imdb_id AND p.id <> m.id
"""

#: Credits as they are to be, of titles for which no provider has any.
CREDITS = """
    CREATE TEMPORARY TABLE merge_credits ON COMMIT DROP AS
    SELECT DISTINCT ON (p.id, t.media_id, c.job, c.character)
           p.id AS person_id,
           CASE WHEN t.media_type = 'movie' THEN t.media_id END AS movie_id,
           CASE WHEN t.media_type = 'show' THEN t.media_id END AS show_id,
           c.department, c.job, coalesce(c.character, '') AS character, c.position
    FROM raw_credits AS c
    JOIN picked_titles AS t ON t.n = c.n AND t.media_type IN ('movie', 'show')
    JOIN merge_people AS p ON p.person = c.person
    WHERE NOT EXISTS (
              SELECT FROM credits AS o
              WHERE o.movie_id = t.media_id AND o.source <> 'imdb'
          )
      AND NOT EXISTS (
              SELECT FROM credits AS o
              WHERE o.show_id = t.media_id AND o.source <> 'imdb'
          )
    ORDER BY p.id, t.media_id, c.job, c.character, c.position
"""
#: A title is a film or a show, so its id alone says which; and equal values can be hashed.
SAME = """
    c.person_id = m.person_id
    AND coalesce(c.movie_id, c.show_id) = coalesce(m.movie_id, m.show_id)
    AND c.job = m.job AND c.character = m.character
"""
DELETE_CREDITS = f"""
    DELETE FROM credits AS c
    WHERE c.source = 'imdb'
      AND coalesce(c.movie_id, c.show_id) IN (SELECT media_id FROM picked_titles)
      AND NOT EXISTS (SELECT FROM merge_credits AS m WHERE {SAME})
"""  # noqa: S608  # constants of this module
UPDATE_CREDITS = f"""
    UPDATE credits AS c
    SET movie_id = m.movie_id, show_id = m.show_id, position = m.position,
        department = m.department
    FROM merge_credits AS m
    WHERE c.source = 'imdb' AND {SAME}
      AND (c.movie_id, c.show_id, c.position, c.department)
          IS DISTINCT FROM (m.movie_id, m.show_id, m.position, m.department)
"""  # noqa: S608  # constants of this module
INSERT_CREDITS = f"""
    INSERT INTO credits (
        person_id, movie_id, show_id, department, job, character, position, source
    )
    SELECT person_id, movie_id, show_id, department, job, character, position, 'imdb'
    FROM merge_credits AS m
    WHERE NOT EXISTS (SELECT FROM credits AS c WHERE {SAME})
      AND EXISTS (SELECT FROM media_items AS t WHERE t.id = coalesce(m.movie_id, m.show_id))
    ORDER BY coalesce(movie_id, show_id), position
    ON CONFLICT DO NOTHING
"""  # noqa: S608  # constants of this module
