"""Administrators decide whether subtitles of new files are looked for; the environment wins."""

PATH = "/api/v1/admin/subtitle-search"


def test_an_administrator_switches_the_search_on_and_off(api):
    admin = api.as_admin()

    before = admin.get(PATH).json
    switched_on = admin.put(PATH, json={"isOn": True}).json
    switched_off = admin.put(PATH, json={"isOn": False}).json

    assert before == {"isOn": False, "source": "default", "hasKey": False}
    assert switched_on == {"isOn": True, "source": "stored", "hasKey": False}
    assert switched_off == admin.get(PATH).json == {**switched_on, "isOn": False}


def test_the_environment_wins_over_what_was_chosen(api):
    admin = api.as_admin()
    admin.put(PATH, json={"isOn": True})
    api.configure(seen_find_subtitles="off", opensubtitles_api_key="a key")

    refused = admin.put(PATH, json={"isOn": True})

    assert (refused.status, refused.json["code"]) == (409, "search_set_by_environment")
    assert admin.get(PATH).json == {"isOn": False, "source": "environment", "hasKey": True}
