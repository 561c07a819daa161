"""Search on the seed catalogue, and that its cost does not depend on what is popular."""

import json
from hashlib import blake2b
from math import exp

import psycopg
import pytest
from psycopg.types.json import Jsonb

from chalicelib.catalog import seed
from chalicelib.catalog.models import MediaType
from chalicelib.catalog.models.search import KINDS, PERSON
from chalicelib.catalog.service import CatalogService, search_cascade
from chalicelib.catalog.store import search_index
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Database
from tests.databases import on_server
from tests.titles import make_credit, make_title, make_translation

MAX_READ = 10_000  # names, for one search; half of those that all have the same words


@pytest.fixture
def catalog(db, clock):
    return CatalogService(db, clock)


@pytest.fixture(scope="module")
def seeded(postgres, template):
    """Search on the seed catalogue, in slugs; loaded once, for nothing here changes it."""
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE seen_search TEMPLATE {template}")
    database = Database(postgres.url("seen_search"))
    with database.read() as conn:
        seed.load(conn)
        slugs = dict(conn.execute("SELECT id, slug FROM media_items").fetchall())

    def find(typed, kinds=KINDS):
        found = CatalogService(database, utc_now).search(typed, kinds)
        return [slugs[media_id] for media_id in found.titles]

    yield find

    database.close()
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as conn:
        conn.execute("DROP DATABASE seen_search WITH (FORCE)")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        # exact, whatever the case and the spaces
        ("nosferatu", "nosferatu"),
        ("  METROPOLIS ", "metropolis"),
        ("the general", "the-general"),
        ("spring", "spring"),
        # beginnings, of the title and of a word
        ("nosf", "nosferatu"),
        ("metro", "metropolis"),
        ("big b", "big-buck-bunny"),
        ("caligari", "the-cabinet-of-dr-caligari"),
        ("dr caligari", "the-cabinet-of-dr-caligari"),
        ("potemkin", "battleship-potemkin"),
        # one letter wrong, missing, doubled or swapped
        ("nosfertu", "nosferatu"),
        ("nosfaratu", "nosferatu"),
        ("nosferratu", "nosferatu"),
        ("metroplis", "metropolis"),
        ("metropoils", "metropolis"),
        ("sintl", "sintel"),
        ("sinetl", "sintel"),
        ("charde", "charade"),
        ("chrade", "charade"),
        ("genral", "the-general"),
        ("big buk buny", "big-buck-bunny"),
        ("elefants dream", "elephants-dream"),
        ("sherlok jr", "sherlock-jr"),
        ("nigth of the livng dead", "night-of-the-living-dead"),
        # other word orders and missing words
        ("living dead night", "night-of-the-living-dead"),
        ("tears steel", "tears-of-steel"),
        # with a year, right or nearly
        ("nosferatu 1922", "nosferatu"),
        ("nosferatu (1922)", "nosferatu"),
        ("nosfertu 1922", "nosferatu"),
        ("nosferatu 1979", "nosferatu"),
        # original titles, with accents and without
        ("le voyage dans la lune", "a-trip-to-the-moon"),
        ("fantomas", "fantomas"),
        ("FANTÔMAS", "fantomas"),
        # games and punctuation
        ("supertux kart", "supertuxkart"),
        ("open ttd", "openttd"),
        ("20000 leagues", "20000-leagues-under-the-sea"),
    ],
)
def test_the_intended_title_comes_first(seeded, typed, first):
    assert seeded(typed)[:1] == [first]


@pytest.mark.parametrize(
    "typed", ["zxqvwk", "asdfghjkl", "qwertyuiop", "%", "_", "\\", "'", "!!!", "\x00", "%%%%"]
)
def test_random_letters_find_nothing(seeded, typed):
    assert seeded(typed) == []


def test_a_search_can_be_limited_to_one_kind(seeded):
    assert "battleship-potemkin" in seeded("battle")
    assert seeded("battle", [MediaType.GAME])[:1] == ["the-battle-for-wesnoth"]
    assert "battleship-potemkin" not in seeded("battle", [MediaType.GAME])


def found(catalog, typed, kinds=KINDS):
    return catalog.search(typed, kinds).titles


def test_a_better_kind_of_match_beats_popularity(db, catalog):
    word = make_title(db, "Silent Spring", popularity=9)
    beginning = make_title(db, "Springtime", popularity=9)
    exact = make_title(db, "Spring", popularity=0.9)
    make_title(db, "Offspring", popularity=900)  # a word of its own, not a spring

    assert found(catalog, "spring") == [exact, beginning, word]


def test_among_equal_matches_the_popular_one_comes_first(db, catalog):
    quiet = make_title(db, "Night Tide", popularity=1)
    loud = make_title(db, "Night of the Living Dead", popularity=100)

    assert found(catalog, "night") == [loud, quiet]


