"""
A catalogue of the size of IMDb's, made up: a Zipf vocabulary, and votes as unequal as real ones.

Three in ten titles have 50 votes or more, one in fourteen has 500, one in two hundred 10,000. The
same seed gives the same catalogue.
"""

from chalicelib.platform.db import Connection

WORDS = 60_000
FIRST_TITLE = 3_000_000_000  # beside whatever else is in the database
FIRST_PERSON = 3_000_000_000

VOCABULARY = """
    CREATE TEMPORARY TABLE bench_words AS
    WITH drawn AS (
        SELECT n, string_agg(
            (ARRAY['b', 'br', 'c', 'ch', 'cl', 'd', 'dr', 'f', 'fl', 'g', 'gr', 'h', 'j', 'k', 'l', 'm',
                   'n', 'p', 'pr', 'qu', 'r', 's', 'sh', 'st', 't', 'tr', 'th', 'v', 'w', 'y', 'z', ''])
                [1 + floor(32 * random())]
            || (ARRAY['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'ou', 'e', 'a'])[1 + floor(10 * random())]
            || (ARRAY['', '', '', '', 'n', 'r', 's', 't', 'l', 'm', 'ck', 'nd'])[1 + floor(12 * random())],
            ''
        ) AS word
        FROM generate_series(1, %(words)s + %(words)s / 3) AS n,
             generate_series(1, 1 + floor(1.2 + 2.2 * hashint4(n)::float8 / 4294967296 + 1.1)::integer)
        GROUP BY n
    )
    SELECT row_number() OVER (ORDER BY min(n)) AS rank, word
    FROM drawn
    GROUP BY word
    ORDER BY rank
    LIMIT %(words)s
"""
COMMON = """
    UPDATE bench_words SET word = (
        ARRAY['the', 'of', 'a', 'and', 'in', 'to', 'la', 'de', 'love', 'man', 'night', 'dark', 'life']
    )[rank]
    WHERE rank <= 13
"""
INDEX = "CREATE UNIQUE INDEX bench_words_by_rank ON bench_words (rank) INCLUDE (word)"

# A rank is exp(u · ln N): the word of rank r then comes as often as 1 / r says.
TITLES = """
    INSERT INTO media_items (id, media_type, title, original_title, year)
    SELECT %(first)s + n,
           CASE WHEN n %% 20 < 13 THEN 'movie' WHEN n %% 20 < 19 THEN 'show' ELSE 'game' END,
           -- A third as real titles are: with punctuation and accents.
           CASE (n / 7) %% 20
               WHEN 0 THEN replace(initcap(said.title), ' ', ': ')
               WHEN 1 THEN replace(initcap(said.title), ' ', '-')
               WHEN 2 THEN initcap(said.title) || '''s Day'
               WHEN 3 THEN 'L''' || initcap(said.title)
               WHEN 4 THEN 'Dr. ' || initcap(said.title)
               WHEN 5 THEN initcap(said.title) || '!'
               WHEN 6 THEN replace(initcap(said.title), 'e', 'é')
               ELSE initcap(said.title)
           END,
           CASE WHEN n %% 7 = 0 THEN initcap(said.other) END,
           1920 + floor(105 * sqrt(random()))
    FROM (
        SELECT d.n,
               string_agg(w.word, ' ' ORDER BY d.place) FILTER (WHERE d.place <= d.length) AS title,
               string_agg(w.word, ' ' ORDER BY d.place DESC) FILTER (WHERE d.place > d.length) AS other
        FROM (
            SELECT n, length, place, 1 + floor(exp(random() * ln(%(words)s - 1))) AS rank
            FROM (
                SELECT n, (ARRAY[1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6])[1 + floor(12 * random())] AS length
                FROM generate_series(%(from)s::integer, %(to)s::integer) AS n
            ) AS planned
            CROSS JOIN LATERAL generate_series(
                1, length + CASE WHEN n %% 7 = 0 THEN 3 ELSE 0 END
            ) AS place
        ) AS d
        JOIN bench_words AS w ON w.rank = d.rank
        GROUP BY d.n
    ) AS said
"""
SCORES = """
    INSERT INTO media_scores (media_id, media_type, year, rating, votes, popularity)
    SELECT id, media_type, year, 5.5,
           CASE
               WHEN random() < 0.25 THEN 0
               ELSE least(3000000, 14.5 * power(1 - random(), -1 / 0.74))
           END,
           0
    FROM media_items
    WHERE id > %(first)s
"""
PEOPLE = """
    INSERT INTO people (id, name, popularity)
    SELECT %(first)s + n, initcap(given.word || ' ' || family.word),
           least(100, 0.1 * power(1 - random(), -1))
    FROM (
        SELECT n, 20 + floor(random() * 3000) AS a, 100 + floor(random() * random() * 40000) AS b
        FROM generate_series(1, %(people)s) AS n
    ) AS drawn
    JOIN bench_words AS given ON given.rank = drawn.a
    JOIN bench_words AS family ON family.rank = drawn.b
"""


def make(conn: Connection, *, titles: int, people: int, seed: float = 0.5) -> None:
    """Add `titles` titles and `people` people, without their search names; one transaction."""
    with conn.transaction():
        conn.execute("SET LOCAL work_mem = '256MB'")
        conn.execute("SELECT setseed(%(seed)s)", {"seed": seed})
        # In one order on every machine, so that the same numbers fall to the same rows.
        conn.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        conn.execute(VOCABULARY, {"words": WORDS})
        conn.execute(COMMON)
        conn.execute(INDEX)
        conn.execute("ANALYZE bench_words")
        conn.execute("SET LOCAL session_replication_role = replica")  # no look at foreign keys
        for start in range(1, titles + 1, 250_000):
            conn.execute(
                TITLES,
                {
                    "first": FIRST_TITLE,
                    "words": WORDS,
                    "from": start,
                    "to": min(start + 249_999, titles),
                },
            )
        conn.execute(SCORES, {"first": FIRST_TITLE})
        conn.execute(PEOPLE, {"first": FIRST_PERSON, "people": people})
        conn.execute("DROP TABLE bench_words")
