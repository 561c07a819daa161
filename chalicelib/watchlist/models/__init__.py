"""The watchlist and the wanted list. Pure."""

from typing import Annotated

from pydantic import Field

MAX_IDS = 100

#: Up to `MAX_IDS` ids in a query, with commas between them.
IdList = Annotated[str, Field(pattern=r"^[1-9]\d{0,17}(,[1-9]\d{0,17}){0,99}$")]


def parse_ids(ids: str) -> list[int]:
    """The ids of an `IdList`, each once."""
    return list(dict.fromkeys(int(each) for each in ids.split(",")))
