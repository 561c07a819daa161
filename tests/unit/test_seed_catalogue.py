"""The seed catalogue's files: their shape, and that they agree with each other."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
SEED = ROOT / "chalicelib" / "catalog" / "seed"
ART = ROOT / "frontend" / "public" / "art"

GENRES = {
    "Action",
    "Adventure",
    "Animation",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Family",
    "Fantasy",
    "Film Noir",
    "History",
    "Horror",
    "Music",
    "Musical",
    "Mystery",
    "Racing",
    "Role-playing",
    "Roguelike",
    "Romance",
    "Sandbox",
    "Science Fiction",
    "Shooter",
    "Short",
    "Silent",
    "Simulation",
    "Strategy",
    "Thriller",
    "War",
    "Western",
}
PLATFORMS = {"Android", "Linux", "Windows", "iOS", "macOS"}

SOURCE_ADDRESSES = {
    "archive_item": r"https://archive\.org/details/[A-Za-z0-9][\w.-]{0,100}",
    "direct": r"https://[a-z.]+/\S+\.(webm|mp4|mov|mkv)",
    "torrent": r"magnet:\?xt=urn:btih:[0-9a-f]{40}(&\S+)?",
    "page": r"https://[a-z0-9.-]+(/\S*)?",
}

# From the first of January 2026 everything first published in 1930 or before is free in the US.
LAST_YEAR_FREE_BY_AGE = 1930

COMMON = {
    "slug",
    "title",
    "originalTitle",
    "year",
    "releaseDate",
    "genres",
    "language",
    "countries",
    "directors",
    "cast",
    "certificate",
    "license",
    "tagline",
    "overview",
    "externalIds",
    "rating",
    "votes",
    "popularity",
}
FIELDS = {
    "movies": COMMON | {"runtimeMinutes"},
    "shows": COMMON | {"endYear", "runtimeMinutes", "status", "seasons"},
    "games": COMMON | {"platforms", "developers"},
}

MUST_HAVE = {
    "0-ad",
    "a-trip-to-the-moon",
    "big-buck-bunny",
    "caminandes",
    "carnival-of-souls",
    "charade",
    "cosmos-laundromat",
    "detour",
    "elephants-dream",
    "his-girl-friday",
    "metropolis",
    "night-of-the-living-dead",
    "nosferatu",
    "pioneer-one",
    "plan-9-from-outer-space",
    "safety-last",
    "sintel",
    "spring",
    "supertuxkart",
    "tears-of-steel",
    "the-battle-for-wesnoth",
    "the-cabinet-of-dr-caligari",
    "the-general",
}


def read(name: str) -> Any:
    return json.loads((SEED / f"{name}.json").read_text(encoding="utf-8"))


def titles() -> Iterator[tuple[str, dict[str, Any]]]:
    for kind in FIELDS:
        for title in read(kind):
            yield kind, title


def by_slug() -> dict[str, dict[str, Any]]:
    return {title["slug"]: title for _, title in titles()}


def test_a_title_has_every_field_and_no_other():
    for kind, title in titles():
        assert set(title) == FIELDS[kind], title["slug"]


def test_a_title_is_well_formed():
    for _, title in titles():
        slug, language = title["slug"], title["language"]

        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug), slug
        assert title["title"].strip() == title["title"] != "", slug
        assert title["originalTitle"] != title["title"], slug
        assert title["genres"], slug
        assert set(title["genres"]) <= GENRES, slug
        assert len(set(title["genres"])) == len(title["genres"]), slug
        assert language is None or re.fullmatch(r"[a-z]{2}|zxx", language), slug
        assert all(re.fullmatch(r"[A-Z]{2}", country) for country in title["countries"]), slug
        assert len(title["cast"]) <= 6, slug
        assert 0 < title["popularity"] <= 100, slug
        assert title["tagline"] is None or 0 < len(title["tagline"]) <= 80, slug


def test_a_title_is_dated_in_the_year_it_claims():
    for _, title in titles():
        released = title["releaseDate"]

        assert 1890 <= title["year"] <= 2026, title["slug"]
        assert released is None or date.fromisoformat(released).year == title["year"], title["slug"]


def test_an_overview_is_one_to_four_short_sentences_of_plain_text():
    for _, title in titles():
        overview = title["overview"]

        assert 40 <= len(overview) <= 260, title["slug"]
        assert overview[-1] in ".?!”", title["slug"]
        assert "'" not in overview, title["slug"]  # typographic apostrophes throughout
        assert "<" not in overview, title["slug"]
        assert "  " not in overview, title["slug"]


def test_a_title_names_the_licence_it_is_shared_under():
    for kind, title in titles():
        licence = title["license"]

        if title["slug"] == "plan-9-from-outer-space":
            assert licence is None, title["slug"]  # its renewal is disputed, so nothing is claimed
        elif kind == "games":
            assert re.fullmatch(r"(L?GPL|CC|Zlib|NGPL)[-A-Za-z0-9.]*", licence), title["slug"]
        elif title["year"] <= LAST_YEAR_FREE_BY_AGE:
            assert licence == "Public domain", title["slug"]
        else:
            assert licence == "Public domain" or licence.startswith("CC"), title["slug"]


def test_a_seed_title_has_no_ratings():
    for _, title in titles():
        assert title["rating"] is None, title["slug"]
        assert title["votes"] == 0, title["slug"]


def test_external_ids_have_their_source_s_form():
    forms = {"imdb": r"tt\d{7,8}", "tmdb": r"[1-9]\d{0,6}"}

    for _, title in titles():
        assert all(
            re.fullmatch(forms[source], value) for source, value in title["externalIds"].items()
        ), title["slug"]


def test_names_keep_the_plain_apostrophe_that_file_names_and_searches_use():
    names = [name for _, title in titles() for name in (title["title"], *title["cast"])]
    names += [
        episode["title"]
        for show in read("shows")
        for season in show["seasons"]
        for episode in season["episodes"]
    ]

    assert [name for name in names if "\u2019" in name] == []


def test_slugs_are_unique_across_all_three_files():
    slugs = [title["slug"] for _, title in titles()]

    assert len(slugs) == len(set(slugs))


def test_no_two_titles_of_a_kind_share_an_external_id():
    ids = [
        (source, kind, value)
        for kind, title in titles()
        for source, value in title["externalIds"].items()
    ]

    assert len(ids) == len(set(ids))


def test_no_overview_is_used_twice():
    overviews = [title["overview"] for _, title in titles()]

    assert len(overviews) == len(set(overviews))


def test_the_catalogue_has_a_minimum_size():
    assert len(read("movies")) >= 150
    assert len(read("shows")) >= 10
    assert len(read("games")) >= 15
    assert set(by_slug()) >= MUST_HAVE


def test_runtimes_are_plausible():
    runtimes = [title["runtimeMinutes"] for title in (*read("movies"), *read("shows"))]

    assert all(minutes is None or 1 <= minutes <= 600 for minutes in runtimes)


def test_a_short_is_short_and_a_feature_is_not_called_one():
    films = [film for film in read("movies") if film["runtimeMinutes"] is not None]
    called_short = {film["slug"] for film in films if "Short" in film["genres"]}

    assert called_short == {film["slug"] for film in films if film["runtimeMinutes"] < 31}


def test_a_silent_film_is_from_the_silent_years():
    silent = [title for _, title in titles() if "Silent" in title["genres"]]

    assert silent
    assert all(title["year"] < 1930 for title in silent)


def test_episodes_are_numbered_from_one_in_the_order_they_aired():
    for show in read("shows"):
        assert [season["seasonNumber"] for season in show["seasons"]] == list(
            range(1, len(show["seasons"]) + 1)
        ), show["slug"]
        for season in show["seasons"]:
            episodes = season["episodes"]
            aired = [episode["airDate"] for episode in episodes if episode["airDate"]]

            assert season["name"], show["slug"]
            assert [episode["episodeNumber"] for episode in episodes] == list(
                range(1, len(episodes) + 1)
            ), show["slug"]
            assert all(episode["title"] for episode in episodes), show["slug"]
            assert len({episode["title"] for episode in episodes}) == len(episodes), show["slug"]
            assert [date.fromisoformat(day) for day in aired] == sorted(
                map(date.fromisoformat, aired)
            ), show["slug"]


def test_an_episode_has_every_field_and_no_other():
    fields = {"episodeNumber", "title", "airDate", "runtimeMinutes", "overview"}

    for show in read("shows"):
        for season in show["seasons"]:
            assert set(season) == {"seasonNumber", "name", "episodes"}, show["slug"]
            assert all(set(episode) == fields for episode in season["episodes"]), show["slug"]


def test_a_show_starts_with_its_first_episode():
    for show in read("shows"):
        first = show["seasons"][0]["episodes"][0]

        assert show["status"] in {"Ended", "Returning"}, show["slug"]
        assert first["airDate"] == show["releaseDate"], show["slug"]


def test_a_game_has_developers_and_platforms():
    for game in read("games"):
        assert game["developers"], game["slug"]
        assert game["platforms"], game["slug"]
        assert set(game["platforms"]) <= PLATFORMS, game["slug"]


def test_artwork_belongs_to_a_seed_title_and_exists():
    known = by_slug()
    art = read("art")

    assert set(art) <= set(known)
    for pictures in art.values():
        stills = pictures.get("stills", {})

        assert set(pictures) <= {"poster", "backdrop", "logo", "stills"}
        assert {"poster", "backdrop", "logo"} <= set(pictures)
        for url in (pictures["poster"], pictures["backdrop"], pictures["logo"], *stills.values()):
            assert url.startswith("/art/")
            assert (ART / url.removeprefix("/art/")).is_file()


def test_every_poster_that_is_drawn_is_used():
    used = {pictures["poster"].removeprefix("/art/") for pictures in read("art").values()}

    assert used == {path.name for path in ART.glob("*-poster.svg")}


def test_stills_belong_to_episodes_that_exist():
    known = by_slug()

    for slug, pictures in read("art").items():
        episodes = {
            f"s{season['seasonNumber']}e{episode['episodeNumber']}"
            for season in known[slug].get("seasons", [])
            for episode in season["episodes"]
        }

        assert set(pictures.get("stills", {})) <= episodes


def test_a_rail_holds_eight_to_twenty_four_known_titles_once_each():
    known = by_slug()
    rails = read("sections")["sections"]

    assert len({rail["slug"] for rail in rails}) == len(rails)
    for rail in rails:
        assert set(rail) == {"slug", "title", "items"}
        assert 8 <= len(rail["items"]) <= 24
        assert len(set(rail["items"])) == len(rail["items"])
        assert set(rail["items"]) <= set(known)


def test_the_first_rail_leads_with_titles_that_have_art():
    first = read("sections")["sections"][0]

    assert set(first["items"][:12]) <= set(read("art"))


@pytest.mark.parametrize(
    ("rail", "genre"),
    [
        ("silent-era", "Silent"),
        ("film-noir", "Film Noir"),
        ("horror", "Horror"),
        ("science-fiction", "Science Fiction"),
        ("comedy", "Comedy"),
        ("animation", "Animation"),
        ("shorts", "Short"),
        ("westerns", "Western"),
        ("adventure", "Adventure"),
        ("mystery", "Mystery"),
        ("drama", "Drama"),
        ("love-stories", "Romance"),
        ("documentaries", "Documentary"),
    ],
)
def test_a_rail_named_after_a_genre_keeps_to_it(rail: str, genre: str):
    known = by_slug()
    items = next(one["items"] for one in read("sections")["sections"] if one["slug"] == rail)

    assert [slug for slug in items if genre not in known[slug]["genres"]] == []


def test_every_game_and_every_show_is_on_its_rail():
    rails = {rail["slug"]: set(rail["items"]) for rail in read("sections")["sections"]}

    assert rails["games"] == {game["slug"] for game in read("games")}
    assert rails["shows"] == {show["slug"] for show in read("shows")}


def free_sources() -> Iterator[tuple[str, dict[str, Any]]]:
    for slug, of_title in read("free_sources")["titles"].items():
        for source in of_title:
            yield slug, source


def test_every_free_source_is_https_or_a_magnet_and_names_publisher_and_licence():
    texts = read("free_sources")["licences"]

    assert {urlsplit(text).scheme for text in texts.values()} == {"https"}
    assert set(texts) == {source["licence"] for _, source in free_sources()}
    for _, source in free_sources():
        assert set(source) <= {
            *("season", "episode", "kind", "publisher", "address", "licence", "bytes")
        }
        assert re.fullmatch(SOURCE_ADDRESSES[source["kind"]], source["address"]), source
        assert source["publisher"].strip()
        assert source.get("bytes", 1_000_000) >= 1_000_000


def test_a_free_source_belongs_to_an_open_title_and_is_listed_once():
    known = by_slug()
    listed = [(slug, source["address"]) for slug, source in free_sources()]

    assert len(set(listed)) == len(listed) > 200
    assert [slug for slug, _ in listed if not known[slug]["license"]] == []


def test_a_source_of_a_show_is_one_of_its_episodes_and_the_others_are_none():
    known = by_slug()
    for slug, source in free_sources():
        episodes = {
            (season["seasonNumber"], episode["episodeNumber"])
            for season in known[slug].get("seasons", [])
            for episode in season["episodes"]
        }

        assert ("episode" in source) == bool(episodes), slug
        assert not episodes or (source["season"], source["episode"]) in episodes


def test_no_free_source_is_a_commercial_or_restored_transfer():
    suspicious = re.compile(r"blu-?ray|criterion|restored|remaster|dvd|web-?dl", re.IGNORECASE)

    assert [
        source["address"] for _, source in free_sources() if suspicious.search(str(source))
    ] == []


def test_every_free_to_watch_title_can_be_downloaded():
    rail = next(one for one in read("sections")["sections"] if one["slug"] == "free-to-watch")
    downloadable = {slug for slug, source in free_sources() if source["kind"] != "page"}

    assert set(rail["items"]) <= downloadable


def test_the_billboard_has_six_titles_with_artwork_and_reasons():
    hero = read("sections")["hero"]

    assert len({entry["slug"] for entry in hero}) == len(hero) == 6
    assert {entry["slug"] for entry in hero} <= set(read("art"))
    assert all(0 < len(entry["reason"]) <= 90 for entry in hero)
