"""Where downloads may go, as people are told: admins the paths, everybody else names."""

from collections.abc import Sequence
from pathlib import PurePath

from chalicelib.downloads.errors import UnknownFolder


def names_of(roots: Sequence[str]) -> dict[str, str]:
    """What each root is called, no two alike."""
    named: dict[str, str] = {}
    for root in roots:
        plain = PurePath(root).name or root
        taken = set(named.values())
        numbers = range(2, len(roots) + 2)
        twins = (f"{plain} ({number})" for number in numbers)
        named[root] = plain if plain not in taken else next(t for t in twins if t not in taken)
    return named


def in_words(path: str, roots: Sequence[str]) -> str:
    """A folder in one of ours by the name of the root: `films/New`; others by their last part."""
    at = PurePath(path)
    for root, name in names_of(roots).items():
        if at.is_relative_to(root):
            return str(PurePath(name) / at.relative_to(root))
    return at.name


def by_name(name: str, roots: Sequence[str]) -> str | None:
    """The root that is called so."""
    return next((root for root, known in names_of(roots).items() if known == name), None)


def checked(text: str, roots: Sequence[str], *, knows_paths: bool, field: str) -> str:
    """
    The folder somebody means: a root by its name, or, who knows paths, a path in a root.

    Raises `UnknownFolder` for anything else.
    """
    root = by_name(text, roots)
    if root is not None:
        return root
    path = PurePath(text)
    is_plain = path.is_absolute() and ".." not in path.parts and "\x00" not in text
    is_ours = is_plain and any(_is_below(path, PurePath(each)) for each in roots)
    if not is_ours or not knows_paths:
        raise UnknownFolder("Downloads may not go to this folder.", field=field)
    return str(path)


def _is_below(path: PurePath, root: PurePath) -> bool:
    """Hidden folders are no place to go: what is put aside is there, and nothing is found."""
    if not path.is_relative_to(root):
        return False
    return not any(part.startswith(".") for part in path.relative_to(root).parts)
