"""Titles and synopses in the language a user has chosen, on every page that shows them."""

from datetime import date

import psycopg
import pytest

from tests.library import make_item
from tests.titles import make_file, make_show, make_title, make_translation

PREFERENCES = "/api/v1/preferences"


@pytest.fixture
def ada(api):
    """A user who reads German."""
    user = api.as_user("ada")
    choose(user, "de")
    return user


@pytest.fixture
def bert(api):
    """A user without a language of his own."""
    return api.as_user("bert")


@pytest.fixture
def film(db):
    media_id = make_title(db, "The Blue Lamp", release_date=date(2026, 3, 5), year=2026)
    make_translation(
        db, media_id, title="Die blaue Lampe", overview="Eine Lampe.", tagline="Sie leuchtet."
    )
    return media_id


@pytest.fixture
def new_film(db):
    """A film that is in no library."""
    media_id = make_title(db, "The Red Lamp", year=2025)
    make_translation(db, media_id, title="Die rote Lampe")
    return media_id


def choose(user, language):
    assert user.request("PATCH", PREFERENCES, json={"language": language}).status == 200


def page_of(user, film):
    answer = user.get(f"/api/v1/movies/{film}").json
    return {name: answer[name] for name in ("title", "originalTitle", "overview", "tagline")}


def test_a_page_says_which_of_its_texts_are_translated(db, ada, bert, film, new_film):
    def languages_of(user, film):
        page = user.get(f"/api/v1/movies/{film}").json
        return [page[f"{text}Language"] for text in ("title", "overview", "tagline")]

    assert languages_of(ada, film) == ["de", "de", "de"]
    assert languages_of(ada, new_film) == ["de", None, None]
    assert languages_of(bert, film) == [None, None, None]


def test_a_card_says_which_of_its_texts_are_translated(ada, bert, film, new_film):
    def languages_of(user):
        cards = user.get("/api/v1/search?q=lampe").json["items"]
        return {card["title"]: (card["titleLanguage"], card["overviewLanguage"]) for card in cards}

    assert languages_of(ada) == {"Die blaue Lampe": ("de", "de"), "Die rote Lampe": ("de", None)}
    assert languages_of(bert) == {"The Blue Lamp": (None, None), "The Red Lamp": (None, None)}


def names_in(answer):
    """The names of all titles in an answer."""
    if isinstance(answer, list):
        return set().union(*map(names_in, answer))
    if not isinstance(answer, dict):
        return set()
    own = {answer["title"]} if "mediaType" in answer and "title" in answer else set()
    return own.union(*map(names_in, answer.values()))


def feature(db, film):
    with db.transaction() as conn:
        conn.execute(
            """
            WITH section AS (
                INSERT INTO discover_sections (slug, title, position, refreshed_at)
                VALUES ('lamps', 'Lamps', 1, now())
                RETURNING id
            )
            INSERT INTO discover_section_items (section_id, position, media_id)
            SELECT id, 1, %s FROM section
            """,
            [film],
        )
        conn.execute(
            "INSERT INTO featured_items (media_id, position, reason) VALUES (%s, 1, 'lamps')",
            [film],
        )
        conn.execute(
            """
            INSERT INTO media_releases (media_id, region, platform, kind, released_on)
            VALUES (%s, 'US', '', 'digital', '2026-03-05')
            """,
            [film],
        )


def recommend(db, film):
    """To everyone."""
    with db.transaction() as conn:
        conn.execute(
            """
            INSERT INTO recommendation_snapshots (
                user_id, made_at, media_ids, scores, parts, reasons
            )
            SELECT id, now(), ARRAY[%s], '{1}', '{0,0,0,0,1}', '{0,0}' FROM users
            """,
            [film],
        )


def do_everything(user, film, new_film):
    """All that puts a film on a list."""
    for method, path, body in (
        ("POST", "/api/v1/watched", {"mediaId": film}),
        ("POST", "/api/v1/watch-later", {"mediaId": film}),
        ("PUT", "/api/v1/favorites", {"mediaIds": [film], "isFavorite": True}),
        ("PUT", "/api/v1/tags", {"mediaIds": [film], "add": ["lamps"]}),
        ("POST", "/api/v1/wanted/add", {"mediaIds": [new_film]}),
    ):
        answer = user.request(method, path, json=body)
        assert answer.status < 300, (path, answer.json)


