"""Titles that only a provider knows: found for files, and by the search."""

from dataclasses import replace
from uuid import uuid4

import pytest

from chalicelib.catalog.models import MediaType
from chalicelib.library.errors import NotAtProvider, ProviderUnavailable
from chalicelib.library.models.folders import LibraryRoot
from chalicelib.library.models.review import ProviderTitleRequest
from chalicelib.library.service.provider_search import ProviderSearch
from chalicelib.library.service.provider_titles import ProviderTitleService
from chalicelib.platform.sessions import User
from tests.library import LibraryHarness
from tests.metadata import HASTY
from tests.metadata import desk as open_desk
from tests.services import Page
from tests.titles import make_person, make_title
from worker.metadata.lookups import FileLookup
from worker.scanner.ingest import Ingestor
from worker.scanner.roots import Roots


@pytest.fixture
def home(db, cache, tmp_path):
    return LibraryHarness(db, tmp_path / "films", tmp_path / "downloads", cache)


@pytest.fixture
def lookup(desk, home):
    return FileLookup(desk.context, desk.titles, home.scanner.ingestor)


def film(id, title, day, **more):
    return {"id": id, "title": title, "release_date": day, "vote_count": 900, **more}


def searched(desk, kind, *results):
    desk.knows(f"/search/{kind}", {"page": 1, "results": list(results), "total_results": 1})


def scan(home, clips, *names):
    for name in names:
        home.put(clips.mp4, name)
    home.scanner.scan([str(home.root)])


def test_a_film_that_only_tmdb_knows_is_added_and_matched(desk, home, clips, lookup):
    searched(desk, "movie", film(27, "The Paper Harbour", "2010-07-15"))
    desk.knows_movie(
        27,
        "The Paper Harbour",
        release_date="2010-07-15",
        poster_path="/aBcDeFgHiJkLmNoPqRsTuVwXyZ1.jpg",
    )
    scan(home, clips, "The.Paper.Harbour.2010.1080p.mp4")

    assert lookup.work()

    item = home.item()
    assert item["match_state"] == "matched"
    title = desk.row("SELECT title, year FROM media_items WHERE id = %s", item["media_id"])
    assert title == ("The Paper Harbour", 2010)
    asked = next(one for one in desk.service.requests if one.path == "/tmdb/search/movie")
    assert (asked.query["query"], asked.query["year"]) == ("The Paper Harbour", "2010")
    assert not lookup.work()  # nothing waits


def test_all_files_of_a_show_are_matched_by_one_search(desk, home, clips, lookup):
    searched(
        desk,
        "tv",
        {"id": 50, "name": "Salt and Tide", "first_air_date": "2019-01-01", "vote_count": 9},
    )
    season = {"season_number": 1, "episode_count": 3, "name": "Season 1", "id": 5001}
    desk.knows_show(50, "Salt and Tide", first_air_date="2019-01-01", seasons=[season])
    desk.knows_season(50, 1, [{"id": 900 + n, "episode_number": n, "name": f"Part {n}"}
                              for n in (1, 2, 3)])  # fmt: skip
    scan(home, clips, *(f"Salt and Tide/Salt.and.Tide.S01E0{n}.mp4" for n in (1, 2, 3)))

    lookup.work()

    assert [one["match_state"] for one in home.items()] == ["matched"] * 3
    assert len([one for one in desk.service.requests if "/search/" in one.path]) == 1


def test_pages_stay_cached_unless_a_file_was_matched(desk, home, clips, lookup, monkeypatch):
    searched(desk, "movie")
    invalidated = []
    monkeypatch.setattr(Ingestor, "invalidate_caches", lambda _self: invalidated.append(1))
    scan(home, clips, "Unheard of (1999).mp4", "The.Paper.Harbour.2010.mp4")
    invalidated.clear()  # by the scan
    lookup.work()
    lookup.work()
    assert invalidated == []

    searched(desk, "movie", film(27, "The Paper Harbour", "2010-07-15"))
    desk.knows_movie(27, "The Paper Harbour", release_date="2010-07-15")
    desk.do("UPDATE library_items SET looked_up_at = NULL")
    desk.do("DELETE FROM provider_responses")
    lookup.work()
    lookup.work()

    assert len(invalidated) == 1


def test_a_title_that_the_catalogue_has_is_no_candidate_from_outside(desk, home, clips, lookup):
    known = make_title(desk.db, "The Paper Harbour of Old", year=1950)
    desk.give_id(known, "tmdb", "27")
    searched(desk, "movie", film(27, "The Paper Harbour of Old", "1950-07-15"))
    scan(home, clips, "The Paper Harbours (2010).mp4")

    lookup.work()

    ((kept,),) = desk.rows("SELECT candidates FROM library_items")
    assert [(one["media_id"], one["outside"]) for one in kept] == [(known, None)]


