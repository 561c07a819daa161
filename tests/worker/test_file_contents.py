"""What files hold: several episodes, parts of a film, extras of a title."""

import pytest

from tests.library import LibraryHarness
from tests.titles import make_show, make_title
from worker.names.reader import read_release
from worker.scanner.parts import NumberedPart, part_of


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


def scan(home, clips, *names):
    """Scan files of these names; their rows by name."""
    for name in names:
        home.put(clips.mp4, name)
    home.scanner.scan([str(home.root)])
    with home.db.read() as conn:
        found = conn.execute(
            """
            SELECT file_name, match_state, media_id, extra_kind, part_number, part_set, editions,
                array_remove(
                    episode_id || ARRAY(
                        SELECT more.episode_id FROM library_item_episodes AS more
                        WHERE more.item_id = item.id ORDER BY more.position
                    ), NULL
                )
            FROM library_items AS item ORDER BY absolute_path
            """
        ).fetchall()
    return {name: rest for name, *rest in found}


def test_a_file_is_on_the_shelf_under_all_its_episodes(home, db, clips):
    show = make_show(db, "The Lighthouse Keepers", seasons=(4,))

    found = scan(
        home, clips, "The Lighthouse Keepers/Season 1/The.Lighthouse.Keepers.S01E02E03.mp4"
    )

    ((state, media_id, *_, episodes),) = found.values()
    assert (state, media_id, episodes) == ("matched", show.id, show.episodes[1:3])
    with db.read() as conn:
        shelf = conn.execute("SELECT episode_id FROM library_shelf ORDER BY 1").fetchall()
    assert shelf == [(episode,) for episode in show.episodes[1:3]]


def test_a_file_whose_match_is_undone_holds_no_episodes(home, db, clips):
    make_show(db, "The Lighthouse Keepers", seasons=(4,))
    scan(home, clips, "The.Lighthouse.Keepers.S01E01-E03.mp4")
    with db.read() as conn:
        conn.execute("UPDATE library_items SET episode_id = NULL, match_state = 'unmatched'")

        assert conn.execute("SELECT FROM library_item_episodes").fetchall() == []


def test_extras_belong_to_their_title_and_are_not_the_film(home, db, clips):
    film = make_title(db, "Harbour Lights", year=1931)
    make_title(db, "The Restoration", year=1998)
    kinds = {
        "Harbour Lights (1931)-featurette.mp4": "featurette",
        "Harbour Lights (1931)-deleted.mp4": "deleted_scene",
        "Building the pier-behindthescenes.mp4": "behind_the_scenes",
        "Shorts/The gulls.mp4": "short",
        "Other/Harbour Lights.mp4": "other",
        "Scenes/Harbour.Lights.1931.mp4": "scene",
        "Specials/The restoration.mp4": "other",
        "Deleted Scenes/At sea.mp4": "deleted_scene",
        "backdrops/Harbour Lights again.mp4": "theme",
        "theme-music/Harbour Lights tune.mp4": "theme",
    }

    found = scan(home, clips, *(f"Harbour Lights (1931)/{name}" for name in kinds))

    assert {name: tuple(row[:3]) for name, row in found.items()} == {
        name.rpartition("/")[2]: ("extra", film, kind) for name, kind in kinds.items()
    }


def test_an_extra_of_a_season_belongs_to_the_show(home, db, clips):
    show = make_show(db, "The Lighthouse Keepers", seasons=(4,))

    found = scan(home, clips, "The Lighthouse Keepers/Season 1/Featurettes/The lamp.mp4")

    assert found["The lamp.mp4"][:3] == ["extra", show.id, "featurette"]


def test_an_extra_of_no_known_title_is_left_out(home, clips):
    found = scan(home, clips, "Nobody Knows It (1931)/Nobody Knows It (1931)-trailer.mp4")

    assert [row[:2] for row in found.values()] == [["ignored", None]]


