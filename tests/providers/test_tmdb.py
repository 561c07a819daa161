"""TMDB's responses, and our requests."""

from datetime import date

import pytest

from chalicelib.providers.errors import InvalidResponse, UnknownToProvider
from chalicelib.providers.lenient_parsing import SkippedCount, parse_json, parse_model
from chalicelib.providers.tmdb import best_backdrop, best_logo, best_poster, image_url
from chalicelib.providers.tmdb.appended_lists import Images
from chalicelib.providers.tmdb.lists import TitlePage
from chalicelib.providers.tmdb.models import Episode, Movie, Season, Show
from tests.provider_responses import INVENTED, available, file_name, load


def parsed(shape, raw):
    """The value; nothing in it may be unreadable."""
    skipped = SkippedCount()
    value = parse_model(shape, raw, skipped)
    assert skipped.count == 0
    return value


def test_a_movie_has_everything_that_was_appended(service, providers, response):
    raw = response("tmdb/movie_details_append.json")
    service.serve(f"/tmdb/movie/{raw['id']}", raw)
    answer = providers.tmdb.movie(raw["id"], original_language="de")
    movie = answer.value

    assert answer.skipped == 0
    assert (movie.title, movie.original_title) == (raw["title"], raw["original_title"])
    assert movie.imdb_id == raw["imdb_id"]
    assert movie.released_on == date.fromisoformat(raw["release_date"])
    assert movie.runtime_minutes == raw["runtime"]
    assert movie.production_countries == tuple(
        each["iso_3166_1"] for each in raw["production_countries"]
    )
    assert movie.collection.name == raw["belongs_to_collection"]["name"]
    assert len(movie.cast) == len(raw["credits"]["cast"])
    director = raw["credits"]["crew"][0]
    assert (movie.crew[0].name, movie.crew[0].job) == (director["name"], director["job"])
    releases = raw["release_dates"]["results"]
    assert [(each.region, each.dates[0].certificate) for each in movie.releases] == [
        (each["iso_3166_1"], each["release_dates"][0]["certification"]) for each in releases
    ]
    assert {each.dates[0].kind for each in movie.releases} == {"cinema"}
    assert movie.videos[0].key == raw["videos"]["results"][0]["key"]
    assert len(movie.similar) == len(raw["similar"]["results"])
    assert len(movie.recommendations) == len(raw["recommendations"]["results"])
    regions = raw["watch/providers"]["results"]
    assert {offer.region for offer in movie.offers} == set(regions)
    first = next(iter(regions.values()))["flatrate"][0]["provider_name"]
    assert (movie.offers[0].kind, movie.offers[0].provider_name) == ("stream", first)
    alternative = raw["alternative_titles"]["titles"][0]
    assert movie.alternative_titles[0].region == alternative["iso_3166_1"]
    assert movie.keywords[0].name == raw["keywords"]["keywords"][0]["name"]
    translations = raw["translations"]["translations"]
    assert [(each.language, each.region, each.title) for each in movie.translations] == [
        (each["iso_639_1"], each["iso_3166_1"], each["data"]["title"]) for each in translations
    ]
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
        "translations",
    }


def test_a_show_has_everything_that_was_appended(service, providers, response):
    raw = response("tmdb/tv_details_append.json")
    service.serve(f"/tmdb/tv/{raw['id']}", raw)
    answer = providers.tmdb.show(raw["id"])
    show = answer.value

    assert answer.skipped == 0
    assert (show.title, show.kind) == (raw["name"], "Scripted")
    assert show.imdb_id == raw["external_ids"]["imdb_id"]
    assert show.is_finished
    assert (show.season_count, show.episode_count) == (
        raw["number_of_seasons"],
        raw["number_of_episodes"],
    )
    assert len(show.seasons) == len(raw["seasons"])
    star, artist = raw["aggregate_credits"]["cast"][0], raw["aggregate_credits"]["crew"][0]
    assert show.cast[0].character == star["roles"][0]["character"]
    assert show.cast[0].episode_count == star["total_episode_count"]
    assert show.crew[0].job == artist["jobs"][0]["job"]
    assert show.crew[0].episode_count == artist["jobs"][0]["episode_count"]
    assert show.certificates[0].certificate == raw["content_ratings"]["results"][0]["rating"]
    assert show.last_episode.name == raw["last_episode_to_air"]["name"]
    assert show.creators[0].name == raw["created_by"][0]["name"]
    assert show.networks[0].name == raw["networks"][0]["name"]
    assert show.external_ids.tvdb == raw["external_ids"]["tvdb_id"]
    translations = raw["translations"]["translations"]
    assert [(each.title, each.overview, each.tagline) for each in show.translations] == [
        (each["data"]["name"], each["data"]["overview"], each["data"]["tagline"])
        for each in translations
    ]