def test_an_unknown_film_does_not_come_before_a_famous_one_of_nearly_the_same_name(db, catalog):
    unknown = make_title(db, "Avengers", votes=12)
    famous = make_title(db, "The Avengers", votes=1_500_000)
    longer = make_title(db, "Avengers: Endgame", votes=1_300_000)

    assert found(catalog, "avengers") == [famous, longer, unknown]


def test_among_equal_names_the_one_with_more_votes_comes_first(db, catalog):
    some = make_title(db, "The Office", media_type="show", votes=130_000)
    few = make_title(db, "The Office", votes=400)
    many = make_title(db, "The Office", media_type="show", votes=780_000)

    assert found(catalog, "the office") == [many, some, few]


def test_the_year_tells_titles_of_one_name_apart(db, catalog):
    old = make_title(db, "Nosferatu", year=1922, popularity=1)
    new = make_title(db, "Nosferatu", year=2024, popularity=100)

    assert found(catalog, "nosferatu") == [new, old]
    assert found(catalog, "nosferatu 1922") == [old, new]
    assert found(catalog, "nosferatu 1923") == [old, new]
    assert found(catalog, "nosfertu 1922") == [old, new]


def test_a_number_that_is_part_of_the_title_is_no_year(db, catalog):
    make_title(db, "Blade Runner", year=1982, popularity=100)
    wanted = make_title(db, "Blade Runner 2049", year=2017, popularity=1)

    assert found(catalog, "blade runner 2049")[0] == wanted


def test_short_words_find_beginnings_only(db, catalog):
    beginning = make_title(db, "Up")
    for number in range(10):
        make_title(db, f"Upper {number}")
    make_title(db, "Cup")

    matches = found(catalog, "up")

    assert matches[0] == beginning
    assert len(matches) == 11


def test_the_same_search_has_the_same_order_every_time(db, catalog):
    for _ in range(30):
        make_title(db, "Twins", popularity=1)

    assert len({tuple(found(catalog, "twins")) for _ in range(3)}) == 1
    assert found(catalog, "twins") == sorted(found(catalog, "twins"))


def fill(db, count, title="The {n}", votes=lambda _: 0):
    """Many titles at once, with the names and lists search works with."""
    titles = [
        {"title": title(n) if callable(title) else title.format(n=n), "votes": votes(n)}
        for n in range(1, count + 1)
    ]
    with db.transaction() as conn:
        conn.execute(
            """
            WITH given AS (
                SELECT row_number() OVER () AS id, r.title, r.votes
                FROM jsonb_to_recordset(%(titles)s) AS r (title text, votes integer)
            ),
            made AS (
                INSERT INTO media_items (id, media_type, title, year)
                SELECT id, 'movie', title, 1900 + id %% 120 FROM given
            )
            INSERT INTO media_scores (media_id, media_type, year, votes)
            SELECT id, 'movie', 1900 + id %% 120, votes FROM given
            """,
            {"titles": Jsonb(titles)},
        )
        conn.execute("SELECT setval(pg_get_serial_sequence('media_items', 'id'), %s)", [count])
        search_index.build(conn)
        search_index.rebuild_lookups(conn)
        conn.execute("ANALYZE search_names, search_prefixes, search_words")


def test_a_query_that_matches_everything_is_limited(db, catalog):
    fill(db, 600, title="Wonder {n}", votes=lambda n: 100 if n % 2 else 0)

    best = found(catalog, "wonder")

    assert len(best) == 200  # the second tier's; the third was not asked
    assert all(number % 2 for number in best)


def test_a_very_common_prefix_is_answered_from_a_prefix_list(db, catalog):
    fill(db, 600, title="The Wonder {n}", votes=lambda n: int(exp(7 + n / 100)))
    best = make_title(db, "The Best", votes=5_000_000)  # after the list was made

    with db.read() as conn:
        kept = conn.execute(
            "SELECT names, ids FROM search_prefixes WHERE prefix = 'wond' AND kind = 'movie'"
        ).fetchone()
    assert kept[0] == 600
    assert len(kept[1]) == search_index.MAX_LISTED
    assert kept[1] == sorted(kept[1], reverse=True)  # the best first
    assert found(catalog, "wond")[:100] == kept[1]
    assert found(catalog, "the w")[:100] == kept[1]
    assert len(found(catalog, "wonder 77")) == 1
    assert found(catalog, "the best") == [best]


