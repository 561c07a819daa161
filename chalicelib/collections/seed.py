"""
Load the collections: `python -m chalicelib.collections.seed`, or `load(connection)`.

Each file in definitions/ is one collection, named after its slug. The database stores the hash of
the loaded files, so a start with the same files is one query. YAML is parsed only when a file
changed, and never by the functions.
"""

import hashlib
import os
import sys
from collections.abc import Mapping
from importlib import resources
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from chalicelib.catalog.models import LanguageCode, Slug
from chalicelib.collections import store
from chalicelib.collections.models import MAX_TITLES, FilterParams, Strategy
from chalicelib.engagement.models import FROM_COLLECTION, MAX_SOURCE
from chalicelib.platform.cache import CATALOGUE, Cache
from chalicelib.platform.clock import utc_now
from chalicelib.platform.db import Connection, Database

#: Increase it when the same files should produce other rows than before.
LOADER_VERSION = "1"

ImdbId = Annotated[str, Field(pattern=r"^tt[0-9]{7,10}$")]
Region = Annotated[str, Field(pattern=r"^(global|[A-Z]{2})$")]


class InvalidDefinition(Exception):
    """A file is not a valid definition; the message names the file and the field."""


class Definition(BaseModel):
    """A file in definitions/."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    slug: Annotated[Slug, Field(max_length=MAX_SOURCE - len(FROM_COLLECTION))]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    description: Annotated[str, Field(min_length=1, max_length=500)]
    strategy: Strategy
    pinned: bool = False
    languages: list[LanguageCode] = []
    regions: list[Region] = ["global"]
    filter: FilterParams | None = None
    titles: Annotated[list[ImdbId], Field(max_length=MAX_TITLES)] = []

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if self.strategy == Strategy.SMART:
            raise ValueError("strategy smart is of people's collections")
        is_filter = self.strategy == Strategy.FILTER
        if is_filter and (self.filter is None or self.titles):
            raise ValueError("strategy filter needs a filter and no titles")
        if not is_filter and (self.filter is not None or not self.titles):
            raise ValueError(f"strategy {self.strategy} needs titles and no filter")
        twice = sorted({title for title in self.titles if self.titles.count(title) > 1})
        if twice:
            raise ValueError(f"titles has {', '.join(twice)} more than once")
        return self

    def row(self) -> dict[str, Any]:
        if self.filter is None:
            params: dict[str, Any] = {"titles": self.titles}
        else:
            params = self.filter.model_dump(mode="json", exclude_none=True)
        fields = self.model_dump(mode="json", exclude={"filter", "titles"})
        return {**fields, "filter_params": params}


def load(conn: Connection) -> bool:
    """
    Load the files if they changed; False when they were loaded already.

    The caller invalidates cached lists afterwards, as `main` does. Raises `InvalidDefinition`, and
    then nothing has changed.
    """
    files = read_files()
    if is_loaded(store.states(conn), files):
        return False
    definitions = parse(files)
    with conn.transaction():
        store.lock(conn)
        states = store.states(conn)
        if is_loaded(states, files):
            return False
        now = utc_now()
        slugs = [each.slug for each in definitions]
        _, _, known = states.get("collections", "").partition(" ")
        store.save(conn, rows=[each.row() for each in definitions], known=known.split(), now=now)
        store.retire(conn, keep=slugs, now=now)
        store.resolve(conn)
        store.remember_state(conn, value=" ".join([fingerprint(states, files), *slugs]), now=now)
    return True


def is_loaded(states: Mapping[str, str], files: Mapping[str, bytes]) -> bool:
    loaded, _, _ = states.get("collections", "").partition(" ")
    return loaded == fingerprint(states, files)


def fingerprint(states: Mapping[str, str], files: Mapping[str, bytes]) -> str:
    """The hash of all files, the loader's version, and the catalogue that lists refer to."""
    versions = (LOADER_VERSION, states.get("seed"), states.get("imdb_files_hash"))
    digest = hashlib.sha256(repr(versions).encode())
    for name in sorted(files):
        digest.update(f" {name} ".encode() + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def read_files() -> dict[str, bytes]:
    folder = resources.files("chalicelib.collections") / "definitions"
    return {
        entry.name: entry.read_bytes()
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml")
    }


def parse(files: Mapping[str, bytes]) -> list[Definition]:
    """Raises `InvalidDefinition`."""
    return [definition(name, text) for name, text in sorted(files.items())]


def definition(name: str, text: bytes) -> Definition:
    """Parse one file. Raises `InvalidDefinition`."""
    import yaml  # noqa: PLC0415  # only when a file has changed

    try:
        found = Definition.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise InvalidDefinition(f"{name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidDefinition(f"{name}: {where + ': ' if where else ''}{first['msg']}") from error
    if name != f"{found.slug}.yaml":
        raise InvalidDefinition(f"{name}: slug: the file of {found.slug} is {found.slug}.yaml")
    return found


def main() -> None:
    database = Database(os.environ["DATABASE_URL"], max_connections=1)
    with database.read() as conn:
        is_new = load(conn)
    database.close()
    if is_new:
        Cache(os.environ.get("CACHE_URL") or None).invalidate(CATALOGUE)
    sys.stdout.write("collections loaded\n" if is_new else "collections are up to date\n")


if __name__ == "__main__":
    main()
