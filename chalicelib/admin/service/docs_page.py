"""
The API as a page to read: plain HTML made from the OpenAPI document.

No script and no inline style, so that it works under the strictest content security policy.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

Json = dict[str, Any]

SCHEMA_PREFIX = "#/components/schemas/"
PROBLEM_STATUSES = ("default", "401", "403", "404", "422")


def page(document: Json, *, stylesheet: str) -> str:
    info = document["info"]
    by_tag: dict[str, list[str]] = {tag["name"]: [] for tag in document["tags"]}
    prefix = document["servers"][0]["url"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            by_tag[operation["tags"][0]].append(_operation(prefix + path, method, operation))
    schemas = document["components"]["schemas"]
    return "".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="dark light">',
            f"<title>{escape(info['title'])} API</title>",
            f'<link rel="stylesheet" href="{escape(stylesheet)}"></head><body>',
            f"<header><h1>{escape(info['title'])} API ",
            f"<small>{escape(info['version'])}</small></h1>",
            f"<p>{escape(info['description'])} The same as a machine reads it: ",
            '<a href="/api/v1/openapi.json">openapi.json</a>.</p></header>',
            "<nav><h2>Contents</h2><ul>",
            *(f'<li><a href="#tag-{escape(tag)}">{_title(tag)}</a></li>' for tag in by_tag),
            '<li><a href="#signing-in">Signing in</a></li><li><a href="#shapes">Shapes</a></li>',
            "</ul></nav><main>",
            *(
                f'<section id="tag-{escape(tag)}"><h2>{_title(tag)}</h2>'
                f"{''.join(operations)}</section>"
                for tag, operations in by_tag.items()
            ),
            _signing_in(document["components"]["securitySchemes"]),
            '<section id="shapes"><h2>Shapes</h2>',
            *(_schema(name, schema) for name, schema in schemas.items()),
            "</section></main></body></html>",
        ]
    )


def _operation(path: str, method: str, operation: Json) -> str:
    parts = [
        f'<details id="{escape(operation["operationId"])}"><summary>',
        f'<span class="method {escape(method)}">{escape(method.upper())}</span> ',
        f"<code>{escape(path)}</code> <span>{escape(operation['summary'])}</span></summary>",
    ]
    if "description" in operation:
        parts += [f"<p>{escape(part)}</p>" for part in operation["description"].split("\n\n")]
    parts.append(f'<p class="who">{_who(operation["security"])}</p>')
    if "parameters" in operation:
        parts += ["<h3>Parameters</h3>", _table(map(_parameter, operation["parameters"]))]
    if "requestBody" in operation:
        parts += ["<h3>Body</h3><p>", _content(operation["requestBody"]), "</p>"]
    parts += ["<h3>Answers</h3>", _table(_answers(operation["responses"])), "</details>"]
    return "".join(parts)


def _who(security: list[Json]) -> str:
    if not security:
        return "For everyone."
    return "Needs " + " and ".join(f"<code>{escape(name)}</code>" for name in security[0]) + "."


def _parameter(parameter: Json) -> tuple[str, str, str]:
    need = "required" if parameter["required"] else "optional"
    where = f"{escape(parameter['in'])}, {need}"
    return f"<code>{escape(parameter['name'])}</code>", _kind(parameter["schema"]), where


def _answers(responses: Json) -> Iterable[tuple[str, str]]:
    for status, response in responses.items():
        if status in PROBLEM_STATUSES:
            shown = '<a href="#shape-Problem">Problem</a>'
            yield ("any other" if status == "default" else status), shown
        elif "content" in response:
            yield status, _content(response)
        else:
            yield status, "nothing"


def _content(holder: Json) -> str:
    return ", ".join(
        f"<code>{escape(kind)}</code> {_kind(content['schema'])}"
        for kind, content in holder["content"].items()
    )


def _schema(name: str, schema: Json) -> str:
    parts = [f'<article id="shape-{escape(name)}"><h3>{escape(name)}</h3>']
    if "description" in schema:
        parts += [f"<p>{escape(part)}</p>" for part in schema["description"].split("\n\n")]
    if "properties" in schema:
        required = schema.get("required", [])
        parts.append(
            _table(
                (
                    f"<code>{escape(field)}</code>",
                    _kind(kind),
                    "" if field in required else "optional",
                )
                for field, kind in schema["properties"].items()
            )
        )
    else:
        parts.append(f"<p>{_kind(schema)}</p>")
    return "".join([*parts, "</article>"])


def _kind(schema: Any) -> str:
    """A schema in a few words, with links to the shapes it mentions."""
    if not isinstance(schema, dict) or not schema:
        return "anything"
    if "$ref" in schema:
        name = escape(str(schema["$ref"]).removeprefix(SCHEMA_PREFIX))
        return f'<a href="#shape-{name}">{name}</a>{_limits(schema)}'
    if "enum" in schema or "const" in schema:
        values = schema.get("enum") or [schema.get("const")]
        return " or ".join(f"<code>{escape(str(value))}</code>" for value in values)
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(_kind(kind) for kind in schema.get("anyOf") or schema["oneOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items'))}{_limits(schema)}"
    text = str(schema.get("format") or schema.get("type") or "anything")
    return f"{escape(text)}{_limits(schema)}"


def _limits(schema: Json) -> str:
    """Bounds and defaults, as far as there are any."""
    words = {
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
    said = [f"{word} {schema[key]}" for key, word in words.items() if schema.get(key) is not None]
    return f" <small>{escape(', '.join(said))}</small>" if said else ""


def _signing_in(schemes: Json) -> str:
    rows = (
        (f"<code>{escape(name)}</code>", escape(scheme["description"]).replace("`", ""))
        for name, scheme in schemes.items()
    )
    return f'<section id="signing-in"><h2>Signing in</h2>{_table(rows)}</section>'


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="table"><table>{"".join(lines)}</table></div>'


def _title(tag: str) -> str:
    return escape(tag.capitalize())


STYLESHEET = """
:root {
  color-scheme: dark light;
  --ground: #0f1115; --raised: #171a21; --line: #2a2f3a; --text: #e7e9ee; --soft: #9aa3b2;
  --link: #8ab4ff; --get: #6ee7a8; --post: #8ab4ff; --delete: #ff9b9b; --put: #ffd27d;
}
@media (prefers-color-scheme: light) {
  :root {
    --ground: #fbfbfd; --raised: #fff; --line: #dfe3ea; --text: #171a21; --soft: #59616f;
    --link: #1d4ed8; --get: #0a7a45; --post: #1d4ed8; --delete: #b42318; --put: #8a5a00;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 72rem; padding: 2rem 1.25rem 4rem; display: grid; gap: 1rem 3rem;
  grid-template-columns: 11rem minmax(0, 1fr); background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, sans-serif;
}
header { grid-column: 1 / -1; }
h1 { font-size: 1.75rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .75rem; }
h3 { font-size: .95rem; margin: 1rem 0 .35rem; }
small, .who, header p { color: var(--soft); }
a { color: var(--link); text-underline-offset: .2em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
nav { position: sticky; top: 1rem; align-self: start; max-height: 95vh; overflow: auto; }
nav h2 { font-size: .8rem; color: var(--soft); text-transform: uppercase; letter-spacing: .06em; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { padding: .15rem 0; }
main > section:first-child > h2 { margin-top: 1rem; }
details, article {
  background: var(--raised); border: 1px solid var(--line); border-radius: .6rem;
  padding: .65rem 1rem; margin: .5rem 0;
}
article h3 { margin-top: 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary span:last-child { color: var(--soft); }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.2rem; font: 600 .8rem ui-monospace, monospace; }
.get { color: var(--get); } .post { color: var(--post); } .delete { color: var(--delete); }
.put { color: var(--put); }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid var(--line); padding: .35rem .75rem .35rem 0; vertical-align: top; }
td:first-child { width: 11rem; }
tr:first-child td { border-top: 0; }
@media (max-width: 48rem) {
  body { display: block; }
  nav { position: static; }
}
"""