def test_every_page_is_in_the_language_of_each_user(db, ada, bert, film, new_film):
    feature(db, film)
    make_file(db, film)
    for user in (ada, bert):
        do_everything(user, film, new_film)
    recommend(db, new_film)
    blue = [
        "/api/v1/dashboard",
        "/api/v1/discover",
        "/api/v1/discover/items?section=lamps",
        f"/api/v1/movies/{film}",
        "/api/v1/movies/mine",
        "/api/v1/search?q=the%20blue%20lamp",
        "/api/v1/search/suggestions?q=the%20blue%20lamp",
        "/api/v1/library",
        "/api/v1/library/titles",
        "/api/v1/watch-later",
        "/api/v1/favorites",
        "/api/v1/history",
        "/api/v1/watched",
        "/api/v1/tags/titles?tag=lamps",
        "/api/v1/calendar?from=2026-03-01&days=31",
    ]
    red = ["/api/v1/recommendations", "/api/v1/wanted"]

    seen = {
        name: {page: names_in(user.get(page).json) for page in (*blue, *red)}
        for name, user in (("ada", ada), ("bert", bert), ("ada again", ada))
    }

    german = {page: {"Die blaue Lampe"} for page in blue} | {
        page: {"Die rote Lampe"} for page in red
    }
    assert without_other(seen["ada"], "Die rote Lampe", blue) == german
    assert without_other(seen["ada again"], "Die rote Lampe", blue) == german
    assert without_other(seen["bert"], "The Red Lamp", blue) == {
        page: {"The Blue Lamp"} for page in blue
    } | {page: {"The Red Lamp"} for page in red}


def without_other(seen, name, pages):
    """Without the film that some of the pages list beside the first."""
    return {page: names - {name} if page in pages else names for page, names in seen.items()}


def test_the_page_of_a_title_has_its_texts(film, ada, bert):
    assert page_of(ada, film) == {
        "title": "Die blaue Lampe",
        "originalTitle": "The Blue Lamp",
        "overview": "Eine Lampe.",
        "tagline": "Sie leuchtet.",
    }
    assert page_of(bert, film)["title"] == "The Blue Lamp"
    assert "Lampe" not in page_of(bert, film)["overview"]


def test_a_followed_show_and_what_is_like_it(db, ada, bert):
    show = make_show(db, "The Lighthouse").id
    make_translation(db, show, title="Der Leuchtturm")
    for user in (ada, bert):
        answer = user.post("/api/v1/watchlist/add", json={"kind": "show", "ids": [show]})
        assert answer.status < 300, answer.json

    names = [names_in(user.get("/api/v1/watchlist").json) for user in (ada, bert)]

    assert names == [{"Der Leuchtturm"}, {"The Lighthouse"}]


def test_a_choice_counts_at_once_and_can_be_given_back(film, bert):
    pages = ("/api/v1/search?q=the%20blue%20lamp", "/api/v1/discover/items")
    before = [names_in(bert.get(page).json) for page in pages]
    choose(bert, "de")
    chosen = [names_in(bert.get(page).json) for page in pages]
    choose(bert, "")
    after = [names_in(bert.get(page).json) for page in pages]

    assert before == after == [{"The Blue Lamp"}] * 2
    assert chosen == [{"Die blaue Lampe"}] * 2


@pytest.mark.parametrize(
    ("language", "title", "overview"),
    [
        ("pt-BR", "Lâmpada azul", "De Portugal."),
        ("pt-PT", "O candeeiro azul", "De Portugal."),
        ("pt", "O candeeiro azul", "De Portugal."),
        ("pt-AO", "O candeeiro azul", "De Portugal."),
        ("de-AT", "Die blaue Lampe", "Eine Lampe."),
        ("fil", "Asul na lampara", ""),
        ("fi", "The Blue Lamp", ""),
    ],
)
def test_the_country_counts_first_and_then_the_language(db, film, bert, language, title, overview):
    make_translation(db, film, "pt-BR", title="Lâmpada azul")
    make_translation(db, film, "pt-PT", title="O candeeiro azul", overview="De Portugal.")
    make_translation(db, film, "fil", title="Asul na lampara")

    choose(bert, language)

    shown = page_of(bert, film)
    assert (shown["title"], shown["overview"]) == (title, overview)


