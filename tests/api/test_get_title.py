"""Get and watch over the API: from a free source to a download of the title."""

import pytest

from chalicelib.platform.registry import register
from chalicelib.providers.network_guard import NetworkGuard
from tests.titles import make_file, make_free_source, make_show, make_title

ITEM = "https://archive.org/details/Metropolis"
COMMONS = "https://commons.wikimedia.org/wiki/Special:Redirect/file/Metropolis.webm"


@pytest.fixture(autouse=True)
def _no_names_are_resolved(api):
    """Every host name resolves to a public address, whatever network the tests run in."""
    register(NetworkGuard, lambda: NetworkGuard(resolver=lambda _host: ["207.241.224.2"]))


@pytest.fixture
def user(api):
    return api.as_user()


@pytest.fixture
def film(db) -> int:
    return make_title(db, "Metropolis", runtime_minutes=153)


def make_section(db, media_ids: list[int]) -> None:
    with db.transaction() as conn:
        conn.execute(
            """
            WITH s AS (
                INSERT INTO discover_sections (slug, title, position, refreshed_at)
                VALUES ('popular', 'Popular', 0, now())
                RETURNING id
            )
            INSERT INTO discover_section_items (section_id, position, media_id)
            SELECT s.id, item.position, item.id
            FROM s, unnest(%s::bigint[]) WITH ORDINALITY AS item (id, position)
            """,
            (media_ids,),
        )


def get_title(caller, media_id: int, **body: object):
    return caller.post(f"/api/v1/titles/{media_id}/get", json=body)


def test_the_page_of_a_title_lists_its_sources(user, db, film):
    make_free_source(db, film, COMMONS, kind="direct", position=1, publisher="Wikimedia Commons")
    source = make_free_source(db, film, ITEM, size_bytes=1_200_000_000)

    sources = user.get(f"/api/v1/movies/{film}").json["freeSources"]

    assert [each["publisher"] for each in sources] == ["Internet Archive", "Wikimedia Commons"]
    assert sources[0] == {
        "id": source,
        "kind": "archive_item",
        "publisher": "Internet Archive",
        "pageUrl": ITEM,
        "licence": "Public domain",
        "licenceUrl": "https://creativecommons.org/publicdomain/mark/1.0/",
        "episodeId": None,
        "episodeLabel": None,
        "sizeBytes": 1_200_000_000,
        "isSizeEstimated": False,
        "seconds": 300,
    }


def test_one_request_starts_a_download_of_the_title_from_the_best_source(user, db, film):
    make_free_source(db, film, COMMONS, kind="direct", position=1)
    make_free_source(db, film, ITEM, size_bytes=1_200_000_000)

    answer = get_title(user, film)

    assert answer.status == 201
    job, source = answer.json["job"], answer.json["source"]
    assert (job["mediaId"], job["title"], job["source"]) == (film, "Metropolis", ITEM)
    assert (source["sizeBytes"], source["seconds"]) == (1_200_000_000, 300)


def test_a_second_request_answers_with_the_open_download(user, db, film):
    make_free_source(db, film, ITEM)
    first = get_title(user, film).json["job"]

    again = get_title(user, film)

    assert (again.status, again.json["job"]["id"]) == (200, first["id"])


def test_a_cancelled_download_can_be_started_again(user, db, film):
    make_free_source(db, film, ITEM)
    first = get_title(user, film).json["job"]
    user.delete(f"/api/v1/downloads/{first['id']}")

    again = get_title(user, film)

    assert again.status == 201
    assert again.json["job"]["id"] != first["id"]


def test_another_source_can_be_chosen(user, db, film):
    make_free_source(db, film, ITEM)
    other = make_free_source(db, film, COMMONS, kind="direct", position=1)

    answer = get_title(user, film, sourceId=other)

    assert answer.json["job"]["source"] == COMMONS


def test_a_show_continues_with_the_first_missing_episode(user, db):
    show = make_show(db, "Caminandes", seasons=(3,))
    make_free_source(db, show.id, ITEM, episode=(1, 1))
    make_free_source(db, show.id, f"{ITEM}2", episode=(1, 2))
    make_file(db, show.id, show.episodes[0])

    answer = get_title(user, show.id)

    assert answer.json["source"]["episodeId"] == show.episodes[1]
    job = answer.json["job"]
    assert (job["title"], job["seasonNumber"], job["episodeNumber"]) == ("Caminandes S1 E2", 1, 2)


def test_a_title_without_a_source_says_so(user, db, film):
    make_free_source(db, film, "https://films.example/", kind="page")

    answer = get_title(user, film)

    assert (answer.status, answer.json["code"]) == (404, "no_free_source")


@pytest.mark.parametrize("kind", ["page", None])
def test_a_page_or_the_source_of_another_title_is_not_downloaded(user, db, film, kind):
    make_free_source(db, film, ITEM)
    other = make_free_source(db, film, COMMONS, kind="page") if kind else 999_999

    answer = get_title(user, film, sourceId=other)

    assert (answer.status, answer.json["code"]) == (422, "unknown_free_source")
    assert answer.json["field"] == "sourceId"


def test_an_unknown_title_is_not_found(user):
    assert get_title(user, 999_999).json["code"] == "media_not_found"


def test_discover_names_the_sources_of_the_titles_it_begins_with(user, db, film):
    make_free_source(db, film, COMMONS, kind="direct", position=1)
    source = make_free_source(db, film, ITEM, size_bytes=1_200_000_000)
    make_section(db, [make_title(db, "Nosferatu"), film])

    items = user.get("/api/v1/discover/free-sources").json["items"]

    assert [(each["mediaId"], each["source"]["id"]) for each in items] == [(film, source)]
