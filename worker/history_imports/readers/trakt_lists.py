"""
Trakt's lists: `lists-lists.json` has their names, and a file each has their titles.

What is owned elsewhere comes as a list too.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.history_imports.models.import_entries import ImportedList
from worker.history_imports.note_entries import named_list
from worker.history_imports.source_files import SourceFile, of_json

OWNED = ImportedList("Trakt collection", "What you own, as Trakt had it.")
OF_LIST = re.compile(r"^(?:lists?-)+(?P<id>\d+)?-?(?P<slug>.*?)\.json$")


def names(files: Sequence[SourceFile]) -> dict[str, ImportedList]:
    """The lists by their numbers and slugs."""
    found: dict[str, ImportedList] = {}
    for _, content in of_json(files):
        for each in content if isinstance(content, list) else ():
            ids = each.get("ids") if isinstance(each, dict) else None
            if isinstance(ids, dict) and isinstance(each.get("name"), str):
                of_list = named_list(each["name"], each.get("description"))
                found |= {str(ids[key]): of_list for key in ("trakt", "slug") if ids.get(key)}
    return found


def of_file(file: SourceFile, known: Mapping[str, ImportedList]) -> ImportedList:
    """The list whose titles a file has; named like the file when its name is not known."""
    match = OF_LIST.match(file.base_name)
    number, slug = (match["id"] or "", match["slug"]) if match else ("", "")
    stem = slug or file.base_name.removesuffix(".json")
    return known.get(number) or known.get(slug) or named_list(stem.replace("-", " ").capitalize())


def in_order(items: Sequence[Any]) -> list[tuple[int, Any]]:
    """The items of a file by their rank, if they have one, each with its place in the file."""

    def rank(numbered: tuple[int, Any]) -> float:
        item = numbered[1]
        found = item.get("rank") if isinstance(item, dict) else None
        return found if isinstance(found, int | float) else 0

    return sorted(enumerate(items, start=1), key=rank)