def searches(desk):
    return [one.query["query"] for one in desk.service.requests if "/search/" in one.path]


def test_the_title_of_an_id_in_the_path_is_added_without_a_search(desk, home, clips, lookup):
    desk.knows_movie(27, "The Paper Harbour", release_date="2010-07-15")
    scan(home, clips, "Papierhafen {tmdb-27}/Papierhafen.mp4")

    assert lookup.work()

    item = home.item()
    assert (item["match_state"], item["match_confidence"]) == ("matched", pytest.approx(0.99))
    assert desk.row("SELECT title FROM media_items WHERE id = %s", item["media_id"]) == (
        "The Paper Harbour",
    )
    assert searches(desk) == []


def test_a_show_is_added_by_its_id_at_thetvdb_for_all_its_seasons(desk, home, clips, lookup):
    desk.finds("7007", show=50)
    seasons = [
        {
            "season_number": number,
            "episode_count": 1,
            "name": f"Season {number}",
            "id": 5000 + number,
        }
        for number in (1, 2)
    ]
    desk.knows_show(50, "Salt and Tide", first_air_date="2019-01-01", seasons=seasons)
    for number in (1, 2):
        desk.knows_season(50, number, [{"id": 900 + number, "episode_number": 1, "name": "One"}])
    scan(
        home,
        clips,
        *(f"Salt [tvdbid-7007]/Season {n}/Salt S0{n}E01.mp4" for n in (1, 2)),
    )

    while lookup.work():
        pass

    assert [one["match_state"] for one in home.items()] == ["matched"] * 2
    assert desk.row("SELECT count(*) FROM media_items") == (1,)
    asked = [one for one in desk.service.requests if "/find/" in one.path]
    assert [one.query["external_source"] for one in asked] == ["tvdb_id"]
    assert searches(desk) == []


def test_the_id_of_an_nfo_file_is_asked_for(desk, home, clips, lookup):
    desk.finds("tt0912345", movie=27)
    desk.knows_movie(27, "The Paper Harbour", release_date="2010-07-15")
    (home.root / "00012.nfo").write_text("<movie><id>tt0912345</id></movie>")
    scan(home, clips, "00012.mp4")

    lookup.work()

    assert home.item()["match_state"] == "matched"


def test_the_number_of_a_film_is_not_taken_for_the_show_with_that_number(desk, home, clips, lookup):
    show = make_title(desk.db, "Orbit", media_type="show", year=2001)
    desk.give_id(show, "tmdb", "27", kind="show")
    desk.knows_movie(27, "The Paper Harbour", release_date="2010-07-15")
    scan(home, clips, "The Paper Harbour (2010) {tmdb-27}.mp4")

    lookup.work()

    film = desk.row("SELECT id FROM media_items WHERE title = 'The Paper Harbour'")
    assert film == (home.item()["media_id"],)


def test_a_show_without_the_episode_is_the_candidate_of_its_id(desk, home, clips, lookup):
    desk.knows_show(50, "Salt and Tide", first_air_date="2019-01-01")
    scan(home, clips, "Salt and Tide {tmdb-50}/Salt and Tide S09E01.mp4")

    lookup.work()

    assert home.item()["match_state"] == "unmatched"
    ((kept,),) = desk.rows("SELECT candidates FROM library_items")
    assert [(one["why"], one["parts"]) for one in kept] == [
        ("Same id, but has no such episode.", {"id": 0.99})
    ]


def test_an_id_that_no_provider_knows_is_followed_by_the_search(desk, home, clips, lookup):
    searched(desk, "movie", film(27, "The Paper Harbour", "2010-07-15"))
    desk.knows_movie(27, "The Paper Harbour", release_date="2010-07-15")
    scan(home, clips, "The Paper Harbour (2010) {tmdb-404}.mp4")

    lookup.work()

    assert home.item()["match_state"] == "matched"
    assert searches(desk) == ["The Paper Harbour"]


def test_the_other_title_is_searched_when_the_first_gives_nothing(desk, home, clips, lookup):
    def answer(asked):
        found = [film(27, "The Paper Harbour", "2010-07-15")]
        is_known = asked.query["query"] == "The Paper Harbour"
        return Page({"page": 1, "results": found if is_known else []})

    desk.service.serve("/tmdb/search/movie", None, make=answer)
    desk.knows_movie(27, "The Paper Harbour", release_date="2010-07-15")
    scan(home, clips, "Papierhafen AKA The Paper Harbour (2010).mp4")

    lookup.work()

    assert home.item()["match_state"] == "matched"
    assert searches(desk)[-1] == "The Paper Harbour"


