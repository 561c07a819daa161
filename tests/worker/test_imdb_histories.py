"""
Random sequences of imports and writes of users and providers lose no history.

Each seed is a story of a few imports, full and partial ones, with something written before and
during each of them.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.imdb import ImdbHome, checksums, episode, rating, title, write_files
from tests.titles import make_person
from worker.imdb import crash_points
from worker.imdb.dataset_folder import DatasetFolder

IMPORTS = 5
TITLES = range(10, 18)
PARTS = range(100, 130)  # numbers of episodes
KINDS = ("movie", "tvSeries", "tvMiniSeries", "short", "tvSpecial")
DURING = ("hashed", "staged", "merge begun")


@dataclass
class Story:
    """What the files say, and who did what."""

    dsn: str
    person: UUID
    dice: random.Random
    kinds: dict[int, str] = field(default_factory=dict)
    genres: dict[int, str] = field(default_factory=dict)
    places: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    given: int = 0

    def begin(self) -> None:
        for number in TITLES:
            self.kinds[number] = self.dice.choice(KINDS[:3])
            self.genres[number] = self.dice.choice(("Drama", "Comedy,Drama", "\\N"))
        for number in PARTS:
            self.move(number)

    def move(self, number: int) -> None:
        dice = self.dice
        self.places[number] = (dice.choice(TITLES), dice.randint(1, 3), dice.randint(1, 4))

    def change_files(self) -> None:
        for number in self.dice.sample(TITLES, 2):
            self.kinds[number] = self.dice.choice((*KINDS, ""))
            self.genres[number] = self.dice.choice(("Drama", "Comedy", "\\N"))
        for number in self.dice.sample(PARTS, 8):
            self.places.pop(number, None)
            if self.dice.random() < 0.7:
                self.move(number)

    def files(self, folder):
        # Fillers: a file that loses more than a tenth of its lines is refused.
        basics = [title(n, "Short", kind="short") for n in range(1000, 1400)]
        basics += [
            title(number, f"Title {number}", kind=kind, genres=self.genres[number])
            for number, kind in self.kinds.items()
            if kind
        ]
        basics += [title(number, f"Part {number}", kind="tvEpisode") for number in PARTS]
        episodes = [episode(n, 999, 1, n) for n in range(1000, 1400)]
        episodes += [episode(number, *place) for number, place in self.places.items()]
        ratings = [rating(n, 5.0, 10) for n in (*TITLES, *range(1000, 1100))]
        return write_files(folder, sorted(basics), sorted(episodes), ratings)

    def act(self) -> None:
        """Something a user does."""
        deed: Callable[[psycopg.Connection], None] = self.dice.choice(
            (self.watch, self.watch, self.begin_watching, self.enrich, self.invent, self.place)
        )
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            deed(conn)

    def watch(self, conn: psycopg.Connection) -> None:
        conn.execute(
            "INSERT INTO user_watched (user_id, media_id, episode_id, watched_at, updated_at)"
            " VALUES (%s, %s, %s, now(), now()) ON CONFLICT DO NOTHING",
            [self.person, *self.something(conn)],
        )

    def begin_watching(self, conn: psycopg.Connection) -> None:
        conn.execute(
            "INSERT INTO user_progress (user_id, media_id, episode_id, position_seconds,"
            " duration_seconds, updated_at) VALUES (%s, %s, %s, 60, 600, now())"
            " ON CONFLICT DO NOTHING",
            [self.person, *self.something(conn)],
        )

    def something(self, conn: psycopg.Connection) -> tuple[int, int | None]:
        """An episode with its show, or a title."""
        rows = conn.execute(
            "SELECT media_id, id FROM show_episodes UNION ALL SELECT id, NULL FROM media_items"
            " ORDER BY 1, 2"
        ).fetchall()
        return self.dice.choice(rows)

    def enrich(self, conn: psycopg.Connection) -> None:
        number = 1_000_000_000 + self.dice.choice(TITLES)
        conn.execute("UPDATE media_items SET overview = 'Good.' WHERE id = %s", [number])
        conn.execute(
            "INSERT INTO genres (slug, name) VALUES ('comedy', 'Comedy'), ('noir', 'Noir')"
            " ON CONFLICT DO NOTHING"
        )
        conn.execute(
            "INSERT INTO media_genres (media_id, genre_id, position)"
            " SELECT m.id, g.id, 5 FROM media_items AS m, genres AS g"
            " WHERE m.id = %s AND g.slug = 'comedy' ON CONFLICT DO NOTHING",
            [number],
        )

    def invent(self, conn: psycopg.Connection) -> None:
        """An episode of a provider's."""
        shows = conn.execute("SELECT id FROM media_items WHERE media_type = 'show' ORDER BY id")
        season, number = self.dice.randint(0, 3), self.dice.randint(1, 4)
        with conn.transaction():
            for (media_id,) in shows.fetchall()[:1]:
                conn.execute(
                    "INSERT INTO show_seasons (id, media_id, season_number) VALUES (%s, %s, %s)"
                    " ON CONFLICT (media_id, season_number) DO NOTHING",
                    [media_id * 100_000 + season, media_id, season],
                )
                conn.execute(
                    "INSERT INTO show_episodes (media_id, season_number, episode_number, title)"
                    " VALUES (%s, %s, %s, 'Special') ON CONFLICT DO NOTHING",
                    [media_id, season, number],
                )

    def place(self, conn: psycopg.Connection) -> None:
        """A title of TMDB's that IMDb has as something else."""
        self.given += 1
        media_id = 1_000_001_000 + self.given
        with conn.transaction():
            conn.execute(
                "INSERT INTO media_items (id, media_type, title) VALUES (%s, 'movie', 'Concert')",
                [media_id],
            )
            conn.execute(
                "INSERT INTO media_scores (media_id, media_type) VALUES (%s, 'movie')", [media_id]
            )
            conn.execute(
                "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
                " VALUES (%s, 'tmdb', 'movie', %s)",
                [media_id, str(self.given)],
            )


