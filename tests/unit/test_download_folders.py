"""Names of folders for users who do not see paths."""

import pytest

from chalicelib.download_settings.errors import UnknownFolder
from chalicelib.download_settings.service import folders

ROOTS = ("/srv/downloads", "/mnt/a/films", "/mnt/b/films", "/mnt/films (2)")


def test_roots_have_unique_names():
    names = folders.names_of(ROOTS)

    assert names["/mnt/a/films"] == "films"
    assert len(set(names.values())) == len(ROOTS)
    assert {folders.root_named(name, ROOTS) for name in names.values()} == set(ROOTS)


def test_a_folder_is_shown_from_the_name_of_its_root():
    assert folders.display_name("/srv/downloads", ROOTS) == "downloads"
    assert folders.display_name("/mnt/a/films/New/4K", ROOTS) == "films/New/4K"
    assert folders.display_name("/somewhere/else", ROOTS) == "else"


@pytest.mark.parametrize(
    "text", ["/etc", "/srv/downloads/../x", "/srv/downloads/.recycle", "nothing", "", "films/New"]
)
def test_a_folder_outside_the_roots_is_refused(text):
    with pytest.raises(UnknownFolder):
        folders.checked(text, ROOTS, accepts_paths=True, field="root")


def test_paths_are_shown_to_administrators_only():
    def root(text: str, *, accepts_paths: bool) -> str:
        return folders.checked(text, ROOTS, accepts_paths=accepts_paths, field="root")

    assert root("films", accepts_paths=False) == "/mnt/a/films"
    assert root("/mnt/a/films/New", accepts_paths=True) == "/mnt/a/films/New"
    with pytest.raises(UnknownFolder):
        root("/mnt/a/films", accepts_paths=False)
