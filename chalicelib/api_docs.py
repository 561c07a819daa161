"""
Renders an OpenAPI document as an HTML page.

The page has no script and no inline style attributes, so it works under a strict content security
policy. Its style sheet is linked, or embedded and allowed by its hash.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from chalicelib.openapi import COMPONENT

Json = dict[str, Any]

SCHEMA_PREFIX = COMPONENT.format(model="")
PROBLEM_STATUSES = ("default", "401", "403", "404", "422")
MAX_DEPTH = 6  # of nested schemas in an example

#: Validation keywords and their text on the page.
LIMITS = {
    "minimum": "at least",
    "exclusiveMinimum": "more than",
    "maximum": "at most",
    "exclusiveMaximum": "less than",
    "minLength": "length at least",
    "maxLength": "length at most",
    "minItems": "items at least",
    "maxItems": "items at most",
    "pattern": "matches",
    "default": "default",
}


def by_tag(_path: str, operation: Json) -> str:
    return str(operation["tags"][0])


def by_first_segment(path: str, _operation: Json) -> str:
    first = path.strip("/").partition("/")[0]
    return "description" if not first or "." in first else first


@dataclass(frozen=True, slots=True)
class ApiPage:
    """
    Options of the page. Without a `stylesheet` URL the style sheet is embedded.

    With `examples`, values by field name, bodies and responses have an example each. `problems`
    are the codes of refusals: code, status and meaning.
    """

    document: Json
    introduction: str = ""
    problems: tuple[tuple[str, str, str], ...] = ()
    stylesheet: str | None = None
    group_of: Callable[[str, Json], str] = by_tag
    examples: Mapping[str, Any] | None = None

    def render(self) -> str:
        info = self.document["info"]
        prefix = self.document["servers"][0]["url"]
        if self.stylesheet is None:
            style = f"<style>{STYLESHEET}</style>"
        else:
            style = f'<link rel="stylesheet" href="{escape(self.stylesheet)}">'
        groups: dict[str, list[str]] = {}
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                full_path = path if "servers" in operation else prefix + path
                groups.setdefault(self.group_of(path, operation), []).append(
                    self._operation(full_path, method, operation)
                )
        components = self.document["components"]
        return "".join(
            [
                '<!doctype html><html lang="en"><head><meta charset="utf-8">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                '<meta name="color-scheme" content="dark light">',
                f"<title>{escape(info['title'])} API</title>{style}</head><body>",
                f"<header><h1>{escape(info['title'])} API ",
                f"<small>{escape(info['version'])}</small></h1>",
                f"<p>{escape(info['description'])} {escape(self.introduction)} For machines: ",
                f'<a href="{escape(prefix)}/openapi.json">openapi.json</a>.</p></header>',
                "<nav><h2>Contents</h2><ul>",
                *(
                    f'<li><a href="#group-{escape(group)}">{_title(group)}</a></li>'
                    for group in groups
                ),
                '<li><a href="#authentication">Authentication</a></li>',
                '<li><a href="#problems">Problems</a></li>' if self.problems else "",
                '<li><a href="#schemas">Schemas</a></li></ul></nav><main>',
                *(
                    f'<section id="group-{escape(group)}"><h2>{_title(group)}</h2>'
                    f"{''.join(operations)}</section>"
                    for group, operations in groups.items()
                ),
                _authentication(components["securitySchemes"]),
                _problems(self.problems) if self.problems else "",
                '<section id="schemas"><h2>Schemas</h2>',
                *(_schema(name, schema) for name, schema in components["schemas"].items()),
                "</section></main></body></html>",
            ]
        )

    def _operation(self, path: str, method: str, operation: Json) -> str:
        parts = [
            f'<details id="{escape(operation["operationId"])}"><summary>',
            f'<span class="method {escape(method)}">{escape(method.upper())}</span> ',
            f"<code>{escape(path)}</code> <span>{escape(operation['summary'])}</span></summary>",
            *_paragraphs(operation),
            f'<p class="access">{_access(operation["security"])}</p>',
        ]
        if "parameters" in operation:
            parts += ["<h3>Parameters</h3>", _table(map(self._parameter, operation["parameters"]))]
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]
            parts += ["<h3>Body</h3><p>", _content(content), "</p>", self._example(content)]
        parts += ["<h3>Responses</h3>", _table(_responses(operation["responses"]))]
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                parts.append(self._example(response.get("content", {})))
        return "".join([*parts, "</details>"])

    def _parameter(self, parameter: Json) -> tuple[str, str, str]:
        presence = "required" if parameter["required"] else "optional"
        place = f"{escape(parameter['in'])}, {presence}"
        schema = parameter["schema"]
        name = str(schema.get("$ref", "")).removeprefix(SCHEMA_PREFIX)
        named = self.document["components"]["schemas"].get(name, {})
        if "enum" in named:  # the values where they are needed, not behind a link
            schema = named | {key: value for key, value in schema.items() if key != "$ref"}
        return f"<code>{escape(parameter['name'])}</code>", _type(schema), place

    def _example(self, content: Json) -> str:
        if self.examples is None or "application/json" not in content:
            return ""
        schemas = self.document["components"]["schemas"]
        value = example(content["application/json"]["schema"], schemas, self.examples)
        text = json.dumps(value, indent=2, ensure_ascii=False)
        return f"<pre><code>{escape(text)}</code></pre>"


def policy(style_source: str | None = None) -> str:
    """The content security policy of a page; the embedded style sheet is allowed by its hash."""
    if style_source is None:
        digest = base64.b64encode(hashlib.sha256(STYLESHEET.encode()).digest()).decode()
        style_source = f"'sha256-{digest}'"
    return (
        f"default-src 'none'; style-src {style_source}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def example(
    schema: Any, schemas: Json, values: Mapping[str, Any], name: str = "", depth: int = 0
) -> Any:
    """A value that is valid for the schema, with the `values` of known fields."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix(SCHEMA_PREFIX)]
    if "properties" in schema and depth < MAX_DEPTH:
        fields = schema["properties"]
        if {"movie_id", "show_id"} <= fields.keys():  # a title is one of them
            fields = {name: each for name, each in fields.items() if name != "show_id"}
        elif "show_id" in fields and "show_id" in values:
            values = {**values, "title_id": values["show_id"], "type": "show"}
        return {
            field: example(each, schemas, values, field, depth + 1)
            for field, each in fields.items()
        }
    if schema.get("type") == "array" and "$ref" in schema.get("items", {}):
        return [example(schema["items"], schemas, values, name, depth + 1)]
    if name in values:
        return values[name]
    for choice in schema.get("anyOf", ()):
        return example(choice, schemas, values, name, depth + 1)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    return {"boolean": True, "integer": 1, "number": 1.0, "array": []}.get(
        str(schema.get("type")), "…"
    )