def test_a_short_title_with_a_common_prefix_is_found(db, catalog):
    fill(db, 600, title="Items {n}", votes=lambda _: 100_000)
    exact = make_title(db, "It", votes=0)

    assert exact in found(catalog, "it")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("spiderman", "Spider-Man"),
        ("spider man", "Spider-Man"),
        ("amazing spiderman", "The Amazing Spider-Man"),
        ("walle", "WALL·E"),
        ("wall-e", "WALL·E"),
        ("starwars", "Star Wars"),
        ("et", "E.T. the Extra-Terrestrial"),
        ("agents of shield", "Marvel's Agents of S.H.I.E.L.D."),
        ("mash", "M*A*S*H"),
        ("schindlers list", "Schindler’s List"),
        ("schindler list", "Schindler's List"),
        ("avventura", "L'avventura"),
        ("half life 2", "Half-Life 2"),
        ("godfather 2", "The Godfather Part II"),
        ("oceans 11", "Ocean's Eleven"),
        ("8 1/2", "8½"),
        ("strasse", "Die Straße"),
        ("СТАЛКЕР", "Сталкер"),
        ("сталкр", "Сталкер"),
        ("елки", "Ёлки"),
        ("ελλαδα", "Ελλάδα"),
        ("千尋", "千と千尋の神隠し"),
        ("千と千", "千と千尋の神隠し"),
        ("もののけ", "もののけ姫"),
        ("오징어", "오징어 게임"),
        ("दंगल", "दंगल"),
    ],
)
def test_punctuation_spaces_and_scripts_do_not_matter(db, catalog, typed, title):
    film = make_title(db, title)
    make_title(db, "Metropolis")

    assert found(catalog, typed) == [film]


def test_translated_titles_are_found(db, catalog):
    film = make_title(db, "The Shawshank Redemption")
    make_translation(db, film, "it", title="Le ali della libertà")

    assert found(catalog, "ali della liberta") == [film]


def test_alternate_titles_are_found(db, catalog):
    film = make_title(db, "The Shawshank Redemption")
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO media_alternate_titles (media_id, title) VALUES (%s, 'Die Verurteilten')",
            [film],
        )
        search_index.refresh(conn, media_ids=[film])

    assert found(catalog, "verurteilt") == [film]


def test_a_corrected_query_is_returned(db, catalog):
    film = make_title(db, "Inception", votes=2_000_000)

    assert catalog.search("incpetion").corrected == "inception"
    assert catalog.search("inception").corrected is None
    assert catalog.search("the incpetion").titles == [film]
    assert catalog.search("xqzwv").corrected is None


def test_a_query_with_results_of_its_own_counts_as_typed(db, catalog):
    film = make_title(db, "Blade Runner Black Lotus")

    answer = catalog.search("blad erunner")

    assert (answer.titles, answer.corrected) == ([film], None)


def test_two_errors_in_a_long_word_are_corrected(db, catalog):
    film = make_title(db, "Interstellar")

    assert found(catalog, "interstallor") == [film]


def test_an_exact_name_is_not_corrected(db, catalog):
    make_title(db, "Inception", votes=2_000_000)
    with db.transaction() as conn:
        conn.execute("DELETE FROM search_words WHERE word = 'incepton'")
    typed = make_title(db, "Incepton", votes=3)
    with db.transaction() as conn:
        conn.execute("DELETE FROM search_words WHERE word = 'incepton'")

    answer = catalog.search("incepton")

    assert answer.titles[0] == typed
    assert len(answer.titles) == 2
    assert answer.corrected is None


def person(db, name, popularity=1.0):
    with db.transaction() as conn:
        row = conn.execute(
            "INSERT INTO people (name, popularity) VALUES (%s, %s) RETURNING id",
            [name, popularity],
        ).fetchone()
        search_index.refresh(conn, people_ids=[row[0]])
    return row[0]


def test_people_are_found_as_well_as_titles(db, catalog):
    film = make_title(db, "Nolan's Day")
    famous = person(db, "Christopher Nolan", popularity=50)
    other = person(db, "Nolan Gould", popularity=5)

    answer = catalog.search("nolan")

    assert answer.people == [famous, other]
    assert answer.titles == [film]
    assert catalog.search("cristopher nolan").people == [famous]
    assert catalog.search("nolan", [PERSON]).titles == []
    assert catalog.search("nolan", [MediaType.MOVIE]).people == []
    assert ("person", famous) in answer.mixed


def test_people_have_their_known_titles(db, catalog):
    films = [make_title(db, f"Film {votes}", votes=votes) for votes in (10, 4000, 300, 20)]
    her = make_credit(db, films[0], "Brigitte Helm")
    with db.read() as conn:
        for film in films[1:]:
            conn.execute(
                "INSERT INTO credits (person_id, movie_id, department, job) "
                "VALUES (%s, %s, 'Acting', 'Actor')",
                [her, film],
            )

    (card,) = catalog.people([her])

    assert (card.name, card.titles) == ("Brigitte Helm", ["Film 4000", "Film 300", "Film 20"])


