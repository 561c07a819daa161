"""New files are matched in batches: siblings search once, and a title is counted once for all."""

from dataclasses import replace

import pytest
from psycopg.types.json import Jsonb

from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.models.scans import ScannedFile
from chalicelib.library.store import match_candidates
from tests.library import LibraryHarness
from tests.titles import make_show, make_title
from worker.scanner.roots import Roots


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


def add(home, *names):
    """Files as a scan adds them, which are not matched yet."""
    found = [
        ScannedFile(str(home.root / name), number, number) for number, name in enumerate(names, 1)
    ]
    home.scanner.ingestor.add_all(found)


def match_new(home, limit=100):
    return home.scanner.ingestor.match_new(str(home.root), limit)


def test_the_files_of_a_title_search_once(home, db, monkeypatch):
    show = make_show(db, "Pioneer One", seasons=(6,))
    make_title(db, "Sintel", year=2010)
    searched = []
    find = match_candidates.find_similar_to_each

    def counted(conn, wanted):
        searched.append([one.names[0] for one in wanted])
        return find(conn, wanted)

    monkeypatch.setattr(match_candidates, "find_similar_to_each", counted)
    episodes = [f"Pioneer One/Season 1/Pioneer One - S01E0{number}.mkv" for number in range(1, 7)]
    add(home, *episodes[::2], "Sintel (2010).mkv", *episodes[1::2])

    while match_new(home, limit=4):
        pass

    assert [item["episode_id"] for item in home.items()] == [*show.episodes, None]
    # In the order of their paths, so that siblings are in one batch.
    assert searched == [["Pioneer One"], ["Pioneer One", "Sintel"]]


def test_a_title_is_counted_once_for_the_files_of_a_batch(home, db):
    show = make_show(db, "Pioneer One", seasons=(9,))
    with db.read() as conn:
        conn.execute("CREATE TABLE counting (files integer)")
        conn.execute(
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " INSERT INTO counting VALUES (NEW.files); RETURN NULL; END $$"
        )
        conn.execute(
            "CREATE TRIGGER note AFTER UPDATE ON library_titles"
            " FOR EACH ROW EXECUTE FUNCTION note()"
        )
    add(home, *(f"Pioneer.One.S01E0{number}.mkv" for number in range(1, 10)))

    match_new(home)

    assert [item["episode_id"] for item in home.items()] == show.episodes
    with db.read() as conn:
        assert conn.execute("SELECT files FROM counting").fetchall() == [(9,)]


def test_files_without_a_match_are_tried_again_together(home, db, monkeypatch):
    names = [f"Pioneer One/Season 1/Pioneer One - S01E0{number}.mkv" for number in range(1, 6)]
    add(home, *names, "Pioneer One/Season 1/x 06.mkv", "Sintel (2010).mkv")
    match_new(home)
    show = make_show(db, "Pioneer One", seasons=(6,))
    film = make_title(db, "Sintel", year=2010)
    searched = []
    find = match_candidates.find_similar_to_each
    monkeypatch.setattr(
        match_candidates,
        "find_similar_to_each",
        lambda conn, wanted: searched.append(len(wanted)) or find(conn, wanted),
    )

    matched = home.scanner.ingestor.rematch(str(home.root))

    assert matched == 7
    assert [item["episode_id"] for item in home.items()] == [*show.episodes, None]
    assert home.items()[-1]["media_id"] == film
    assert len(searched) <= 2  # and once more for what its siblings say
    assert home.scanner.ingestor.rematch(str(home.root)) == 0


def test_trying_again_keeps_what_a_provider_found_until_the_catalogue_has_it(home, db):
    add(home, "Sintl.mkv")
    match_new(home)
    outside = {
        "source": "tmdb", "external_id": "27", "media_type": "movie", "title": "Sintel",
        "original_title": None, "year": 2010, "overview": "", "poster_url": None,
    }  # fmt: skip
    kept = {"media_id": None, "outside": outside, "confidence": 0.7, "why": "", "reasons": []}
    with db.transaction() as conn:
        conn.execute("UPDATE library_items SET candidates = %s", [Jsonb([kept])])
    other = make_title(db, "Sintla", year=2010)

    def tried_again():
        home.scanner.ingestor.rematch(str(home.root))
        with db.read() as conn:
            ((found,),) = conn.execute("SELECT candidates FROM library_items")
        return [one["outside"]["external_id"] if one["outside"] else one["media_id"]
                for one in found]  # fmt: skip

    assert set(tried_again()) == {other, "27"}
    with db.transaction() as conn:
        conn.execute(
            "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
            " VALUES (%s, 'tmdb', 'movie', '27')",
            [make_title(db, "Unlike", year=1950)],
        )
    assert tried_again() == [other]