def _access(security: list[Json]) -> str:
    if not security:
        return "Public."
    return "Needs " + " and ".join(f"<code>{escape(name)}</code>" for name in security[0]) + "."


def _paragraphs(described: Json) -> list[str]:
    text = described.get("description", "")
    return [f"<p>{escape(part)}</p>" for part in text.split("\n\n") if part]


def _responses(responses: Json) -> Iterable[tuple[str, str]]:
    for status, response in responses.items():
        if status in PROBLEM_STATUSES:
            problem = '<a href="#schema-Problem">Problem</a>'
            yield ("any other" if status == "default" else status), problem
        elif "content" in response:
            yield status, _content(response["content"])
        else:
            yield status, "no content"


def _content(content: Json) -> str:
    return ", ".join(
        f"<code>{escape(media_type)}</code> {_type(each['schema'])}"
        for media_type, each in content.items()
    )


def _schema(name: str, schema: Json) -> str:
    parts = [
        f'<article id="schema-{escape(name)}"><h3>{escape(name)}</h3>',
        *_paragraphs(schema),
    ]
    if "properties" in schema:
        required = schema.get("required", [])
        parts.append(
            _table(
                (
                    f"<code>{escape(field)}</code>",
                    _type(each),
                    "" if field in required else "optional",
                )
                for field, each in schema["properties"].items()
            )
        )
    else:
        parts.append(f"<p>{_type(schema)}</p>")
    return "".join([*parts, "</article>"])