def test_of_two_shows_of_a_name_the_one_of_the_folders_country_is_added(desk, home, clips, lookup):
    shows = [
        {"id": at_tmdb, "name": "The Bureau", "origin_country": [country], "vote_count": 9}
        for at_tmdb, country in ((49, "GB"), (50, "US"))
    ]
    searched(desk, "tv", *shows)
    season = {"season_number": 1, "episode_count": 1, "name": "Season 1", "id": 5001}
    desk.knows_show(50, "The Bureau", origin_country=["US"], seasons=[season])
    desk.knows_season(50, 1, [{"id": 901, "episode_number": 1, "name": "One"}])
    scan(home, clips, "The Bureau (US)/Season 1/The Bureau S01E01.mp4")

    lookup.work()

    assert home.item()["match_state"] == "matched"
    assert desk.row("SELECT external_id FROM media_external_ids WHERE source = 'tmdb'") == ("50",)


@pytest.mark.parametrize(
    ("kind", "name", "asked"),
    [
        ("mixed", "Paper Harbour (2010).mp4", ["movie"]),
        ("shows", "Paper Harbour (2010).mp4", ["tv"]),
        ("movies", "Paper Harbour (2010).mp4", ["movie"]),
        ("movies", "Paper Harbour S01E02.mp4", ["movie", "tv"]),
    ],
)
def test_a_provider_is_asked_for_what_a_library_folder_holds(
    desk, home, clips, lookup, kind, name, asked
):
    roots = Roots.of([LibraryRoot(str(home.root), kind=kind)], home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=roots)
    lookup = replace(lookup, ingestor=home.scanner.ingestor)
    searched(desk, "movie")
    searched(desk, "tv")
    scan(home, clips, name)

    lookup.work()

    paths = [one.path for one in desk.service.requests if "/search/" in one.path]
    assert list(dict.fromkeys(path.rpartition("/")[2] for path in paths)) == asked


def test_a_file_without_a_year_gets_candidates_and_is_not_matched(desk, home, clips, lookup):
    searched(
        desk,
        "movie",
        film(27, "Christmas", "2010-12-01", poster_path="/aBcDeFgHiJkLmNoPqRsTuVwXyZ1.jpg"),
    )
    scan(home, clips, "Christmas.mp4")

    lookup.work()

    assert home.item()["match_state"] == "unmatched"
    ((kept,),) = desk.rows("SELECT candidates FROM library_items")
    assert [(one["outside"]["external_id"], one["outside"]["title"]) for one in kept] == [
        ("27", "Christmas")
    ]
    assert desk.row("SELECT count(*) FROM media_items") == (0,)


def test_a_game_that_only_igdb_knows_is_added_and_matched(desk, home, lookup):
    roots = Roots.of([LibraryRoot(str(home.root), kind="games")], home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=roots)
    desk.knows_games({"id": 81, "name": "Paper Harbour", "first_release_date": 1_279_152_000})
    (home.root / "Paper Harbour [GOG]").mkdir()
    (home.root / "Paper Harbour [GOG]/setup.exe").write_bytes(b"x")
    home.scanner.scan([str(home.root)])

    assert lookup.work()

    item = home.item()
    assert item["match_state"] == "matched"
    title = desk.row("SELECT title, media_type FROM media_items WHERE id = %s", item["media_id"])
    assert title == ("Paper Harbour", "game")
    assert not lookup.work()  # nothing waits


def test_a_game_of_igdb_is_chosen_by_its_platform_and_the_rest_says_why_not(desk, home, lookup):
    roots = Roots.of([LibraryRoot(str(home.root), kind="games")], home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=roots)
    console = [{"id": 4, "name": "Nintendo 64"}]
    computer = [{"id": 6, "name": "PC (Microsoft Windows)"}]
    desk.knows_games(
        {"id": 81, "name": "Paper Harbour", "platforms": computer, "total_rating_count": 9},
        {"id": 82, "name": "Paper Harbour", "platforms": console, "total_rating_count": 8},
    )
    (home.root / "N64").mkdir()
    (home.root / "N64/Paper Harbour (USA).zip").write_bytes(b"x")
    (home.root / "PS2").mkdir()
    (home.root / "PS2/Paper Harbour.iso").write_bytes(b"y")
    home.scanner.scan([str(home.root)])
    lookup = replace(lookup, ingestor=home.scanner.ingestor)

    while lookup.work():
        pass

    states = desk.rows(
        "SELECT item.file_name, item.match_state, known.external_id"
        " FROM library_items AS item"
        " LEFT JOIN media_external_ids AS known"
        "     ON known.media_id = item.media_id AND known.source = 'igdb'"
        " ORDER BY 1"
    )
    assert states == [
        ("Paper Harbour (USA).zip", "matched", "82"),
        ("Paper Harbour.iso", "unmatched", None),
    ]
    ((kept,),) = desk.rows("SELECT candidates FROM library_items WHERE match_state = 'unmatched'")
    outside = [one for one in kept if one["outside"]]
    assert {one["parts"]["platform"] for one in outside} == {0.75}
    assert all("not released for PlayStation 2" in one["why"] for one in outside)
    assert outside[0]["outside"]["platforms"] == ["PC (Microsoft Windows)"]