@pytest.mark.parametrize(
    "names",
    [
        ("Harbour.Lights.1931.CD1.DVDRip.mp4", "Harbour.Lights.1931.CD2.DVDRip.mp4"),
        ("Harbour Lights (1931)/Harbour Lights (1931) - part1.mp4",
         "Harbour Lights (1931)/Harbour Lights (1931) - part2.mp4"),
        ("Harbour Lights (1931) (Part 1 of 2).mp4", "Harbour Lights (1931) (Part 2 of 2).mp4"),
        ("Harbour.Lights.1931.Part.1.German.1080p.mp4",
         "Harbour.Lights.1931.Part.2.German.1080p.mp4"),
        ("Harbour Lights (1931)/CD1/harbour a.mp4", "Harbour Lights (1931)/CD2/harbour b.mp4"),
    ],
)  # fmt: skip
def test_the_files_of_a_film_are_its_parts_in_order(home, db, clips, names):
    film = make_title(db, "Harbour Lights", year=1931)

    first, second = scan(home, clips, *names).values()

    assert [first[:2], second[:2]] == [["matched", film]] * 2
    assert (first[3], second[3]) == (1, 2)
    assert first[4] == second[4]


def test_a_number_that_belongs_to_the_name_of_a_film_is_no_part(home, db, clips):
    film = make_title(db, "The Voyage Part 2", year=1931)

    found = scan(home, clips, "The.Voyage.Part.2.mp4")

    assert found["The.Voyage.Part.2.mp4"][:4] == ["matched", film, "", None]


def test_editions_are_kept_on_the_file(home, db, clips):
    make_title(db, "Harbour Lights", year=1931)

    found = scan(home, clips, "Harbour.Lights.1931.Directors.Cut.1080p.mp4")

    assert found["Harbour.Lights.1931.Directors.Cut.1080p.mp4"][5] == ["Director's Cut"]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/f/Film.1931.cd2.avi", NumberedPart(2, "/f/Film.1931.#")),
        ("/f/Film (1931)-ptb.mkv", NumberedPart(2, "/f/Film (1931)-#")),
        ("/f/Film (1931)/Disc 3/a.mkv", NumberedPart(3, "/f/Film (1931)/#")),
        ("/f/Film (1931) (Part 1 of 2).mkv", NumberedPart(1, "/f/Film (1931) #")),
        ("/f/Film.1931.Part.2.1080p.mkv", NumberedPart(2, "/f/Film.1931.#.1080p")),
        ("/f/Film cd1of2.avi", NumberedPart(1, "/f/Film #")),
        ("/f/Film Part Two (1931).mkv", None),
        ("/f/Film.Part.2.mkv", None),
        ("/f/Film.1931.DVD9.mkv", None),
        ("/f/Cdc Film.mkv", None),
    ],
)
def test_parts_are_named_as_players_document_them(path, part):
    assert part_of(path, read_release(path)) == part


def test_the_other_files_of_a_folder_tell_what_an_abbreviated_name_is(home, db, clips):
    show = make_show(db, "The Lighthouse Keepers", seasons=(4,))

    found = scan(
        home,
        clips,
        "mixed/Lighthouse.S01E01.mp4",  # by itself too little
        "mixed/The.Lighthouse.Keepers.S01E02.mp4",
        "mixed/The.Lighthouse.Keepers.S01E03.mp4",
        "mixed/Another.Show.S01E04.mp4",
    )

    episodes = {name: row[-1] for name, row in found.items()}
    assert episodes["Lighthouse.S01E01.mp4"] == [show.episodes[0]]
    assert episodes["Another.Show.S01E04.mp4"] == []


def test_what_a_file_may_be_is_stored_with_it(home, db, clips):
    for year in (1922, 1979):
        make_title(db, "Orlok", year=year)

    scan(home, clips, "Orlok.mp4")

    with home.db.read() as conn:
        ((kept,),) = conn.execute("SELECT candidates FROM library_items").fetchall()
    assert [(one["confidence"], one["parts"]["title"]) for one in kept] == [(0.7, 1), (0.7, 1)]


def test_the_length_of_a_file_tells_which_of_two_films_it_is(home, db, clips):
    make_title(db, "Orlok", year=1922, runtime_minutes=94)
    short = make_title(db, "Orlok", year=1979, runtime_minutes=1)

    found = scan(home, clips, "Orlok.mp4")

    assert found["Orlok.mp4"][:2] == ["matched", short]