def test_a_logo_is_shown_with_the_title_that_its_letters_say(db, film, ada, bert):
    same = make_title(db, "Metropolis")
    make_translation(db, same, title="Metropolis", overview="Eine Stadt.")
    with db.transaction() as conn:
        conn.execute("UPDATE media_items SET logo_url = '/art/logo.svg'")

    logos = [
        user.get(f"/api/v1/movies/{media_id}").json["logoUrl"]
        for user, media_id in ((ada, film), (ada, same), (bert, film))
    ]

    assert logos == [None, "/art/logo.svg", "/art/logo.svg"]


@pytest.mark.parametrize(("code", "chosen"), [("de", "de"), ("de", "de-AT"), ("no", "nb")])
def test_a_film_in_the_language_of_the_user_has_its_original_title(db, ada, bert, code, chosen):
    film = make_title(db, "Rock Crystal", original_title="Bergkristall")
    with db.transaction() as conn:
        conn.execute("UPDATE media_items SET language = %s WHERE id = %s", [code, film])
    make_translation(db, film, overview="Zwei Kinder im Schnee.")

    choose(ada, chosen)

    assert (page_of(ada, film)["title"], page_of(bert, film)["title"]) == (
        "Bergkristall",
        "Rock Crystal",
    )


def test_what_was_set_by_hand_holds_in_every_language(api, db, film, ada):
    admin = api.as_admin()
    edited = admin.request("PATCH", f"/api/v1/title-edits/{film}", json={"title": "Blue!"})
    assert edited.status == 200, edited.json

    assert page_of(ada, film) == {
        "title": "Blue!",
        "originalTitle": None,
        "overview": "Eine Lampe.",
        "tagline": "Sie leuchtet.",
    }

    admin.request("PATCH", f"/api/v1/title-edits/{film}", json={"overview": "A lamp!"})

    assert page_of(ada, film)["overview"] == "A lamp!"


def test_a_user_without_a_language_costs_no_statement(film, ada, bert, monkeypatch):
    bert.get("/api/v1/discover/items")
    asked = []
    execute = psycopg.Cursor.execute

    def noted(cursor, statement, *args, **kwargs):
        asked.append(str(statement))
        return execute(cursor, statement, *args, **kwargs)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)

    bert.post("/api/v1/watch-later", json={"mediaId": film})
    bert.get("/api/v1/discover/items")
    of_bert = [each for each in asked if "language" in each and "user_preferences" in each]
    choose(ada, "fr")
    bert.get("/api/v1/discover/items")
    of_ada = [each for each in asked if "language IS NOT NULL" in each]

    assert (of_bert, len(of_ada)) == ([], 1)
    assert not any("media_translations" in each for each in asked)


def test_the_player_names_a_film_in_the_language_of_the_user(db, film, ada, bert, tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"film")
    item = make_item(db, path, media_id=film)

    tickets = [user.post(f"/api/v1/library/{item}/play") for user in (ada, bert)]

    assert [ticket.json["title"] for ticket in tickets] == ["Die blaue Lampe", "The Blue Lamp"]


def test_lists_find_a_title_by_its_name_in_any_language(db, film, new_film, bert):
    make_file(db, film)
    make_translation(db, film, "fr", title="La lampe bleue")  # after the file was counted
    bert.post("/api/v1/wanted/add", json={"mediaIds": [new_film]})

    found = {
        path: names_in(bert.get(path).json)
        for path in (
            "/api/v1/library?query=lampe%20bleue",
            "/api/v1/library/titles?query=lampe%20bleue",
            "/api/v1/wanted?q=rote%20lampe",
        )
    }
    with db.transaction() as conn:
        conn.execute("UPDATE media_translations SET title = 'Lanterne' WHERE language = 'fr'")

    assert found == {
        "/api/v1/library?query=lampe%20bleue": {"The Blue Lamp"},
        "/api/v1/library/titles?query=lampe%20bleue": {"The Blue Lamp"},
        "/api/v1/wanted?q=rote%20lampe": {"The Red Lamp"},
    }
    assert names_in(bert.get("/api/v1/library/titles?query=lampe%20bleue").json) == set()
    assert names_in(bert.get("/api/v1/library/titles?query=lanterne").json) == {"The Blue Lamp"}