def test_a_game_is_known_by_its_other_name(desk, home, lookup):
    roots = Roots.of([LibraryRoot(str(home.root), kind="games")], home.downloads)
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=roots)
    names = [{"id": 1, "name": "Kami no Minato"}]
    desk.knows_games({"id": 81, "name": "Paper Harbour", "alternative_names": names})
    (home.root / "Kami no Minato.iso").write_bytes(b"x")
    home.scanner.scan([str(home.root)])

    lookup.work()

    assert home.item()["match_state"] == "matched"
    asked = next(one for one in desk.service.requests if one.path == "/igdb/games")
    assert "alternative_names.name" in asked.body


def test_without_a_key_of_igdb_a_game_waits_and_a_film_is_looked_up(db, home, clips):
    films = home.root / "films"
    roots = Roots.of(
        [LibraryRoot(str(home.root), kind="games"), LibraryRoot(str(films))], home.downloads
    )
    home.scanner.ingestor = replace(home.scanner.ingestor, roots=roots)
    home.put(clips.mp4, "films/Nobody Knows This 2010.mp4")
    (home.root / "Pong.nes").write_bytes(b"x")
    home.scanner.scan([str(films), str(home.root)])
    with open_desk(db, omdb_api_key=None, igdb_client_id=None, igdb_client_secret=None) as desk:
        searched(desk, "movie")
        lookup = FileLookup(desk.context, desk.titles, home.scanner.ingestor)

        assert lookup.work()
        assert not lookup.work()

    rows = desk.rows("SELECT file_name, looked_up_at IS NULL FROM library_items ORDER BY 1")
    assert rows == [("Nobody Knows This 2010.mp4", False), ("Pong.nes", True)]


def test_a_file_is_looked_up_once_and_again_after_an_outage(desk, home, clips, lookup):
    scan(home, clips, "Nobody Knows This 2010.mp4")
    desk.service.mode = 429

    assert not lookup.work()
    assert desk.row("SELECT looked_up_at IS NULL FROM library_items") == (True,)


def test_a_file_whose_user_rejected_all_titles_is_not_looked_up(desk, home, clips, lookup):
    searched(desk, "movie", film(27, "The Paper Harbour", "2010-07-15"))
    path = home.downloads / "The.Paper.Harbour.2010.mp4"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(clips.mp4.read_bytes())
    job = home.finished_download([path])
    desk.do(
        "UPDATE download_jobs SET match_is_manual = true, media_id = NULL WHERE id = %s",
        job,
    )
    home.importer.run(job)

    assert not lookup.work()
    assert searches(desk) == []
    assert (home.item()["match_state"], home.item()["media_id"]) == ("unmatched", None)


def test_candidates_stored_while_a_provider_is_asked_stay(desk, home, clips, lookup, monkeypatch):
    searched(desk, "movie", film(27, "Christmas", "2010-12-01"))
    scan(home, clips, "Christmas.mp4")
    search = ProviderSearch.search

    def search_while_the_catalogue_grows(*args, **kwargs):
        make_title(desk.db, "Christmas", year=1984)
        make_title(desk.db, "Christmas", year=1996)
        assert home.scanner.ingestor.rematch(str(home.root)) == 0
        monkeypatch.setattr(ProviderSearch, "search", search)
        return search(*args, **kwargs)

    monkeypatch.setattr(ProviderSearch, "search", search_while_the_catalogue_grows)
    lookup.work()

    ((kept,),) = desk.rows("SELECT candidates FROM library_items")
    assert sorted(one["outside"] is None for one in kept) == [False, True, True]