def test_suggestions_are_few_and_of_every_kind(db, catalog):
    film = make_title(db, "Nolan's Day", year=1999, votes=100)
    her = person(db, "Nolan Gould", popularity=100)

    lines = catalog.suggest("nol", limit=8)

    assert [(line.kind, line.id, line.title, line.year) for line in lines] == [
        ("person", her, "Nolan Gould", None),
        ("movie", film, "Nolan's Day", 1999),
    ]
    assert len(catalog.suggest("nol", limit=1)) == 1


@pytest.fixture(scope="module")
def many(postgres, template):
    """Enough names that an index is worth using; all have two words in common, some a name."""
    on_server(postgres, "CREATE DATABASE {} TEMPLATE {}", "seen_search_many", template)
    database = Database(postgres.url("seen_search_many"))
    fill(
        database,
        20_000,
        title=lambda n: (
            "The Of" if n % 2 else f"The {blake2b(b'%d' % n).hexdigest()[:20]} of {n * 7919}"
        ),
        votes=lambda n: {0: 10_000, 1: 10_000, 2: 100, 3: 100}.get(n % 20, 10),
    )

    yield database

    database.close()
    on_server(postgres, "DROP DATABASE {} WITH (FORCE)", "seen_search_many")


def plans(db, typed):
    """The statements a search runs, those inside of functions too, each with what it read."""
    said = []
    with db.read() as conn:
        conn.execute("LOAD 'auto_explain'")
        for setting in (
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_analyze = on",
            "auto_explain.log_timing = off",
            "auto_explain.log_nested_statements = on",
            "auto_explain.log_format = json",
            "client_min_messages = log",
        ):
            conn.execute(f"SET {setting}")
        conn.add_notice_handler(lambda notice: said.append(notice.message_primary))
        try:
            search_cascade.find(conn, typed)
        finally:
            conn.close()  # no other test needs these notices
    found = [json.loads(text[text.index("{") :]) for text in said if "Query Text" in text]
    assert found
    return [node for plan in found for node in nodes(plan["Plan"])]


def nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


@pytest.mark.parametrize(
    "typed", ["the 88", "the 88 1999", "the", "wonder", "xqzwvk", "teh 8811", "the 1999"]
)
def test_a_search_uses_the_name_indexes_and_no_popularity_index(many, typed):
    ran = plans(many, typed)
    read = {node["Relation Name"] for node in ran if "Relation Name" in node}
    scans = {node["Node Type"] for node in ran if node.get("Relation Name") == "search_names"}

    assert read <= {"search_names", "search_prefixes", "search_words"}
    assert scans == {"Bitmap Heap Scan"}


def test_the_most_popular_names_have_partial_indexes(many):
    used = {node["Index Name"] for node in plans(many, "of 88") if "Index Name" in node}

    assert used >= {
        "search_names_by_squeezed_notable",
        "search_names_by_terms_notable",
        "search_names_by_squeezed_known",
        "search_names_by_terms_known",
    }


@pytest.mark.parametrize(
    "typed",
    [
        "the 1999",
        "a 2003",
        "of",
        "the the",
        "the of",
        "of the",
        "the of 1999",
        "theof",
        "of the 2001",
        "2001",
        "1984",
        "t",
        "o",
        "8",
        "the o",
        "of 8",
        "the " * 100,
        "the of " * 25 + "1999",
        " ".join(f"of{number}" for number in range(100)),
        "the" * 700,
        "the 88 " * 300,
        "x" * 2000,
        "\u5343" * 2000,
        "\U0001f3ac" * 2000,
        "\u00e9" * 2000 + " 1999",
    ],
)
def test_no_search_reads_more_than_a_few_thousand_names(many, typed):
    read = sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in plans(many, typed)
        if node.get("Relation Name") == "search_names"
    )

    assert read < MAX_READ


def test_the_last_word_may_be_a_prefix_among_unknown_titles(db, catalog):
    make_title(db, "Garden of Lanterns", votes=9000)
    with db.transaction() as conn:
        search_index.rebuild_lookups(conn)  # the vocabulary is made of this
    unknown = [make_title(db, f"My {last} in the Garden") for last in ("Lanterns", "Lanternfish")]

    assert unknown[0] in found(catalog, "my lanter")
    assert unknown[0] in found(catalog, "garden lanterns")
    assert unknown[1] in found(catalog, "garden lanternf")  # what no word begins with
    assert unknown[1] in found(catalog, "my lanternfish")


def test_a_prefix_is_completed_from_the_vocabulary(db, catalog):
    make_title(db, "Lanterns", votes=9000)
    unknown = make_title(db, "My Lanterns")

    with db.transaction() as conn:
        search_index.rebuild_lookups(conn)

    assert found(catalog, "my lanter") == [unknown]


def test_a_single_letter_after_an_article_does_not_scan_all_names(db):
    fill(db, 4000, title="And", votes=lambda _: 1)

    ran = plans(db, "d")

    assert sum(node.get("Rows Removed by Filter", 0) for node in ran) <= 500
