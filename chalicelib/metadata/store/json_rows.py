"""Rows as one JSON array, for statements that insert many; dates in ISO format."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from psycopg.types.json import Jsonb

Row = dict[str, Any]
Rows = Sequence[Row]

_dumps = partial(json.dumps, default=str, ensure_ascii=False)


def array(rows: Rows) -> Jsonb:
    return Jsonb(list(rows), dumps=_dumps)
