"""The confidence of matches."""

import pytest

from chalicelib.catalog.models import MediaType
from chalicelib.library.models.game_platforms import PLATFORMS, platform_of
from chalicelib.library.models.matching import CandidateTitle, FolderHint, Guess
from chalicelib.library.service.match_scoring import (
    MIN_AUTO_MATCH_CONFIDENCE,
    confident_match,
    rank,
)
from chalicelib.library.service.title_links import ExternalTitle, parse_link
from chalicelib.library.service.title_similarity import similarity, words


def movie(
    title: str, year: int | None = 2010, id: int = 1, original: str | None = None
) -> CandidateTitle:
    return CandidateTitle(id, MediaType.MOVIE, title, original, year)


def show(title: str, year: int | None = 2010, id: int = 1) -> CandidateTitle:
    return CandidateTitle(id, MediaType.SHOW, title, None, year)


def film(title: str | None, year: int | None = None) -> Guess:
    return Guess(title=title, year=year, type="movie")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The General", "General"),
        ("Häxan", "Haxan"),
        ("Fantômas", "FANTOMAS"),
        ("Tom & Jerry", "Tom and Jerry"),
        ("Rocky II", "Rocky 2"),
        ("Plan Nine", "Plan 9"),
        ("Twelve Chairs", "12 Chairs"),
        ("One Hundred and One Kites", "101 Kites"),
        ("Nineteen Eighty Four", "1984"),
        ("20,000 Leagues", "20000 Leagues"),
        ("Hell's Angels", "Hells Angels"),
        ("Straße", "Strasse"),
    ],
)
def test_these_are_the_same_title(one, other):
    assert similarity(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Caminandes 2", "Caminandes 3"),
        ("Twelve Chairs", "13 Chairs"),
        ("Sintel", "Sintel 2"),
        ("Spring", "Springtime"),
    ],
)
def test_these_are_not_the_same_title(one, other):
    assert similarity(one, other) < MIN_AUTO_MATCH_CONFIDENCE


def test_an_article_alone_is_a_title():
    assert words("The") == ["the"]


@pytest.mark.parametrize(
    ("guess", "title", "is_sure"),
    [
        (film("Sintel", 2010), movie("Sintel", 2010), True),
        (film("Sintel"), movie("Sintel", 2010), True),
        (film("Sintel", 2011), movie("Sintel", 2010), True),
        (film("Sintel", 1984), movie("Sintel", 2010), False),
        (film("Sintel", 2010), movie("Sintel", None), True),
        (film("Sintl", 2010), movie("Sintel", 2010), True),
        (film("Sin", 2010), movie("Sintel", 2010), False),
        (film("Ben-Hur", 1925), movie("Ben-Hur: A Tale of the Christ", 1925), True),
        (film("Das Cabinet", 1920), movie("Caligari", 1920, original="Das Cabinet"), True),
        (film("Pioneer One"), show("Pioneer One"), False),
        (Guess(title="Pioneer One", type="episode"), show("Pioneer One"), True),
        (Guess(title="Pioneer One", year=2014, type="episode"), show("Pioneer One", 2010), True),
        (Guess(title="Sintel", type="episode"), movie("Sintel"), False),
        (film("Xonotic"), CandidateTitle(1, MediaType.GAME, "Xonotic", None, 2011), False),
    ],
)
def test_only_confident_matches_are_accepted(guess, title, is_sure):
    assert (confident_match(rank(guess, [title])) is not None) is is_sure


def test_ambiguous_names_are_left_for_review():
    ranked = rank(film("Nosferatu"), [movie("Nosferatu", 1922), movie("Nosferatu", 2024, id=2)])

    assert confident_match(ranked) is None
    assert all("more than one" in one.why for one in ranked)


def test_a_longer_title_does_not_win_when_two_of_the_name_are_ambiguous():
    ranked = rank(
        film("Orlok"),
        [
            movie("Orlok", 1922, 1),
            movie("Orlok", 1979, 2),
            movie("Orlok: The Return", 1984, 3),
        ],
    )

    assert confident_match(ranked) is None
    assert [one.media_id for one in ranked] == [1, 2, 3]


