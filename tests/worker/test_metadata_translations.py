"""Titles in other languages come with the metadata of a title."""

import pytest

from tests.titles import make_title


@pytest.fixture
def film(desk):
    media_id = make_title(desk.db)
    desk.give_id(media_id, "tmdb", "19")
    return media_id


def translation(language, country, **data):
    return {"iso_639_1": language, "iso_3166_1": country, "data": data}


def learn(desk, film, *translations):
    """The next response of TMDB comes into the catalogue."""
    desk.knows_movie(19, translations={"translations": list(translations)})
    desk.clock.pass_by(days=8)  # so that the cached response is too old
    assert desk.titles.fetch(film)


def stored(desk):
    return desk.rows(
        "SELECT language, title, overview, tagline FROM media_translations ORDER BY language"
    )


def test_each_language_is_stored_with_its_country_where_there_are_several(desk, film):
    learn(
        desk,
        film,
        translation("de", "DE", title="Metropole", overview="Eine Stadt.", tagline="Oben."),
        translation("pt", "PT", title="", overview="Uma cidade."),
        translation("pt", "BR", title="Metrópole", overview="", tagline=None),
        translation("zh", "HK", title="", overview="", tagline=""),
        translation("zh", "TW", title="大都會"),
        translation("xx", "XX", title="No language"),
        translation("no", "NO", title="Byen"),
    )

    assert stored(desk) == [
        ("de", "Metropole", "Eine Stadt.", "Oben."),
        ("nb", "Byen", "", ""),
        ("pt-BR", "Metrópole", "", ""),
        ("pt-PT", "", "Uma cidade.", ""),
        ("zh", "大都會", "", ""),
    ]


def test_the_next_response_replaces_them(desk, film):
    learn(
        desk, film, translation("de", "DE", title="Metropole"), translation("fr", "FR", title="M")
    )
    before = desk.row("SELECT fetched_at FROM media_translations WHERE language = 'de'")

    learn(
        desk, film, translation("de", "DE", title="Metropole"), translation("it", "IT", title="C")
    )

    assert [row[0] for row in stored(desk)] == ["de", "it"]
    assert desk.row("SELECT fetched_at FROM media_translations WHERE language = 'de'") == before


def test_a_response_without_translations_erases_none(desk, film):
    learn(desk, film, translation("de", "DE", title="Metropole"))

    desk.knows_movie(19)
    desk.clock.pass_by(days=8)
    desk.titles.fetch(film)

    assert [row[1] for row in stored(desk)] == ["Metropole"]


def test_a_show_has_its_name_in_other_languages(desk):
    show = make_title(desk.db, media_type="show")
    desk.give_id(show, "tmdb", "1")
    desk.knows_show(
        1, translations={"translations": [translation("de", "DE", name="Pionier Eins")]}
    )

    assert desk.titles.fetch(show)

    assert [row[1] for row in stored(desk)] == ["Pionier Eins"]


def test_a_search_finds_the_newest_translations(desk, film):
    learn(desk, film, translation("de", "DE", title="Die oberste Stadt"))
    first = [desk.catalog.search(typed).titles for typed in ("oberste stadt", "zukunft")]

    learn(desk, film, translation("de", "DE", title="Zukunft"))
    second = [desk.catalog.search(typed).titles for typed in ("oberste stadt", "zukunft")]

    assert (first, second) == ([[film], []], [[], [film]])
