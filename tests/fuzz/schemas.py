"""Values of a JSON schema, values that no client should send, and what is wrong with a value."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

Schema = Mapping[str, Any]
Values = st.SearchStrategy[Any]

MAX_ITEMS = 4
#: Without limits of its own, a number may be anything that JavaScript can say exactly.
MAX_INTEGER = 2**53
#: Replaced by five thousand digits when a body is written: Python refuses to print such a number.
DIGITS = "<digits>"

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
FORMATS: dict[str, Callable[[str], object]] = {
    "uuid": UUID,
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
}

letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.text(letters, max_size=40)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
#: Where parsers, databases and file systems have their limits.
hostile = st.one_of(
    st.sampled_from(
        [
            None, True, -1, 0, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 1e308, -0.0, 1.5,
            float("nan"), float("inf"), DIGITS, "", " ", "\0", "a\0b", "\ud800", "\udfff\ud800",
            "null", "NaN", "1e999", "%00", "%", "_", "\\", "'", '"; DROP TABLE users; --', "{{1}}",
            "../../../etc/passwd", "/", "C:\\", "\r\nSet-Cookie: a=b", "\u202egpj", "é" * 5_000,
            "x" * 100_000, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+00:00", "-infinity",
            "+292278994-08-17", "2026-02-30", "00000000-0000-0000-0000-000000000000", "http://[",
            "magnet:?xt=urn:btih:", "http://127.0.0.1:1/", "file:///etc/passwd", [], {}, [[]],
            [None], {"": None}, {"$ref": "#"}, {"__proto__": {}}, ["x"] * 2_000,
        ]
    ),
    any_json,
)  # fmt: skip


@dataclass(frozen=True)
class Schemas:
    """
    The schemas of one OpenAPI document.

    `known` are ids and slugs of earlier answers, by name: with them a request reaches something
    that exists.
    """

    document: Schema
    known: Mapping[str, list[Any]] = field(default_factory=dict)
    _shared: dict[str, Values] = field(default_factory=dict)

    def resolve(self, found: Schema) -> Schema:
        """What a `$ref` leads to; anything else as it is."""
        while "$ref" in found:
            place: Any = self.document
            for name in found["$ref"].removeprefix("#/").split("/"):
                place = place[name]
            found = place
        return found

    def values(self, schema: Schema) -> Values:
        """Values that fit. Raises `ValueError` for a schema of a kind no document uses so far."""
        if "$ref" in schema:
            name = schema["$ref"]
            if name not in self._shared:
                self._shared[name] = st.deferred(lambda: self.values(self.resolve(schema)))
            return self._shared[name]
        if "const" in schema or "enum" in schema:
            return st.sampled_from(schema.get("enum") or [schema["const"]])
        if kinds := schema.get("anyOf") or schema.get("oneOf"):
            return st.one_of(*map(self.values, kinds))
        if not schema.keys() - {"title", "description", "default"}:
            return any_json
        makers: dict[str, Callable[[Schema], Values]] = {
            "string": strings,
            "integer": numbers,
            "number": numbers,
            "boolean": lambda _: st.booleans(),
            "null": lambda _: st.none(),
            "array": self._arrays,
            "object": self._objects,
        }
        if schema.get("type") not in makers or "allOf" in schema:
            raise ValueError(f"no values for {schema}")
        return makers[schema["type"]](schema)

    def named_values(self, name: str, schema: Schema) -> Values:
        """Values that fit a field or parameter; of an id or slug, also those that are known."""
        key = "id" if name.endswith(("_id", "Id")) else name
        known = [each for each in self.known.get(key, ()) if not self.violations(schema, each)]
        values = self.values(schema)
        return st.sampled_from(known) | values if known else values

    def _arrays(self, schema: Schema) -> Values:
        fewest = schema.get("minItems", 0)
        most = min(schema.get("maxItems", MAX_ITEMS), max(fewest, MAX_ITEMS))
        return st.lists(self.values(schema.get("items", {})), min_size=fewest, max_size=most)

    def _objects(self, schema: Schema) -> Values:
        if "properties" not in schema:
            extra = schema.get("additionalProperties", True)
            return st.dictionaries(
                strings(schema.get("propertyNames", {})),
                self.values(extra) if isinstance(extra, Mapping) else any_json,
                min_size=schema.get("minProperties", 0),
                max_size=min(schema.get("maxProperties", MAX_ITEMS), MAX_ITEMS),
            )
        fields = {
            name: self.named_values(name, each) for name, each in schema["properties"].items()
        }
        needed = schema.get("required", ())
        return st.fixed_dictionaries(
            {name: fields[name] for name in fields if name in needed},
            optional={name: fields[name] for name in fields if name not in needed},
        )

    def broken(self, schema: Schema) -> Values:
        """Like `values`, with one field hostile, missing or unknown; or something else entirely."""

        @st.composite
        def broken_object(draw: st.DrawFn) -> Any:
            value = draw(self.values(schema))
            if not isinstance(value, dict):
                return draw(hostile)
            name = draw(st.sampled_from([*self.resolve(schema).get("properties", {}), "unknown"]))
            if name in value and draw(st.integers(0, 4)) == 0:
                return {key: each for key, each in value.items() if key != name}
            return {**value, name: draw(hostile)}

        return st.one_of(broken_object(), broken_object(), hostile)

    def violations(self, schema: Schema, value: Any, at: str = "$") -> list[str]:
        """Where a value does not fit, by path: types, enumerations, formats, fields."""
        schema = self.resolve(schema)
        if kinds := schema.get("anyOf") or schema.get("oneOf"):
            found = [self.violations(kind, value, at) for kind in kinds]
            return [] if [] in found else min(found, key=len)
        if not has_type(schema, value):
            return [f"{at}: {type(value).__name__} is no {schema['type']}"]
        if value not in schema.get("enum", [value]) or not has_format(schema, value):
            return [f"{at}: {value!r} is no {schema.get('format') or schema['enum']}"]
        if isinstance(value, list):
            found = [
                self.violations(schema.get("items", {}), each, f"{at}[{number}]")
                for number, each in enumerate(value)
            ]
            return [line for lines in found for line in lines]
        return self._wrong_fields(schema, value, at) if isinstance(value, dict) else []

    def _wrong_fields(self, schema: Schema, value: dict[str, Any], at: str) -> list[str]:
        fields = schema.get("properties", {})
        extra = schema.get("additionalProperties", True)
        found = [f"{at}: no {name}" for name in schema.get("required", ()) if name not in value]
        for name, each in value.items():
            if name in fields:
                found += self.violations(fields[name], each, f"{at}.{name}")
            elif isinstance(extra, Mapping):
                found += self.violations(extra, each, f"{at}.{name}")
            elif not extra:
                found.append(f"{at}: unknown {name}")
        return found


def has_type(schema: Schema, value: Any) -> bool:
    """Python counts booleans among the integers; JSON does not."""
    kind = schema.get("type")
    if isinstance(value, bool):
        return kind in ("boolean", None)
    return kind is None or isinstance(value, TYPES[kind])


def has_format(schema: Schema, value: Any) -> bool:
    parse = FORMATS.get(schema.get("format", ""))
    if parse is None or not isinstance(value, str):
        return True
    try:
        parse(value)
    except ValueError:
        return False
    return True


def strings(schema: Schema) -> Values:
    """Texts of a format, a pattern, or both limits of length."""
    fewest, most = schema.get("minLength", 0), schema.get("maxLength")
    match schema.get("format"):
        case "uuid":
            return st.uuids().map(str)
        case "date":
            return st.dates().map(str)
        case "date-time":
            return st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
    if "pattern" not in schema:
        return st.text(letters, min_size=fewest, max_size=most)
    # Python's `$` also matches before a last line break; in JSON schemas it does not.
    pattern = re.compile(schema["pattern"].removesuffix("$") + r"\Z", re.ASCII)
    found = st.from_regex(pattern, alphabet=letters)
    return found.filter(lambda text: fewest <= len(text) and (most is None or len(text) <= most))


def numbers(schema: Schema) -> Values:
    """Integers or finite numbers between the limits, either of which may be exclusive."""
    least = schema.get("minimum", schema.get("exclusiveMinimum", -MAX_INTEGER))
    most = schema.get("maximum", schema.get("exclusiveMaximum", MAX_INTEGER))
    if schema["type"] == "integer":
        return st.integers(
            least + ("exclusiveMinimum" in schema), most - ("exclusiveMaximum" in schema)
        )
    return st.floats(
        least,
        most,
        exclude_min="exclusiveMinimum" in schema,
        exclude_max="exclusiveMaximum" in schema,
    )