def test_the_year_resolves_an_ambiguous_name():
    ranked = rank(
        film("Nosferatu", 2024), [movie("Nosferatu", 1922), movie("Nosferatu", 2024, id=2)]
    )

    assert confident_match(ranked) == ranked[0]
    assert ranked[0].media_id == 2


def test_a_match_has_a_readable_reason():
    assert rank(film("Sintel", 2010), [movie("Sintel", 2010)])[0].why == "Same title, same year."
    assert rank(film("Sintel"), [movie("Sintel")])[0].why == "Same title, no year in the name."
    assert rank(film("Sintel", 1984), [movie("Sintel", 2010)])[0].why == (
        "Same title, but from 2010, not 1984."
    )


def test_a_name_without_a_title_matches_nothing():
    assert confident_match(rank(film(None), [movie("Sintel")])) is None


@pytest.mark.parametrize(
    ("duration_s", "runtime", "reason", "verdict"),
    [
        (9200, 153, "Length is the same to the minute", "for"),
        (95 * 60, 100, "Length fits, 1 h 35 min of 1 h 40 min", "for"),
        (108 * 60, 153, "45 min shorter", "against"),
        (180 * 60, 153, "27 min longer", "against"),
        (2 * 60, 78, "2 min long, not 1 h 18 min", "against"),
        (40, 78, "40 s long, not 1 h 18 min", "against"),
    ],
)
def test_the_duration_is_a_match_reason(duration_s, runtime, reason, verdict):
    title = CandidateTitle(1, MediaType.MOVIE, "Sintel", None, 2010, runtime)
    plain = rank(film("Sintel", 2010), [title])[0]

    ranked = rank(film("Sintel", 2010), [title], duration_s=duration_s)[0]

    assert (ranked.reasons[-1].text, ranked.reasons[-1].verdict) == (reason, verdict)
    assert (ranked.confidence < plain.confidence) is (verdict == "against")


def test_a_weak_reason_is_neutral():
    ranked = rank(film("Sintl"), [movie("Sintel")])[0]

    assert [reason.verdict for reason in ranked.reasons] == ["neutral", "neutral"]


@pytest.mark.parametrize(
    ("title", "folder", "part", "why"),
    [
        (movie("Orbit"), FolderHint("movies"), 1.0, "in a folder of movies"),
        (movie("Orbit"), FolderHint("shows"), 0.8, "but in a folder of shows"),
        (movie("Orbit"), FolderHint("mixed"), 1.0, "no year in the name"),
        (show("Orbit"), FolderHint("shows"), 1.0, "in a folder of shows"),
        (show("Orbit"), FolderHint("movies"), 0.92, "but in a folder of movies"),
        (show("Orbit"), FolderHint("anime"), 1.0, "no year in the name"),  # from where?
        (movie("Orbit"), FolderHint(titles=["Orbit"]), 1.0, "called like its folder"),
        (movie("Orbit"), FolderHint(titles=["Rain"]), 0.95, "but its folder is called Rain"),
    ],
)
def test_the_folder_is_a_match_reason(title, folder, part, why):
    kind = "episode" if title.media_type == MediaType.SHOW else "movie"

    found = rank(Guess(title="Orbit", type=kind), [title], folder=folder)[0]

    assert found.parts["folder"] == part
    assert found.why.endswith(f"{why}.")


def test_the_kind_of_a_folder_decides_between_a_film_and_a_show_of_one_name():
    titles = [movie("Orbit", 2010, 1), show("Orbit", 2010, 2)]
    named_like_an_episode = Guess(title="Orbit", year=2010, episode=2, type="episode")

    among_films = rank(named_like_an_episode, titles, folder=FolderHint("movies"))
    among_shows = rank(film("Orbit", 2010), titles, folder=FolderHint("shows"))

    assert confident_match(rank(film("Orbit", 2010), titles)) is not None
    assert confident_match(among_films) is None
    assert confident_match(among_shows) is None
    assert confident_match(rank(named_like_an_episode, titles[:1])) is None
    alone = rank(named_like_an_episode, titles[:1], folder=FolderHint("movies"))
    assert confident_match(alone) is not None


