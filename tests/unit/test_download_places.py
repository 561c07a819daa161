"""What folders are called for people who know no paths."""

import pytest

from chalicelib.downloads.errors import UnknownFolder
from chalicelib.downloads.service import places

ROOTS = ("/srv/downloads", "/mnt/a/films", "/mnt/b/films", "/mnt/films (2)")


def test_no_two_roots_are_called_alike():
    names = places.names_of(ROOTS)

    assert names["/mnt/a/films"] == "films"
    assert len(set(names.values())) == len(ROOTS)
    assert {places.by_name(name, ROOTS) for name in names.values()} == set(ROOTS)


def test_a_folder_is_told_from_its_roots_name_on():
    assert places.in_words("/srv/downloads", ROOTS) == "downloads"
    assert places.in_words("/mnt/a/films/New/4K", ROOTS) == "films/New/4K"
    assert places.in_words("/somewhere/else", ROOTS) == "else"


@pytest.mark.parametrize(
    "text", ["/etc", "/srv/downloads/../x", "/srv/downloads/.recycle", "nothing", "", "films/New"]
)
def test_what_is_no_folder_of_ours_is_refused(text):
    with pytest.raises(UnknownFolder):
        places.checked(text, ROOTS, knows_paths=True, field="root")


def test_paths_are_for_who_knows_them():
    def root(text: str, *, knows_paths: bool) -> str:
        return places.checked(text, ROOTS, knows_paths=knows_paths, field="root")

    assert root("films", knows_paths=False) == "/mnt/a/films"
    assert root("/mnt/a/films/New", knows_paths=True) == "/mnt/a/films/New"
    with pytest.raises(UnknownFolder):
        root("/mnt/a/films", knows_paths=False)
