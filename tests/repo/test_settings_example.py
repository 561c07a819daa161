"""`.env.example` is the list of all settings, with their real defaults."""

import re
from pathlib import Path

from chalicelib.platform.settings import Settings

LINES = (Path(__file__).parents[2] / ".env.example").read_text().splitlines()
SETTING = re.compile(r"#?([A-Z][A-Z0-9_]*)=(.*)")
SHOWN = dict(found.groups() for line in LINES if (found := SETTING.fullmatch(line)))
NEEDED = {"DATABASE_URL": "postgresql://localhost/seen", "SEEN_SECRET": "x" * 32}


def test_every_setting_is_shown_once_and_nothing_else():
    names = [found[1] for line in LINES if (found := SETTING.fullmatch(line))]

    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)


def test_a_setting_is_explained_and_commented_out():
    for name in SHOWN:
        place = next(n for n, line in enumerate(LINES) if line.startswith(f"#{name}="))
        paragraph = []
        while place > 0 and LINES[place - 1]:
            place -= 1
            paragraph.append(LINES[place])

        assert any(re.match(r"# [A-Z]", line) for line in paragraph), name


def defaults() -> dict[str, object]:
    """Of every setting that is not needed."""
    settings = Settings.from_env(NEEDED)
    return {name: getattr(settings, name.lower()) for name in set(SHOWN) - set(NEEDED)}


def test_the_value_shown_is_the_default():
    for name, default in defaults().items():
        shown = Settings.from_env(NEEDED | {name: SHOWN[name]})

        assert getattr(shown, name.lower()) == default, name


def test_a_setting_shown_without_a_value_has_no_default():
    for name, default in defaults().items():
        assert (SHOWN[name] == "") == (default in (None, ())), name
