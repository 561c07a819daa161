"""
`make bench-library-titles`: pages, filters and searches of the library by title at 200,000 files.

120,000 films and 2,000 shows of 40 episodes each. One client; the gateway has one
process. The floor is bare SQL for the same ids, sent by nothing but psycopg, in the same run.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg

from chalicelib.migrate import BATCHES, migrate, run_batches
from localstack.embedded_cache import EmbeddedCache
from localstack.embedded_postgres import EmbeddedPostgres
from tests.bench.api import SECRET, Gateway, gateway
from tests.bench.method import calibrate

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks-library.md"
REQUESTS = 60
WITHOUT_PLACES = 100

CATALOGUE = """
    INSERT INTO genres (slug, name)
    SELECT slug, initcap(slug)
    FROM unnest(ARRAY['drama', 'comedy', 'horror', 'documentary', 'thriller', 'romance', 'western',
                      'animation', 'crime', 'music']) AS slug
    ON CONFLICT DO NOTHING;
    INSERT INTO media_items (id, media_type, title, year)
    SELECT n, CASE WHEN n <= 2000 THEN 'show' ELSE 'movie' END,
           (ARRAY['Moon', 'River', 'Silent', 'Winter', 'Garden', 'Shadow', 'Paper'])[1 + n % 7]
               || ' ' || (ARRAY['Song', 'House', 'Story', 'Road', 'Letter'])[1 + n % 5] || ' ' || n,
           1920 + n % 105
    FROM generate_series(1, 122000) AS n;
    INSERT INTO media_scores (media_id, media_type, year, rating, votes)
    SELECT id, media_type, year, (id % 91) / 10.0 + 1, id % 9000 FROM media_items;
    INSERT INTO media_genres (media_id, genre_id)
    SELECT media.id, genre.id
    FROM media_items AS media
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM genres LIMIT 12) AS genre
        ON genre.place IN (1 + media.id % 12, 1 + media.id / 7 % 12)
    ON CONFLICT DO NOTHING;
    INSERT INTO show_seasons (media_id, season_number, name)
    SELECT show, season, '' FROM generate_series(1, 2000) AS show, generate_series(1, 5) AS season;
    INSERT INTO show_episodes (media_id, season_number, episode_number, title, air_date)
    SELECT show, season, episode, '', DATE '2010-01-01'
    FROM generate_series(1, 2000) AS show, generate_series(1, 5) AS season,
        generate_series(1, 10) AS episode;
    ANALYZE;
"""
FILES = """
    INSERT INTO library_items (
        id, media_id, episode_id, absolute_path, file_name, match_state, file_size_bytes,
        resolution_label, video_codec, audio_codec, height, discovered_at
    )
    SELECT gen_random_uuid(), media_id, episode_id, '/library/' || n || '.mkv', n || '.mkv',
           'matched', n * 37 % 40000 * 1000000,
           (ARRAY['2160p', '1080p', '1080p', '720p', '576p'])[1 + n % 5],
           (ARRAY['hevc', 'h264', 'h264', 'av1'])[1 + n % 4],
           (ARRAY['aac', 'ac3', 'dts'])[1 + n % 3], 1080, now() - n * interval '1 minute'
    FROM (
        SELECT media_id, id AS episode_id, row_number() OVER () AS n
        FROM show_episodes
        WHERE episode_number <= 8
        UNION ALL
        SELECT 2000 + n, NULL, 80000 + n FROM generate_series(1, 120000) AS n
    ) AS file