def test_a_season_has_its_episodes(service, providers, response):
    raw = response("tmdb/tv_season.json")
    service.serve("/tmdb/tv/1399/season/1", raw)
    season = providers.tmdb.season(1399, 1).value

    first, last = raw["episodes"][0], raw["episodes"][-1]
    assert len(season.episodes) == len(raw["episodes"])
    assert season.episodes[-1].name == last["name"]
    assert season.episodes[-1].aired_on == date.fromisoformat(last["air_date"])
    assert len(season.episodes[0].guest_stars) == len(first["guest_stars"])


def test_an_episode(service, providers, response):
    raw = response("tmdb/tv_episode.json")
    service.serve("/tmdb/tv/1399/season/1/episode/1", raw)
    episode = providers.tmdb.episode(1399, 1, 1).value

    assert (episode.name, episode.runtime_minutes) == (raw["name"], raw["runtime"])
    assert episode.crew[0].name == raw["crew"][0]["name"]
    service.serve("/tmdb/tv/1399/season/1/episode/2", raw)
    with pytest.raises(InvalidResponse):
        providers.tmdb.episode(1399, 1, 2)


@pytest.mark.parametrize(
    "path",
    available(
        *(
            f"tmdb/{name}.json"
            for name in (
                "movie_details",
                "flexget_movie_603",
                "subliminal_refine_movie_2",
                "mediatracker_movie_details",
                "tv_details",
                "mediatracker_tv_details",
                "subliminal_refine_episode_2",
                "subliminal_refine_episode_country_2",
            )
        )
    ),
    ids=file_name,
)
def test_details_without_appended_parts_leave_them_unset(path):
    raw = load(path)
    value = parsed(Movie if "title" in raw else Show, raw)

    assert value.title == raw.get("title", raw.get("name"))
    assert value.similar is None  # not asked for, so nothing is known


@pytest.mark.parametrize(
    "path",
    available(
        *(
            f"tmdb/{name}.json"
            for name in (
                "tv_episode_append",
                "subliminal_refine_episode_3",
                "subliminal_refine_episode_country_3",
            )
        )
    ),
    ids=file_name,
)
def test_an_episode_has_its_external_ids(path):
    episode = parsed(Episode, load(path))

    assert episode.external_ids.imdb.startswith("tt")


def test_a_season_has_its_external_ids(response):
    raw = response("tmdb/tv_season_append.json")
    season = parsed(Season, raw)

    assert len(season.episodes) == len(raw["episodes"])
    assert season.external_ids.tvdb == raw["external_ids"]["tvdb_id"]


@pytest.mark.parametrize(
    ("path", "name", "fetch", "kind"),
    [
        ("movie/popular", "movie_popular", lambda t: t.popular("movie"), "movie"),
        ("tv/popular", "tv_popular", lambda t: t.popular("show"), "show"),
        ("movie/top_rated", "movie_top_rated", lambda t: t.top_rated("movie"), "movie"),
        ("tv/top_rated", "tv_top_rated", lambda t: t.top_rated("show"), "show"),
        ("movie/upcoming", "movie_upcoming", lambda t: t.upcoming(), "movie"),
        ("movie/now_playing", "movie_now_playing", lambda t: t.now_playing(), "movie"),
        ("tv/airing_today", "tv_airing_today", lambda t: t.airing_today(), "show"),
        ("trending/movie/week", "trending_movie", lambda t: t.trending("movie"), "movie"),
        ("trending/tv/day", "trending_tv", lambda t: t.trending("show", "day"), "show"),
    ],
)
def test_lists(path, name, fetch, kind, service, providers, response):
    raw = response(f"tmdb/{name}.json")
    service.serve(f"/tmdb/{path}", raw)
    answer = fetch(providers.tmdb)

    assert answer.skipped == 0
    assert [each.id for each in answer.value.results] == [each["id"] for each in raw["results"]]
    assert {title.kind for title in answer.value.results} == {kind}
    assert answer.value.total_results == raw["total_results"]


@pytest.mark.parametrize(
    "path",
    available(
        *(
            f"tmdb/{name}.json"
            for name in (
                "search_movie",
                "search_tv",
                "subliminal_search_movie",
                "mediatracker_search_tv",
                "subliminal_search_movie_none",
            )
        )
    )
    or [INVENTED / "tmdb/movie_popular.json"],
    ids=file_name,
)
def test_lists_of_other_endpoints_have_the_same_fields(path):
    raw = load(path)

    assert len(parsed(TitlePage, raw).results) == len(raw["results"])


