"""TMDB's answers as they were recorded, asked for as we ask."""

from datetime import date

import pytest

from chalicelib.providers.errors import InvalidResponse, UnknownToProvider
from chalicelib.providers.lenient_parsing import SkippedCount, parse_json, parse_model
from chalicelib.providers.tmdb import best_backdrop, best_logo, best_poster, image_url
from chalicelib.providers.tmdb.models import Episode, Movie, Season, Show
from chalicelib.providers.tmdb.parts import Images


def parsed(shape, raw):
    """The value; nothing in it may be unreadable."""
    skipped = SkippedCount()
    value = parse_model(shape, raw, skipped)
    assert skipped.count == 0
    return value


def test_a_movie_comes_with_everything(service, providers, recorded):
    service.serve("/tmdb/movie/12313", recorded("tmdb/movie_details_append.json"))
    answer = providers.tmdb.movie(12313, original_language="de")
    movie = answer.value

    assert answer.skipped == 0
    assert (movie.title, movie.original_title, movie.imdb_id) == (
        "Rock Crystal",
        "Bergkristall",
        "tt0409732",
    )
    assert (movie.released_on, movie.runtime_minutes) == (date(2004, 11, 18), 92)
    assert movie.production_countries == ("AT", "DE")
    assert movie.collection.name == "Kung Fu Panda Collection"
    assert len(movie.cast) == 25
    assert (movie.crew[0].name, movie.crew[0].job) == ("Joseph Vilsmaier", "Director")
    assert [(r.region, r.dates[0].kind, r.dates[0].certificate) for r in movie.releases] == [
        ("AT", "cinema", ""),
        ("DE", "cinema", "6"),
    ]
    assert movie.videos[0].key == "LgZ2MDuJvhc"
    assert (len(movie.similar), len(movie.recommendations)) == (20, 21)
    assert {offer.region for offer in movie.offers} == {"AT", "CH", "DE"}
    assert (movie.offers[0].kind, movie.offers[0].provider_name) == ("stream", "Amazon Prime Video")
    assert movie.alternative_titles[0].region == "RU"
    assert movie.keywords[0].name == "mountain village"
    sent = service.requests[0].query
    assert sent["language"] == "en-US"
    assert sent["include_image_language"] == "en,de,null"
    assert set(sent["append_to_response"].split(",")) == {
        "credits",
        "release_dates",
        "images",
        "videos",
        "external_ids",
        "similar",
        "recommendations",
        "watch/providers",
        "alternative_titles",
        "keywords",
    }


def test_a_show_comes_with_everything(service, providers, recorded):
    service.serve("/tmdb/tv/1399", recorded("tmdb/tv_details_append.json"))
    answer = providers.tmdb.show(1399)
    show = answer.value

    assert answer.skipped == 0
    assert (show.title, show.kind, show.imdb_id) == ("Game of Thrones", "Scripted", "tt2934286")
    assert show.is_finished
    assert (show.season_count, show.episode_count, len(show.seasons)) == (8, 73, 9)
    assert show.cast[0].character.startswith("Master Chief")
    assert show.cast[0].episode_count == 17
    assert (show.crew[0].job, show.crew[0].episode_count) == ("Art Direction", 9)
    assert show.certificates[0].certificate == "TV-14"
    assert show.last_episode.name == "The Iron Throne"
    assert show.creators[0].name == "David Benioff"
    assert show.networks[0].name == "HBO"
    assert show.external_ids.tvdb == 366524


def test_a_season_has_its_episodes(service, providers, recorded):
    service.serve("/tmdb/tv/1399/season/1", recorded("tmdb/tv_season.json"))
    season = providers.tmdb.season(1399, 1).value

    assert len(season.episodes) == 10
    last = season.episodes[9]
    assert (last.name, last.aired_on) == ("Fire and Blood", date(2011, 6, 19))
    assert len(season.episodes[0].guest_stars) == 21


def test_an_episode(service, providers, recorded):
    service.serve("/tmdb/tv/1399/season/1/episode/1", recorded("tmdb/tv_episode.json"))
    episode = providers.tmdb.episode(1399, 1, 1).value

    assert (episode.name, episode.runtime_minutes) == ("Winter Is Coming", 62)
    assert episode.crew[0].name == "Timothy Van Patten"
    service.serve("/tmdb/tv/1399/season/1/episode/2", recorded("tmdb/tv_episode.json"))
    with pytest.raises(InvalidResponse):
        providers.tmdb.episode(1399, 1, 2)


