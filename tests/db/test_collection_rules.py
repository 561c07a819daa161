"""Smart collections: what each rule chooses, and for whom."""

import pytest
from pydantic import ValidationError

from chalicelib.catalog.models.selection_rules import SmartRules
from chalicelib.tracking.models.ratings import FavoriteRequest, RatingRequest
from chalicelib.tracking.models.statuses import StatusRequest
from tests.titles import make_credit, make_file, make_person, make_show, make_title
from tests.tracking import Living


@pytest.fixture
def living(db):
    return Living(db)


def rule(field, operator, value):
    return {"field": field, "operator": operator, "value": value}


def found(living, *rules, person=None, **options):
    chosen = SmartRules.model_validate({"rules": list(rules), "sort": "a-z", **options})
    return living.catalog.rules.find(person or living.user, chosen)


def names(living, *rules, **options):
    ids = found(living, *rules, **options).ids
    return [card.title for card in living.catalog.cards(living.user, ids)]


@pytest.fixture
def catalogue(living):
    """A few titles that differ in everything that rules ask about."""
    db = living.db
    ids = {
        "Alien": make_title(
            db, "Alien", year=1979, rating=8.5, votes=9, runtime_minutes=117, genres=["Horror"]
        ),
        "Bambi": make_title(db, "Bambi", year=1942, rating=7.3, votes=9, runtime_minutes=70),
        "Caligari": make_title(db, "Caligari", year=1920, genres=["Horror", "Mystery"]),
        "Doom": make_title(db, "Doom", media_type="game", year=1993, rating=9, votes=9),
        "Ellen": make_show(db, "Ellen", seasons=(2,)).id,
    }
    with db.read() as conn:
        conn.execute(
            "UPDATE media_items SET language = 'de', countries = '{DE}' WHERE id = %s",
            [ids["Caligari"]],
        )
        conn.execute(
            "UPDATE media_items SET language = 'en', countries = '{GB,US}' WHERE id = %s",
            [ids["Alien"]],
        )
    return ids


def test_a_tag_is_the_reader_s(living, catalogue):
    other = make_person(living.db)
    with living.db.read() as conn:
        conn.execute(
            """
            INSERT INTO user_tags (user_id, media_id, name, added_at)
            VALUES (%(me)s, %(alien)s, 'Rainy days', now()),
                   (%(other)s, %(bambi)s, 'Rainy days', now())
            """,
            {
                "me": living.user,
                "other": other,
                "alien": catalogue["Alien"],
                "bambi": catalogue["Bambi"],
            },
        )

    tagged, others = (rule("tag", operator, "rainy days") for operator in ("is", "is_not"))

    assert names(living, tagged) == ["Alien"]
    assert names(living, others) == ["Bambi", "Caligari", "Doom", "Ellen"]
    assert found(living, tagged, person=other).ids == [catalogue["Bambi"]]
    assert names(living, rule("tag", "is", "never used")) == []
    with pytest.raises(ValidationError):
        found(living, rule("tag", "is", ""))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (rule("kind", "is", "game"), ["Doom"]),
        (rule("kind", "is_not", "movie"), ["Doom", "Ellen"]),
        (rule("genre", "is", "horror"), ["Alien", "Caligari"]),
        (rule("genre", "is_not", "horror"), ["Bambi", "Doom", "Ellen"]),
        (rule("genre", "is", "no-such"), []),
        (rule("year", "before", 1942), ["Caligari", "Ellen"]),
        (rule("year", "after", 1979), ["Doom"]),
        (rule("year", "is", 1979), ["Alien"]),
        (rule("rating", "at_least", 8.5), ["Alien", "Doom"]),
        (rule("rating", "at_most", 8), ["Bambi"]),
        (rule("runtime", "at_most", 100), ["Bambi"]),
        (rule("runtime", "at_least", 100), ["Alien"]),
        (rule("language", "is", "de"), ["Caligari"]),
        (rule("language", "is_not", "de"), ["Alien", "Bambi", "Doom", "Ellen"]),
        (rule("country", "is", "US"), ["Alien"]),
        (rule("country", "is_not", "US"), ["Bambi", "Caligari", "Doom", "Ellen"]),
    ],
)
def test_rules_about_the_catalogue(living, catalogue, given, expected):
    assert names(living, given) == expected


def test_all_or_any(living, catalogue):
    rules = (rule("genre", "is", "horror"), rule("year", "before", 1950))

    assert names(living, *rules) == ["Caligari"]
    assert names(living, *rules, match="any") == ["Alien", "Bambi", "Caligari", "Ellen"]


def test_groups_count_as_one_rule(living, catalogue):
    either = {"match": "any", "rules": [rule("year", "is", 1979), rule("year", "is", 1942)]}
    both = {"match": "all", "rules": [rule("genre", "is", "horror"), rule("year", "before", 1950)]}
    living.ratings.rate(living.user, RatingRequest(mediaIds=[catalogue["Bambi"]], rating=9))
    mine = {"match": "all", "rules": [rule("own_rating", "at_least", 8)]}

    assert names(living, rule("genre", "is", "horror"), groups=[either]) == ["Alien"]
    assert names(living, groups=[either, both], match="any") == ["Alien", "Bambi", "Caligari"]
    assert names(living, groups=[either, both]) == []
    assert names(living, rule("kind", "is", "movie"), groups=[either, mine]) == ["Bambi"]


