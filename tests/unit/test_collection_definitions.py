"""Every collection's file, and what is said of a file that defines none."""

import json
from importlib import resources

import pytest

from chalicelib.catalog.models.filters import Sort
from chalicelib.collections import seed
from chalicelib.collections.models import Strategy
from chalicelib.collections.seed import InvalidDefinition, definition

FILES = seed.read_files()
DEFINITIONS = seed.parse(FILES)

#: The `genres` column of IMDb's title.basics, as IMDb spells them.
IMDB_GENRES = {
    *("Action", "Adult", "Adventure", "Animation", "Biography", "Comedy", "Crime", "Documentary"),
    *("Drama", "Family", "Fantasy", "Film-Noir", "Game-Show", "History", "Horror", "Music"),
    *("Musical", "Mystery", "News", "Reality-TV", "Romance", "Sci-Fi", "Short", "Sport"),
    *("Talk-Show", "Thriller", "War", "Western"),
}

GOOD = """
slug: top-action-shows
name: Top action shows
description: The best of them.
strategy: filter
pinned: false
languages: [en]
regions: [global]
filter:
  type: show
  genre: Action
  sort: top_rated
  min_votes: 5000
  limit: 100
"""
LIST = """
slug: a-list
name: A list
description: Made by hand.
strategy: static
titles: [tt0017136, tt0013442]
"""


def seed_titles():
    folder = resources.files("chalicelib.catalog") / "seed"
    names = ("movies.json", "shows.json", "games.json")
    return [title for name in names for title in json.loads((folder / name).read_text())]


SEED = seed_titles()


def test_there_are_many_with_unique_names():
    names = [each.name for each in DEFINITIONS]

    assert len(DEFINITIONS) >= 42
    assert len({each.slug for each in DEFINITIONS}) == len(set(names)) == len(names)
    assert {each.strategy for each in DEFINITIONS} == set(Strategy) - {Strategy.SMART}
    assert 1 <= sum(each.pinned for each in DEFINITIONS) <= 5


@pytest.mark.parametrize("each", DEFINITIONS, ids=lambda each: each.slug)
def test_a_description_is_a_line_of_whole_sentences(each):
    assert "\n" not in each.description
    assert each.description.endswith(".")
    assert each.description[0].isupper()


@pytest.mark.parametrize(
    "each", [each for each in DEFINITIONS if each.filter], ids=lambda each: each.slug
)
def test_a_filter_names_an_existing_genre(each):
    known = IMDB_GENRES | {genre for title in SEED for genre in title["genres"]}

    assert each.filter.genre is None or each.filter.genre in known


def test_filters_are_unique():
    asked = [each.filter.model_dump_json() for each in DEFINITIONS if each.filter]

    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(
    "each", [each for each in DEFINITIONS if each.titles], ids=lambda each: each.slug
)
def test_a_list_names_titles_of_the_seed_catalogue(each):
    """The comment behind each id is for people, who should be able to believe it."""
    known = {
        title["externalIds"]["imdb"]: f"{title['title']} ({title['year']})"
        for title in SEED
        if "imdb" in title["externalIds"]
    }
    lines = FILES[f"{each.slug}.yaml"].decode().splitlines()
    said = dict(line[4:].split(" # ", 1) for line in lines if line.startswith("  - tt"))

    assert set(said) == set(each.titles)
    assert said == {one: known[one] for one in each.titles}


def test_a_valid_file_is_parsed():
    found = definition("top-action-shows.yaml", GOOD.encode())

    assert found.strategy == Strategy.FILTER
    assert found.filter.sort == Sort.TOP_RATED
    assert found.row()["filter_params"] == {
        "type": "show",
        "genre": "Action",
        "sort": "top_rated",
        "min_votes": 5000,
        "limit": 100,
    }
    assert definition("a-list.yaml", LIST.encode()).row()["filter_params"] == {
        "titles": ["tt0017136", "tt0013442"]
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("top_rated", "best"), "filter.sort"),
        (GOOD.replace("type: show", "type: shows"), "filter.type"),
        (GOOD.replace("limit: 100", "limit: 0"), "filter.limit"),
        (GOOD.replace("limit: 100", "most: 100"), "filter.most"),
        (GOOD.replace("min_votes: 5000", "country: NO"), "filter.country"),  # YAML's word for false
        (GOOD.replace("min_votes: 5000", "year_min: 1990\n  year_max: 1980"), "year_min"),
        (GOOD.replace("[en]", "[English]"), "languages.0"),
        (GOOD.replace("[global]", "[world]"), "regions.0"),
        (GOOD.replace("name: Top action shows\n", ""), "name"),
        (GOOD.replace("strategy: filter", "strategy: magic"), "strategy"),
        (GOOD.replace("strategy: filter", "strategy: static"), "strategy static needs titles"),
        (GOOD + "titles: [tt0017136]\n", "strategy filter needs a filter and no titles"),
        (GOOD.replace("slug: top-action-shows", "slug: other"), "slug"),
        (GOOD.replace("slug: top-action-shows", "slug: Top Action"), "slug"),
        (GOOD.replace("slug: top-action-shows", f"slug: {'a' * 90}"), "slug"),  # as a source
        (GOOD + "colour: red\n", "colour"),
        (GOOD + "  - : [", "line"),
        ("", "dictionary"),
        ("- a\n- b\n", "dictionary"),
    ],
)
def test_an_invalid_file_is_reported_with_its_field(text, said):
    with pytest.raises(InvalidDefinition) as broken:
        definition("top-action-shows.yaml", text.encode())

    assert str(broken.value).startswith("top-action-shows.yaml: ")
    assert said in str(broken.value)


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        ("[tt17136]", "titles.0"),
        ("[17136]", "titles.0"),
        ("[]", "strategy static needs titles"),
        ("[tt0017136, tt0013442, tt0017136]", "tt0017136 more than once"),
    ],
)
def test_a_list_has_each_imdb_id_once(titles, said):
    text = LIST.replace("[tt0017136, tt0013442]", titles)

    with pytest.raises(InvalidDefinition, match=r"a-list\.yaml") as broken:
        definition("a-list.yaml", text.encode())

    assert said in str(broken.value)