@pytest.mark.parametrize(
    ("name", "shape", "title"),
    [
        ("movie_details", Movie, "Fight Club"),
        ("flexget_movie_603", Movie, "The Matrix"),
        ("subliminal_refine_movie_2", Movie, "Man of Steel"),
        ("mediatracker_movie_details", Movie, "Harry Potter and the Philosopher's Stone"),
        ("tv_details", Show, "Game of Thrones"),
        ("mediatracker_tv_details", Show, "Lost"),
        ("subliminal_refine_episode_2", Show, "The Big Bang Theory"),
        ("subliminal_refine_episode_country_2", Show, "Shameless"),
    ],
)
def test_details_of_other_years_are_understood(name, shape, title, recorded):
    value = parsed(shape, recorded(f"tmdb/{name}.json"))

    assert value.title == title
    assert value.similar is None  # not asked for, so nothing is known


@pytest.mark.parametrize(
    "name",
    ["tv_episode_append", "subliminal_refine_episode_3", "subliminal_refine_episode_country_3"],
)
def test_episodes_of_other_years_are_understood(name, recorded):
    episode = parsed(Episode, recorded(f"tmdb/{name}.json"))

    assert episode.external_ids.imdb.startswith("tt")


def test_a_season_with_more_along_is_understood(recorded):
    season = parsed(Season, recorded("tmdb/tv_season_append.json"))

    assert len(season.episodes) == 9
    assert season.external_ids.tvdb == 821664


@pytest.mark.parametrize(
    ("path", "name", "ask", "first", "kind"),
    [
        ("movie/popular", "movie_popular", lambda t: t.popular("movie"), 640146, "movie"),
        ("tv/popular", "tv_popular", lambda t: t.popular("show"), 206559, "show"),
        ("movie/top_rated", "movie_top_rated", lambda t: t.top_rated("movie"), 238, "movie"),
        ("tv/top_rated", "tv_top_rated", lambda t: t.top_rated("show"), 94954, "show"),
        ("movie/upcoming", "movie_upcoming", lambda t: t.upcoming(), 713704, "movie"),
        ("movie/now_playing", "movie_now_playing", lambda t: t.now_playing(), 502356, "movie"),
        ("tv/airing_today", "tv_airing_today", lambda t: t.airing_today(), 206559, "show"),
        ("tv/on_the_air", "tv_on_the_air", lambda t: t.on_the_air(), 206559, "show"),
        ("trending/movie/week", "trending_movie", lambda t: t.trending("movie"), 934433, "movie"),
        ("trending/tv/day", "trending_tv", lambda t: t.trending("show", "day"), 103768, "show"),
    ],
)
def test_lists(path, name, ask, first, kind, service, providers, recorded):
    raw = recorded(f"tmdb/{name}.json")
    service.serve(f"/tmdb/{path}", raw)
    answer = ask(providers.tmdb)

    assert answer.skipped == 0
    assert len(answer.value.results) == len(raw["results"])
    assert answer.value.results[0].id == first
    assert {title.kind for title in answer.value.results} == {kind}
    assert answer.value.total_results == raw["total_results"]


def test_people(service, providers, recorded):
    person = recorded("tmdb/person_details.json")
    person["combined_credits"] = recorded("tmdb/person_combined_credits.json")
    service.serve("/tmdb/person/12312", person)
    answer = providers.tmdb.person(12312)
    found = answer.value

    assert answer.skipped == 0
    assert (found.name, found.imdb_id) == ("Richard Anderson", "nm0027323")
    assert (found.born_on, found.died_on) == (date(1926, 8, 8), date(2017, 8, 31))
    assert found.birthplace == "Long Branch, New Jersey, USA"
    assert [(c.kind, c.title, c.character) for c in found.cast] == [
        ("movie", "Forrest Gump", "Forrest Gump"),
        ("show", "LIVE with Kelly and Mark", "Self"),
    ]
    assert (found.crew[0].job, found.crew[0].kind) == ("Thanks", "movie")