"""
BARE = {
    "bare SQL: newest titles": "SELECT media_id FROM library_titles"
    " ORDER BY added_at DESC, media_id DESC LIMIT 49",
    "bare SQL: 4K and AV1": "SELECT media_id FROM library_titles"
    " WHERE facets @> '{resolution:2160p,codec:av1}'"
    " ORDER BY added_at DESC, media_id DESC LIMIT 49",
    "bare SQL: total of 4K and AV1": "SELECT count(*) FROM (SELECT FROM library_titles"
    " WHERE facets @> '{resolution:2160p,codec:av1}' LIMIT 10000) AS found",
    "bare SQL: part of a name": "SELECT media_id FROM library_titles"
    " WHERE search_text LIKE '%winter road 1%' ORDER BY added_at DESC, media_id DESC LIMIT 49",
}
PAGES = {
    "first page": "",
    "by title": "sort=title",
    "by size, smallest first": "sort=size&order=asc",
    "shows": "mediaType=show",
    "films by rating": "mediaType=movie&sort=rating",
    "4K and AV1": "resolution=2160p&codec=av1",
    "HD and better, H.264": "resolution=hd&codec=h264",
    "a genre and a decade": "genre=horror&yearMin=1980&yearMax=1989",
    "not seen": "seen=false",
    "several versions": "state=duplicates",
    "over 30 GB": "sizeMin=30000000000&sort=title",
    "search": "query=winter%20road%201",
    "search for nothing": "query=zzzz",
}


def timed(call: Callable[[], object]) -> dict[str, float]:
    times = []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1e3)
    cuts = statistics.quantiles(times, n=20)
    return {"p50 ms": cuts[9], "p95 ms": cuts[18]}


def pages(seen: Gateway) -> dict[str, dict[str, float]]:
    with httpx.Client(base_url=seen.base, headers=seen.headers, timeout=60) as client:

        def get(query: str) -> httpx.Response:
            return client.get(f"/library/titles?{query}").raise_for_status()

        cursor = ""
        for _ in range(40):
            cursor = f"&cursor={get(f'limit=100{cursor}').json()['nextCursor']}"
        found = {
            name: timed(lambda query=query: get(query))  # type: ignore[misc]
            for name, query in PAGES.items()
        }
        return found | {
            "the 4,000th title on": timed(lambda: get(f"limit=48{cursor}")),
            "files of a show": timed(lambda: client.get("/library/titles/7").raise_for_status()),
            "facets, cached": timed(lambda: client.get("/library/titles/facets")),
        }


def bare(dsn: str) -> dict[str, dict[str, float]]:
    with psycopg.connect(dsn, autocommit=True) as conn:
        return {
            name: timed(lambda text=text: conn.execute(text, prepare=True).fetchall())  # type: ignore[misc,call-overload]
            for name, text in BARE.items()
        }


def fill(dsn: str) -> float:
    """Seconds in which PostgreSQL counts the titles of 200,000 files, all at once."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute(CATALOGUE)
        conn.execute("ALTER TABLE library_items DISABLE TRIGGER USER")
        conn.execute(FILES)
        conn.execute("ALTER TABLE library_items ENABLE TRIGGER USER")
        # As autovacuum does while a scan adds files: without it each count reads every file.
        conn.execute("ANALYZE library_items")
        started = time.perf_counter()
        run_batches(conn, BATCHES["library_titles.sql"])
        seconds = time.perf_counter() - started
        conn.execute("VACUUM ANALYZE")
    return seconds


def main() -> None:
    os.environ.pop("CACHE_URL", None)
    with tempfile.TemporaryDirectory(prefix="seen-bench-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with EmbeddedPostgres(folder / "postgres") as server:
            dsn = server.url("postgres")
            migrate(dsn)
            filled_s = fill(dsn)
            with EmbeddedCache(folder / "cache") as cache:
                env = {
                    "DATABASE_URL": dsn,
                    "CACHE_URL": cache.url(),
                    "SEEN_CACHE_BOARD": str(folder / "cache.board"),
                    "SEEN_SECRET": SECRET,
                    "SEEN_HOST": "127.0.0.1",
                    "SEEN_DATA_DIR": str(folder),
                    "SEEN_REGISTRATION": "open",
                    "SEEN_SEARCH_LIMIT": "0",
                    "DB_MAX_CONNECTIONS": "8",
                }
                before_s = calibrate()
                with gateway(env) as seen:
                    figures = pages(seen) | bare(dsn)
                drift = calibrate() / before_s
    text = report(figures, filled_s, drift)
    sys.stdout.write(text)
    PAGE.write_text(text)


def report(figures: dict[str, dict[str, float]], filled_s: float, drift: float) -> str:
    rows = [
        f"| {name} | {_cell(found['p50 ms'])} | {_cell(found['p95 ms'])} |"
        for name, found in figures.items()
    ]
    return f"""# The library by title

`make bench-library-titles` on {datetime.now(UTC):%Y-%m-%d}: 200,000 files of 120,000 films and 2,000 shows, one
client, one server process. The machine is shared and noisy (load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores;
the same hashing took {drift:.2f} times as long afterwards): compare with bare SQL, which has no HTTP, no
cards and no JSON. Counting every title anew, as an upgrade does in batches, took {filled_s:.0f} s.

| | p50 ms | p95 ms |
|---|---|---|
{chr(10).join(rows)}

Every order is read from an index of `library_titles`, a row per title that triggers count when files
change; exact filters are one array with one index. Statements are planned for the values they filter
by. The total of a filter is counted once a minute, and when the library changes: only the first of
these requests counts.
"""


def _cell(value: float) -> str:
    return f"{value:,.0f}" if value >= WITHOUT_PLACES else f"{value:,.1f}"


if __name__ == "__main__":
    main()