def test_files_that_another_process_matches_are_left_to_it(home, db):
    add(home, "Sintel (2010).mkv", "Spring (2019).mkv")
    match_new(home)
    make_title(db, "Sintel", year=2010)
    spring = make_title(db, "Spring", year=2019)

    with db.transaction() as other:
        other.execute("SELECT FROM library_items WHERE file_name LIKE 'Sintel%' FOR UPDATE")
        matched = home.scanner.ingestor.rematch(str(home.root))

    assert matched == 1
    assert [item["media_id"] for item in home.items()] == [None, spring]


def test_trying_again_in_vain_writes_nothing(home, db):
    make_title(db, "Sintel", year=2010)
    add(home, "Sintl.mkv", "nothing.mkv")
    match_new(home)
    before = [item["xmin"] for item in home.items()]

    home.scanner.ingestor.rematch(str(home.root))

    assert [item["xmin"] for item in home.items()] == before


def test_the_folder_of_a_show_tells_it_from_others_of_its_name(home, db):
    british, american, later = (make_show(db, "The Bureau", seasons=(3, 3)) for _ in range(3))
    with db.transaction() as conn:
        for show, year, countries in (
            (british, 2001, ["GB"]),
            (american, 2005, ["US"]),
            (later, 2019, ["US"]),
        ):
            conn.execute(
                "UPDATE media_items SET year = %s, countries = %s WHERE id = %s",
                [year, countries, show.id],
            )
    add(
        home,
        "The Bureau (2019)/Season 2/The.Bureau.2021.S02E01.mkv",
        "The Bureau (UK)/Season 2/The Bureau S02E01.mkv",
        "The Bureau (US) (2005)/Season 02/bureau.s02e01.mkv",
    )

    match_new(home)

    found = [item["media_id"] for item in home.items()]
    assert found == [later.id, british.id, american.id]


def test_a_file_of_any_name_is_an_episode_of_the_show_of_its_folder(home, db):
    make_show(db, "Rain", seasons=(3,))
    show = make_show(db, "Pioneer One", seasons=(3,))
    add(home, "Pioneer One/Season 1/Rain.S01E02.mkv")

    match_new(home)

    assert home.item()["episode_id"] == show.episodes[1]


@pytest.mark.parametrize(
    ("kind", "name", "state"),
    [
        ("mixed", "Orbit.mkv", "matched"),
        ("shows", "Orbit.mkv", "unmatched"),
        ("mixed", "Orbit Episode 2 (2010).mkv", "unmatched"),
        ("movies", "Orbit Episode 2 (2010).mkv", "matched"),
    ],
)
def test_what_a_library_folder_holds_is_part_of_the_match(home, db, kind, name, state):
    film = make_title(db, "Orbit", year=2010)
    roots = Roots.of([LibraryRoot(str(home.root), kind=kind)], home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=roots)
    add(home, name)

    match_new(home)

    item = home.item()
    assert (item["match_state"], item["media_id"]) == (state, film if state == "matched" else None)


def test_every_kind_of_match_is_stored(home, db):
    show = make_show(db, "Pioneer One", seasons=(4,))
    film = make_title(db, "Sintel", year=2010)
    add(
        home,
        "Pioneer.One.S01E02-E03.mkv",
        "Sintel (2010)/Sintel.2010.Directors.Cut.cd1.mkv",
        "Sintel (2010)/Sintel.2010.Directors.Cut.cd2.mkv",
        "Sintel (2010)/Trailers/Teaser.mkv",
        "Sintl.mkv",
        "set by hand.mkv",
    )
    with db.read() as conn:
        conn.execute(
            "UPDATE library_items SET match_is_manual = true, match_state = 'ignored'"
            " WHERE file_name = 'set by hand.mkv'"
        )

    match_new(home)

    with db.read() as conn:
        rows = conn.execute(
            """
            SELECT item.file_name, item.match_state, item.media_id, item.episode_id,
                item.extra_kind, item.part_number, item.editions,
                ARRAY(
                    SELECT more.episode_id FROM library_item_episodes AS more
                    WHERE more.item_id = item.id
                ),
                coalesce(jsonb_array_length(item.candidates), 0) > 0
            FROM library_items AS item
            ORDER BY item.file_name COLLATE "C"
            """
        ).fetchall()
        guessed = conn.execute("SELECT count(*) FROM library_items WHERE guess <> '{}'").fetchone()
    cut = ["Director's Cut"]
    parts = [f"Sintel.2010.Directors.Cut.cd{number}.mkv" for number in (1, 2)]
    _, second, third, _ = show.episodes
    assert rows == [
        ("Pioneer.One.S01E02-E03.mkv", "matched", show.id, second, "", None, [], [third], False),
        *(
            (name, "matched", film, None, "", number, cut, [], False)
            for number, name in enumerate(parts, 1)
        ),
        ("Sintl.mkv", "unmatched", None, None, "", None, [], [], True),
        ("Teaser.mkv", "extra", film, None, "trailer", None, [], [], False),
        ("set by hand.mkv", "ignored", None, None, "", None, [], [], False),
    ]
    assert guessed == (5,)
    assert not match_new(home)