@pytest.mark.parametrize(
    ("name", "part", "wanted"),
    [
        ("find_imdb_movie", "movies", 19995),
        ("flexget_find_imdb", "movies", 8681),
        ("find_imdb_tv", "shows", 1396),
        ("find_person", "people", 2710),
        ("find_tv_episode", "episodes", 62085),
        ("find_tv_season", "seasons", 3572),
    ],
)
def test_find(name, part, wanted, service, providers, recorded):
    service.serve("/tmdb/find/tt1234567", recorded(f"tmdb/{name}.json"))
    found = providers.tmdb.find_imdb("tt1234567").value

    assert [each.id for each in getattr(found, part)] == [wanted]
    assert service.requests[0].query["external_source"] == "imdb_id"


def test_an_id_cannot_leave_its_place_in_the_path(service, providers):
    with pytest.raises(UnknownToProvider):
        providers.tmdb.find_imdb("../../account?")

    assert service.paths() == ["/tmdb/find/..%2F..%2Faccount%3F"]


def test_genres(service, providers, recorded):
    service.serve("/tmdb/genre/tv/list", recorded("tmdb/genre_tv_list.json"))
    genres = providers.tmdb.genres("show").value.genres

    assert len(genres) == 16
    assert (genres[0].id, genres[0].name) == (10759, "Action & Adventure")


def test_pictures_are_chosen_by_language_and_then_by_votes(recorded):
    images = parsed(Images, recorded("tmdb/movie_images.json"))

    assert best_logo(images) == "/7Uqhv24pGJs4Ns31NoOPWFJGWNG.png"
    assert best_poster(images) == "/pB8BM7pdSp6B6Ih7QZ4DrQ3PmJK.jpg"
    german = next(image for image in images.posters if image.path == best_poster(images, "de-DE"))
    nowhere = next(image for image in images.posters if image.path == best_poster(images, "xx"))
    wide = next(image for image in images.backdrops if image.path == best_backdrop(images))
    assert (german.language, nowhere.language, wide.language) == ("de", None, None)
    assert best_logo(None) is None
    assert image_url("/a.png") == "https://image.tmdb.org/t/p/original/a.png"
    assert image_url(None) is None


def test_drawings_that_could_carry_scripts_are_no_pictures():
    images = parsed(Images, {"logos": [{"file_path": "/a.svg", "iso_639_1": "en"}]})

    assert best_logo(images) is None


def test_what_cannot_be_read_is_left_out_and_counted():
    raw = parse_json(
        b"""{"id": 1, "title": "T\\u0000 ", "runtime": "soon", "release_date": "someday",
        "poster_path": "https://evil.example/x.jpg", "vote_average": 99, "overview": null,
        "genres": [{"id": 1, "name": "Drama"}, {"id": "x"}, null],
        "videos": {"results": "none"}, "credits": {"cast": [], "crew": [1, 2]}}"""
    )
    skipped = SkippedCount()
    movie = parse_model(Movie, raw, skipped)

    assert (movie.title, movie.runtime_minutes, movie.released_on) == ("T", None, None)
    assert (movie.poster_path, movie.vote_average, movie.overview) == (None, None, "")
    assert [genre.name for genre in movie.genres] == ["Drama"]
    assert movie.videos is None  # nothing readable: what is known already stays
    assert movie.cast == ()  # there is nobody, and that is said
    assert movie.crew is None
    assert movie.similar is None
    assert skipped.count == 9


def test_a_person_with_many_roles_is_known_by_the_longest():
    roles = [
        {"character": "Guest", "episode_count": 1},
        {"character": "Hero", "episode_count": 60},
        {"character": "Twin", "episode_count": 60},
        {"character": "Ghost", "episode_count": "many"},
    ]
    jobs = [{"job": "Writer", "episode_count": 3}, {"job": "Producer", "episode_count": 9}]
    show = parsed(
        Show,
        {
            "id": 1,
            "name": "S",
            "aggregate_credits": {
                "cast": [{"id": 1, "name": "A", "roles": roles, "total_episode_count": 121}],
                "crew": [{"id": 2, "name": "B", "department": "Writing", "jobs": jobs}],
            },
        },
    )

    assert [(one.character, one.episode_count) for one in show.cast] == [("Hero", 121)]
    assert [(one.name, one.job, one.episode_count) for one in show.crew] == [
        ("B", "Writer", 3),
        ("B", "Producer", 9),
    ]