def history(db) -> list[tuple]:
    with db.read() as conn:
        return conn.execute(
            "SELECT 'watched', media_id, episode_id FROM user_watched"
            " UNION ALL SELECT 'progress', media_id, episode_id FROM user_progress ORDER BY 1, 2, 3"
        ).fetchall()


#: Each finds what must not be.
WRONG = {
    "an episode of a history that belongs to another show": """
        SELECT w.media_id, w.episode_id, e.media_id
        FROM (SELECT media_id, episode_id FROM user_watched
              UNION SELECT media_id, episode_id FROM user_progress) AS w
        LEFT JOIN show_episodes AS e ON e.id = w.episode_id
        WHERE w.episode_id IS NOT NULL AND e.media_id IS DISTINCT FROM w.media_id
    """,
    "an episode without a season": """
        SELECT e.id FROM show_episodes AS e
        LEFT JOIN show_seasons AS s USING (media_id, season_number) WHERE s.id IS NULL
    """,
    "a title without numbers": """
        SELECT m.id FROM media_items AS m
        LEFT JOIN media_scores AS s ON s.media_id = m.id
        WHERE s.media_id IS NULL OR s.media_type <> m.media_type
    """,
    "a title nobody finds": """
        SELECT m.id FROM media_items AS m
        WHERE m.id < 1000001000 AND NOT EXISTS (
            SELECT FROM search_names AS n WHERE n.media_id = m.id AND n.kind = m.media_type
        )
    """,
    "a kind that is counted wrong": """
        SELECT media_type, c.count, m.count
        FROM (SELECT media_type, count FROM catalogue_counts WHERE genre_id = 0) AS c
        FULL JOIN (SELECT media_type, count(*) FROM media_items
                   WHERE id < 1000001000 GROUP BY 1) AS m USING (media_type)
        WHERE coalesce(c.count, 0) < coalesce(m.count, 0)
    """,
    "a reference that was not looked at": """
        SELECT conname FROM pg_constraint WHERE NOT convalidated
    """,
    "what is left of an import": """
        SELECT nspname FROM pg_namespace WHERE nspname IN ('incoming', 'outgoing')
        UNION ALL SELECT tgname FROM pg_trigger WHERE tgname LIKE 'imdb%%'
    """,
}


@pytest.mark.parametrize("seed", range(4))
def test_no_user_data_are_lost_in_random_import_sequences(
    seed, database_url, db, clock, tmp_path, monkeypatch
):
    home = ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)
    story = Story(database_url, make_person(db), random.Random(seed))
    story.begin()
    home.sync(story.files(tmp_path / "0"))
    seen: set[tuple] = set()

    def meanwhile(name: str) -> None:
        if name in DURING:
            story.act()

    monkeypatch.setattr(crash_points, "hit", meanwhile)
    outcomes = []
    for number in range(1, IMPORTS + 1):
        for _ in range(4):
            story.act()
        seen |= set(history(db))
        story.change_files()
        is_forced = story.dice.random() < 0.5
        outcomes.append(home.sync(story.files(tmp_path / str(number)), is_forced=is_forced))
        with db.read() as conn:
            wrong = {
                what: found
                for what, query in WRONG.items()
                if (found := conn.execute(query).fetchall())
            }

        assert (number, wrong) == (number, {})
        assert seen <= set(history(db)), number
    placed = [1_000_001_000 + given + 1 for given in range(story.given)]
    with db.read() as conn:
        there = {row[0] for row in conn.execute("SELECT id FROM media_items").fetchall()}

    assert {outcome.state for outcome in outcomes} == {"completed"}
    assert set(placed) <= there


@pytest.mark.parametrize("seed", range(4))
def test_merging_differences_equals_a_full_build(
    seed, first_imports, postgres, database_url, clock, tmp_path
):
    home = ImdbHome(database_url, DatasetFolder(tmp_path / "imdb"), clock)
    story = Story(database_url, uuid4(), random.Random(seed))
    story.begin()
    home.sync(story.files(tmp_path / "0"))
    for number in range(1, IMPORTS + 1):
        story.change_files()
        outcome = home.sync(story.files(tmp_path / str(number)))
        assert (outcome.state, outcome.way) == ("completed", "partial")
    anew = first_imports.of_files(tmp_path / str(IMPORTS))

    merged, built = checksums(database_url), checksums(postgres.url(anew.database))
    assert {**merged, "genres": ""} == {**built, "genres": ""}  # one that is unused may stay