def test_a_title_is_one_candidate_of_the_catalogue_and_of_its_provider(desk, home, clips, lookup):
    searched(desk, "movie", film(27, "Christmas", "2010-12-01"))
    known = make_title(desk.db, "Christmas", year=2010)
    desk.do(
        "INSERT INTO media_external_ids (media_id, source, media_type, external_id)"
        " VALUES (%s, 'tmdb', 'movie', '27')",
        known,
    )
    make_title(desk.db, "Christmas", year=2012)
    scan(home, clips, "Christmas.mp4")

    lookup.work()

    ((kept,),) = desk.rows("SELECT candidates FROM library_items")
    assert len(kept) == len({one["media_id"] for one in kept})
    assert known in {one["media_id"] for one in kept}


def test_without_a_key_nothing_is_asked(db, home, clips):
    with open_desk(db, omdb_api_key=None, tmdb_api_key=None) as desk:
        scan(home, clips, "The.Paper.Harbour.2010.mp4")

        assert not FileLookup(desk.context, desk.titles, home.scanner.ingestor).work()
        assert desk.service.requests == []


@pytest.fixture
def outside(desk):
    return ProviderTitleService(
        desk.catalog, desk.context.writer, lambda: ProviderSearch(desk.providers)
    )


@pytest.fixture
def user(db):
    return User(make_person(db), uuid4())


def test_the_search_finds_what_the_catalogue_does_not_have(desk, outside):
    known = make_title(desk.db, "The Paper Harbour", year=2010)
    desk.give_id(known, "tmdb", "27")
    searched(
        desk,
        "movie",
        film(27, "The Paper Harbour", "2010-07-15"),
        film(
            28, "The Paper Harbour II", "2014-07-15", poster_path="/aBcDeFgHiJkLmNoPqRsTuVwXyZ1.jpg"
        ),
    )
    searched(desk, "tv")
    desk.knows_games()

    answer = outside.search("paper harbour")

    assert answer.state == "ok"
    assert [(one.title, one.year, one.source) for one in answer.items] == [
        ("The Paper Harbour II", 2014, "tmdb")
    ]
    assert answer.items[0].poster_url.startswith("/")


def test_what_one_provider_finds_is_kept_when_another_fails(desk, outside):
    searched(desk, "movie", film(28, "The Paper Harbour II", "2014-07-15"))
    searched(desk, "tv")
    desk.service.serve("/igdb/games", {}, status=401)

    answer = outside.search("paper harbour")

    assert [one.title for one in answer.items] == ["The Paper Harbour II"]
    assert (answer.state, answer.unanswered) == ("ok", ["igdb"])


def test_a_game_is_not_looked_for_without_the_key_of_its_provider(db):
    with open_desk(db, igdb_client_id=None) as desk:
        outside = ProviderTitleService(
            desk.catalog, desk.context.writer, lambda: ProviderSearch(desk.providers)
        )

        assert outside.find("any", kinds=(MediaType.GAME,)).state == "no_key"


def test_a_match_is_looked_for_by_name_among_titles_of_one_kind(desk, outside):
    known = make_title(desk.db, "The Paper Harbour", year=2010)
    desk.give_id(known, "tmdb", "27")
    searched(desk, "movie", film(27, "The Paper Harbour", "2010-07-15"))

    answer = outside.find("paper harbour", kinds=(MediaType.MOVIE,))

    assert [(one.external_id, one.media_type) for one in answer.items] == [("27", "movie")]


def test_a_found_title_is_added_once(desk, outside, user):
    desk.knows_movie(28, "The Paper Harbour II", release_date="2014-07-15")
    wanted = ProviderTitleRequest.model_validate({"mediaType": "movie", "externalId": 28})

    first, second = outside.add(user, wanted), outside.add(user, wanted)

    assert (first.id, first.title, first.year) == (second.id, "The Paper Harbour II", 2014)


def test_a_title_that_the_provider_does_not_have_is_refused(outside, user):
    with pytest.raises(NotAtProvider):
        outside.add(
            user, ProviderTitleRequest.model_validate({"mediaType": "movie", "externalId": 404})
        )


def test_a_provider_that_is_out_says_so(db, user):
    with open_desk(db, omdb_api_key=None, timeouts=HASTY) as desk:
        desk.service.mode = 500
        outside = ProviderTitleService(
            desk.catalog, desk.context.writer, lambda: ProviderSearch(desk.providers)
        )

        answer = outside.search("paper")

        assert (answer.state, answer.unanswered) == ("unavailable", ["tmdb", "igdb"])
        with pytest.raises(ProviderUnavailable):
            outside.add(
                user, ProviderTitleRequest.model_validate({"mediaType": "movie", "externalId": 28})
            )