def test_rules_of_groups_count_towards_the_limit(living):
    many = [rule("year", "is", 1979)] * 11

    with pytest.raises(ValidationError):
        found(living)
    with pytest.raises(ValidationError):
        found(living, *many, groups=[{"rules": many}])


def test_the_same_field_twice_is_a_range(living, catalogue):
    assert names(living, rule("year", "after", 1930), rule("year", "before", 1980)) == [
        "Alien",
        "Bambi",
    ]


def test_a_limit_leaves_the_first_and_counts_all(living, catalogue):
    page = found(living, rule("kind", "is_not", "game"), limit=2)

    assert (len(page.ids), page.total) == (2, 4)


@pytest.mark.parametrize(
    ("sort", "first"), [("newest", "Doom"), ("top_rated", "Doom"), ("a-z", "Alien")]
)
def test_no_sort_leaves_a_title_out(living, catalogue, sort, first):
    chosen = names(living, rule("year", "after", 1800), sort=sort)

    assert chosen[0] == first
    assert sorted(chosen) == sorted(catalogue)


def test_rules_about_the_library(living, catalogue):
    make_file(living.db, catalogue["Bambi"])
    old = make_file(living.db, catalogue["Alien"])
    with living.db.read() as conn:
        conn.execute("UPDATE library_items SET created_at = %s WHERE TRUE", [living.clock()])
        conn.execute("UPDATE library_items SET created_at = '2020-01-01' WHERE id = %s", [old])

    assert names(living, rule("available", "is", True)) == ["Alien", "Bambi"]
    assert names(living, rule("available", "is", False)) == ["Caligari", "Doom", "Ellen"]
    assert names(living, rule("added", "within_days", 30)) == ["Bambi"]


def test_titles_a_person_made(living, catalogue):
    person = make_credit(living.db, catalogue["Alien"])

    assert names(living, rule("person", "is", person)) == ["Alien"]
    assert "Alien" not in names(living, rule("person", "is_not", person))


def test_rules_about_what_the_reader_did(living, catalogue):
    living.mark(catalogue["Bambi"])
    living.ratings.rate(living.user, RatingRequest(mediaIds=[catalogue["Alien"]], rating=8))
    living.ratings.rate(living.user, RatingRequest(mediaIds=[catalogue["Doom"]], rating=3))
    living.ratings.set_favorite(
        living.user, FavoriteRequest(mediaIds=[catalogue["Doom"]], isFavorite=True)
    )
    living.watch_later.add(living.user, catalogue["Caligari"])
    living.statuses.set_status(
        living.user, StatusRequest(mediaIds=[catalogue["Ellen"]], status="on_hold")
    )

    assert names(living, rule("seen", "is", True)) == ["Bambi"]
    assert names(living, rule("seen", "is", False)) == ["Alien", "Caligari", "Doom", "Ellen"]
    assert names(living, rule("own_rating", "at_least", 7)) == ["Alien"]
    assert names(living, rule("own_rating", "at_most", 7)) == ["Doom"]
    assert names(living, rule("favorite", "is", True)) == ["Doom"]
    assert names(living, rule("watch_later", "is", True)) == ["Caligari"]
    assert names(living, rule("status", "is", "on_hold")) == ["Ellen"]
    assert "Ellen" not in names(living, rule("status", "is_not", "on_hold"))


def test_a_show_is_seen_when_every_aired_episode_is(living):
    show = make_show(living.db, "Half", not_aired=[2])
    living.mark(show.id, show.episodes[0])
    assert names(living, rule("seen", "is", True)) == []

    living.mark(show.id, show.episodes[1])
    assert names(living, rule("seen", "is", True)) == ["Half"]


def test_what_one_person_did_chooses_nothing_for_another(living, catalogue):
    living.mark(catalogue["Bambi"])
    living.ratings.rate(living.user, RatingRequest(mediaIds=[catalogue["Alien"]], rating=8))
    stranger = make_person(living.db)

    for own in (rule("seen", "is", True), rule("own_rating", "at_least", 1)):
        assert found(living, own).ids != []
        assert found(living, own, person=stranger).ids == []


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [rule("year", "is_not", 1970)],
        [rule("year", "before", "a long time ago")],
        [rule("year", "before", True)],
        [rule("year", "before", "1990.0")],
        [rule("added", "within_days", "5.0")],
        [rule("genre", "is", "'; DROP TABLE users; --")],
        [rule("country", "is", "usa")],
        [rule("seen", "is", "yes")],
        [rule("seen", "is", 1)],
        [rule("status", "is", "bored")],
        [rule("rating", "at_least", 11)],
        [rule("shoe_size", "is", 43)],
        [rule("kind", "is", "movie")] * 21,
    ],
)
def test_invalid_rules_are_refused(rules):
    with pytest.raises(ValidationError):
        SmartRules.model_validate({"rules": rules})
