"""Patterns of file names, and names that every file system takes."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.naming.models.naming_patterns import (
    InvalidPattern,
    NameFacts,
    check_episode_pattern,
    parse_pattern,
)
from chalicelib.naming.models.naming_presets import JELLYFIN, ORIGINAL, PLEX, PRESETS
from chalicelib.naming.models.safe_names import RESERVED, UNSAFE, safe_component, safe_text
from worker.names.reader import read_release

FILM = NameFacts(
    title="Blade Runner 2049",
    year=2017,
    edition="Director's Cut",
    resolution="2160p",
    source="Blu-ray",
    hdr="HDR10",
    group="GROUP",
    original_name="Blade.Runner.2049.2017.2160p",
    ids={"tmdb": "335984", "imdb": "tt1856101"},
)
EPISODE = NameFacts(
    title="Pioneer One",
    year=2010,
    season=1,
    episodes=(1,),
    episode_title="Earthfall",
    original_name="pioneer.one.s01e01",
)


@pytest.mark.parametrize(
    ("pattern", "facts", "name"),
    [
        (
            PLEX.film,
            FILM,
            (
                "Blade Runner 2049 (2017) {tmdb-335984}/Blade Runner 2049 (2017) "
                "{edition-Director's Cut} - 2160p HDR10"
            ),
        ),
        (
            JELLYFIN.film,
            FILM,
            (
                "Blade Runner 2049 (2017) [tmdbid-335984]/Blade Runner 2049 (2017) "
                "[tmdbid-335984] - 2160p Director's Cut"
            ),
        ),
        (ORIGINAL.film, FILM, "Blade Runner 2049 (2017)/Blade.Runner.2049.2017.2160p"),
        (PLEX.film, NameFacts("Metropolis"), "Metropolis/Metropolis"),
        (
            PLEX.episode,
            EPISODE,
            "Pioneer One (2010)/Season 01/Pioneer One (2010) - S01E01 - Earthfall",
        ),
        (
            PLEX.anime,
            replace(EPISODE, episodes=(1, 2, 3), absolute=(27, 28, 29), episode_title=""),
            "Pioneer One (2010)/Season 01/Pioneer One (2010) - S01E01-E03 - 027-029",
        ),
        ("{title} [{group}] [{audio}]", FILM, "Blade Runner 2049 [GROUP]"),
    ],
)
def test_a_pattern_names_a_file(pattern, facts, name):
    assert parse_pattern(pattern).render(facts) == name


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("{Titel} ({Year})", "unknown token {Titel}, perhaps {Title}"),
        ("{Title} {}", "unknown token {}"),
        ("{Title", "brace that is not closed"),
        ("{Title}: {Year}", "':' in it, which not every file system takes"),
        ("{Title}\\x", "in it, which not every file system takes"),
        ("{Title}\n", "in it, which not every file system takes"),
        ("/{Title}", "a folder without a name"),
        ("../{Title}", "a folder without a name"),
        ("{Title}//x", "a folder without a name"),
        ("{Title:00}", "digits are for numbers"),
        ("{Title} {Season:x}", "digits are for numbers"),
        ("{Year}", "neither {Title} nor {OriginalName}"),
        (" ", "1 to 300 characters"),
        ("{Title}" * 50, "1 to 300 characters"),
    ],
)
def test_a_pattern_that_cannot_be_used_says_why(pattern, why):
    with pytest.raises(InvalidPattern) as refused:
        parse_pattern(pattern)

    assert why in str(refused.value)


def test_episodes_need_a_name_each():
    with pytest.raises(InvalidPattern, match="every episode the same name"):
        check_episode_pattern("S{Season:00}E{Episode:00}/{Title}")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Alien: Covenant", "Alien - Covenant"),
        ("Face/Off", "Face-Off"),
        ('What?! *Really* <now> "yes"', "What! Really now yes"),
        ("Tab\tand\nline", "Tab and line"),
        (".hack//SIGN", "hack-SIGN"),
        ("Wait... ", "Wait"),
        ("CON", "CON_"),
        ("nul.mkv", "nul_.mkv"),
        ("COM\u00b9", "COM\u00b9_"),
        ("Console", "Console"),
        ("Ame\u0301lie", "Am\u00e9lie"),
    ],
)
def test_a_title_becomes_a_name_that_every_system_takes(written, name):
    assert safe_component(safe_text(written)) == name


def test_a_long_name_loses_its_episode_title_first():
    facts = replace(EPISODE, title="\u00e9" * 60, episode_title="\u8a9e" * 200)

    name = parse_pattern(PLEX.episode).render(facts).rpartition("/")[2]

    assert name.startswith("\u00e9" * 60 + " (2010) - S01E01 - \u8a9e")
    assert 220 < len(name.encode()) <= 227


def test_a_long_title_keeps_the_number_of_its_episode():
    facts = replace(EPISODE, title="e\u0301\u0308x" * 100)

    name = parse_pattern(PLEX.episode).render(facts).rpartition("/")[2]

    assert name.endswith("(2010) - S01E01")
    assert len(name.encode()) <= 227


@settings(max_examples=50, deadline=None)
@given(title=st.text(max_size=400), episode_title=st.text(max_size=400))
def test_any_title_makes_a_path_that_every_system_takes(title, episode_title):
    facts = replace(EPISODE, title=title, episode_title=episode_title)

    for preset in PRESETS:
        for pattern in (preset.film, preset.episode, preset.anime):
            for name in parse_pattern(pattern).render(facts).split("/"):
                assert name
                assert len(name.encode()) <= 227
                assert name.partition(".")[0].strip().lower() not in RESERVED
                assert not UNSAFE & set(name)
                assert not any(unicodedata.category(each) == "Cc" for each in name)
                assert not name.startswith((".", " "))
                assert not name.endswith((".", " "))


@pytest.mark.parametrize("preset", [PLEX, JELLYFIN], ids=lambda one: one.id)
def test_the_reader_of_names_understands_our_own(preset):
    film = read_release(parse_pattern(preset.film).render(FILM) + ".mkv")
    episode = read_release(parse_pattern(preset.episode).render(EPISODE) + ".mkv")

    assert (film.title, film.year, dict(film.ids)) == (
        "Blade Runner 2049",
        2017,
        {"tmdb": "335984"},
    )
    assert (episode.title, episode.season, episode.episodes) == ("Pioneer One", 1, (1,))


def test_a_title_of_unsafe_characters_alone_is_named_like_its_file():
    unnamed = replace(FILM, title="???", year=None)

    assert parse_pattern("Films/{Title}").render(unnamed) == "Films/Blade.Runner.2049.2017.2160p"


@pytest.mark.parametrize(
    ("pattern", "place"),
    [
        ("{Title} ({Year})/Season {Season}/{Episode}", "Pioneer One (2010)"),
        ("{Year}/{Title}/{Episode}", "2010/Pioneer One"),
        ("Shows/{Year}/{Title} {Episode}", "Shows/2010/Pioneer One 1"),
    ],
)
def test_extras_lie_in_the_folder_that_names_their_title(pattern, place):
    assert parse_pattern(pattern).render_place(EPISODE) == place
