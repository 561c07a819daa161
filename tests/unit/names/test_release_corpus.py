"""Every name of the corpus beside this file is read as its case says."""

from pathlib import Path

import yaml

from worker.names.reader import read_release

FOLDER = Path(__file__).parent
#: Fields that are empty unless the case lists them.
EMPTY = {"year": None, "season": None, "episodes": [], "absolute": [], "date": None}
NOT_CHECKED = {"title", "seasons"}


def cases():
    for file in sorted(FOLDER.glob("*.yaml")):
        for group in yaml.safe_load(file.read_text(encoding="utf-8")):
            for name, wanted in group["names"].items():
                yield f"{file.stem}: {group['why']}: {name}", name, EMPTY | wanted


def plain(value):
    if isinstance(value, tuple):
        return list(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return dict(value) if hasattr(value, "items") else value


def test_a_name_says_what_the_corpus_says():
    for case, name, wanted in cases():
        release = read_release(name)

        assert {field: plain(getattr(release, field)) for field in wanted} == wanted, case