def _type(schema: Any) -> str:
    """A short description of a schema, with links to the referenced schemas."""
    if not isinstance(schema, dict) or not schema:
        return "anything"
    if "$ref" in schema:
        name = escape(str(schema["$ref"]).removeprefix(SCHEMA_PREFIX))
        return f'<a href="#schema-{name}">{name}</a>{_limits(schema)}'
    if "enum" in schema or "const" in schema:
        values = schema.get("enum") or [schema.get("const")]
        listed = " or ".join(f"<code>{escape(str(value))}</code>" for value in values)
        return f"{listed}{_limits(schema)}"
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(_type(each) for each in schema.get("anyOf") or schema["oneOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items'))}{_limits(schema)}"
    text = str(schema.get("format") or schema.get("type") or "anything")
    return f"{escape(text)}{_limits(schema)}"


def _limits(schema: Json) -> str:
    limits = [
        f"{wording} {schema[keyword]}"
        for keyword, wording in LIMITS.items()
        if schema.get(keyword) is not None
    ]
    return f" <small>{escape(', '.join(limits))}</small>" if limits else ""


def _authentication(schemes: Json) -> str:
    rows = (
        (f"<code>{escape(name)}</code>", escape(scheme["description"]).replace("`", ""))
        for name, scheme in schemes.items()
    )
    return f'<section id="authentication"><h2>Authentication</h2>{_table(rows)}</section>'


def _problems(problems: Iterable[tuple[str, str, str]]) -> str:
    rows = (
        (f"<code>{escape(code)}</code>", escape(status), escape(meaning))
        for code, status, meaning in problems
    )
    sample = {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "Input should be less than or equal to 100",
        "code": "invalid_input",
        "field": "per_page",
    }
    text = escape(json.dumps(sample, indent=2))
    return (
        '<section id="problems"><h2>Problems</h2><p>Every refusal is such a document '
        "(RFC 9457, <code>application/problem+json</code>):</p>"
        f"<pre><code>{text}</code></pre>{_table(rows)}</section>"
    )


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="table"><table>{"".join(lines)}</table></div>'


def _title(group: str) -> str:
    return escape(group.capitalize())


STYLESHEET = """
:root {
  color-scheme: dark light;
  --background: #0f1115; --surface: #171a21; --line: #2a2f3a; --text: #e7e9ee; --muted: #9aa3b2;
  --link: #8ab4ff; --get: #6ee7a8; --post: #8ab4ff; --delete: #ff9b9b; --put: #ffd27d;
}
@media (prefers-color-scheme: light) {
  :root {
    --background: #fbfbfd; --surface: #fff; --line: #dfe3ea; --text: #171a21; --muted: #59616f;
    --link: #1d4ed8; --get: #0a7a45; --post: #1d4ed8; --delete: #b42318; --put: #8a5a00;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; display: grid; gap: 1rem 3rem;
  grid-template-columns: 11rem minmax(0, 1fr); background: var(--background); color: var(--text);
  font: 16px/1.55 system-ui, sans-serif;
}
header { grid-column: 1 / -1; }
h1 { font-size: 1.75rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .75rem; }
h3 { font-size: .95rem; margin: 1rem 0 .35rem; }
small, .access, header p { color: var(--muted); }
a { color: var(--link); text-underline-offset: .2em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
nav { position: sticky; top: 1rem; align-self: start; max-height: 95vh; overflow: auto; }
nav h2 { font-size: .8rem; color: var(--muted); text-transform: uppercase; letter-spacing: .06em; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { padding: .15rem 0; }
main > section:first-child > h2 { margin-top: 1rem; }
details, article {
  background: var(--surface); border: 1px solid var(--line); border-radius: .6rem;
  padding: .65rem 1rem; margin: .5rem 0;
}
article h3 { margin-top: 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary span:last-child { color: var(--muted); }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.2rem; font: 600 .8rem ui-monospace, monospace; }
.get { color: var(--get); } .post { color: var(--post); } .delete { color: var(--delete); }
.put { color: var(--put); }
.table { overflow-x: auto; }
pre {
  margin: .5rem 0 0; padding: .75rem 1rem; overflow-x: auto; border-radius: .4rem;
  background: var(--background); border: 1px solid var(--line);
}
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid var(--line); padding: .35rem .75rem .35rem 0; vertical-align: top; }
td:first-child { width: 11rem; }
tr:first-child td { border-top: 0; }
@media (max-width: 48rem) {
  body { display: block; }
  nav { position: static; }
}
"""