def test_people(service, providers, response):
    raw = response("tmdb/person_details.json")
    raw["combined_credits"] = response("tmdb/person_combined_credits.json")
    service.serve(f"/tmdb/person/{raw['id']}", raw)
    answer = providers.tmdb.person(raw["id"])
    person = answer.value

    assert answer.skipped == 0
    assert (person.name, person.imdb_id) == (raw["name"], raw["imdb_id"])
    assert (person.born_on, person.died_on) == (
        date.fromisoformat(raw["birthday"]),
        date.fromisoformat(raw["deathday"]),
    )
    assert person.birthplace == raw["place_of_birth"]
    assert [(c.kind, c.title, c.character) for c in person.cast] == [
        (
            "movie" if "title" in each else "show",
            each.get("title", each.get("name")),
            each["character"],
        )
        for each in raw["combined_credits"]["cast"]
    ]
    assert {credit.kind for credit in person.cast} == {"movie", "show"}
    assert person.crew[0].job == raw["combined_credits"]["crew"][0]["job"]


@pytest.mark.parametrize(
    ("name", "key", "part"),
    [
        ("find_imdb_movie", "movie_results", "movies"),
        ("find_imdb_tv", "tv_results", "shows"),
        ("find_person", "person_results", "people"),
        ("find_tv_episode", "tv_episode_results", "episodes"),
        ("find_tv_season", "tv_season_results", "seasons"),
    ],
)
def test_find(name, key, part, service, providers, response):
    raw = response(f"tmdb/{name}.json")
    service.serve("/tmdb/find/tt1234567", raw)
    found = providers.tmdb.find_imdb("tt1234567").value

    assert [each.id for each in getattr(found, part)] == [raw[key][0]["id"]]
    assert service.requests[0].query["external_source"] == "imdb_id"


def test_a_show_is_found_by_its_id_at_thetvdb(service, providers, response):
    raw = response("tmdb/find_imdb_tv.json")
    service.serve("/tmdb/find/81189", raw)
    found = providers.tmdb.find_tvdb("81189").value

    assert [each.id for each in found.shows] == [raw["tv_results"][0]["id"]]
    assert service.requests[0].query["external_source"] == "tvdb_id"


def test_an_id_is_escaped_in_the_path(service, providers):
    with pytest.raises(UnknownToProvider):
        providers.tmdb.find_imdb("../../account?")

    assert service.paths() == ["/tmdb/find/..%2F..%2Faccount%3F"]


def test_genres(service, providers, response):
    raw = response("tmdb/genre_tv_list.json")
    service.serve("/tmdb/genre/tv/list", raw)
    genres = providers.tmdb.genres("show").value.genres

    assert [(genre.id, genre.name) for genre in genres] == [
        (each["id"], each["name"]) for each in raw["genres"]
    ]


def image(name: str, language: str | None, votes: float) -> dict[str, object]:
    return {"file_path": f"/{name}", "iso_639_1": language, "vote_average": votes}


def test_pictures_are_chosen_by_language_and_then_by_votes():
    images = parsed(
        Images,
        {
            "logos": [image("hr.png", "hr", 9), image("en.svg", "en", 9), image("en.png", "en", 1)],
            "posters": [
                image("plain.jpg", None, 5),
                image("en-few.jpg", "en", 4),
                image("en-most.jpg", "en", 6),
                image("de.jpg", "de", 2),
            ],
            "backdrops": [image("wide-en.jpg", "en", 8), image("wide.jpg", None, 3)],
        },
    )

    assert best_logo(images) == "/en.png"
    assert best_poster(images) == "/en-most.jpg"
    assert best_poster(images, "de-DE") == "/de.jpg"
    assert best_poster(images, "xx") == "/plain.jpg"
    assert best_backdrop(images) == "/wide.jpg"
    assert best_logo(None) is None
    assert image_url("/a.png") == "https://image.tmdb.org/t/p/original/a.png"
    assert image_url(None) is None


def test_a_list_of_images(response):
    raw = response("tmdb/movie_images.json")
    images = parsed(Images, raw)

    assert len(images.posters) == len(raw["posters"])
    assert best_poster(images) in {each["file_path"] for each in raw["posters"]}
    assert best_logo(images) in {each["file_path"] for each in raw["logos"]}


def test_svg_images_are_dropped():
    images = parsed(Images, {"logos": [{"file_path": "/a.svg", "iso_639_1": "en"}]})

    assert best_logo(images) is None


def test_unreadable_items_are_skipped_and_counted():
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
    assert movie.cast == ()  # none, and that is said
    assert movie.crew is None
    assert movie.similar is None
    assert skipped.count == 9


def test_known_for_prefers_the_longest_roles():
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