def test_in_a_folder_of_anime_a_show_from_asia_is_meant():
    here, there = (
        CandidateTitle(number, MediaType.SHOW, "Orbit", None, 2010, countries=[country])
        for number, country in ((1, "US"), (2, "JP"))
    )
    guess = Guess(title="Orbit", type="episode")

    assert confident_match(rank(guess, [here, there])) is None
    best, other = rank(guess, [here, there], folder=FolderHint("anime"))

    assert confident_match([best, other]) == best
    assert best.media_id == 2
    assert "but in a folder of anime, and not from Asia" in other.why


def test_without_a_duration_there_is_no_reason_for_it():
    title = CandidateTitle(1, MediaType.MOVIE, "Sintel", None, 2010, 15)

    assert len(rank(film("Sintel", 2010), [title], duration_s=0)[0].reasons) == 2


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("https://www.imdb.com/title/tt0017136/", ExternalTitle("imdb", "tt0017136")),
        ("https://m.imdb.com/de/title/tt0017136/?ref_=x", ExternalTitle("imdb", "tt0017136")),
        (" TT0017136 ", ExternalTitle("imdb", "tt0017136")),
        (
            "https://www.themoviedb.org/movie/19-metropolis?language=de",
            ExternalTitle("tmdb", "19", MediaType.MOVIE),
        ),
        ("themoviedb.org/tv/1396", ExternalTitle("tmdb", "1396", MediaType.SHOW)),
        ("Metropolis", None),
        ("https://www.imdb.com/name/nm0000485/", None),
        ("https://evil.example/tt0017136", None),
    ],
)
def test_the_address_of_a_title_is_parsed(text, title):
    assert parse_link(text) == title


def game(id: int, *platforms: str, votes: int | None = None, year: int | None = None):
    return CandidateTitle(
        id, MediaType.GAME, "Paper Harbour", None, year, platforms=platforms, votes=votes
    )


def test_a_game_of_another_platform_is_asked_about():
    guess = Guess(title="Paper Harbour", type="game", platform="Nintendo 64")

    same, unknown, other = rank(guess, [game(1, "PlayStation", "Wii"), game(2), game(3, "N64")])

    assert (same.media_id, same.parts["platform"], same.parts["title"]) == (3, 1.0, 1.0)
    assert same.why.startswith("Same title, no year in the name, released for Nintendo 64")
    assert confident_match([same, unknown, other]) == same
    assert (unknown.media_id, unknown.parts["platform"]) == (2, 0.95)
    assert other.parts["platform"] < 1
    assert "but not released for Nintendo 64" in other.why
    assert confident_match([other]) is None


def test_of_one_name_the_well_known_title_is_meant_and_the_other_says_why_not():
    guess = Guess(title="Paper Harbour", type="game")

    known, obscure = rank(guess, [game(1, votes=3), game(2, votes=900)])

    assert confident_match([known, obscure]) == known
    assert (known.media_id, known.parts["popularity"]) == (2, 1.0)
    assert obscure.parts["popularity"] < 1
    assert obscure.why.endswith("but little known beside another of this name.")


def test_the_year_names_a_little_known_title():
    guess = Guess(title="Paper Harbour", type="game", year=1996)

    best, *_ = rank(guess, [game(1, votes=3, year=1996), game(2, votes=900, year=2020)])

    assert (best.media_id, best.parts["popularity"]) == (1, 1.0)


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("SNES", "Super Nintendo Entertainment System"),
        ("Nintendo - Super Nintendo Entertainment System", "Super Nintendo Entertainment System"),
        ("Sega - Mega Drive - Genesis", "Sega Mega Drive/Genesis"),
        ("megadrive", "Sega Mega Drive/Genesis"),
        ("Sony - PlayStation 2", "PlayStation 2"),
        ("psx", "PlayStation"),
        ("nintendo_switch", "Nintendo Switch"),
        ("Game-Boy Advance", "Game Boy Advance"),
        ("Atari - 2600", "Atari 2600"),
        ("PC", "PC (Microsoft Windows)"),
        ("Pokémon Mini", "Pokémon mini"),
        ("Wii Sports", None),
        ("", None),
        ("...", None),
    ],
)
def test_the_platform_of_a_folder_is_read_from_its_whole_name(name, platform):
    assert platform_of(name) == platform


def test_every_name_of_a_platform_means_one():
    assert all(
        platform_of(name) == platform
        for platform, others in PLATFORMS.items()
        for name in (platform, *others)
    )
