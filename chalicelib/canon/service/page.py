"""
The open API as a page to read, made from what the endpoints declare.

No script, one style sheet in the page itself, named in its content security policy by its hash.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from chalicelib.openapi import COMPONENT

Json = dict[str, Any]

NESTED = 6  # shapes within shapes; ours are three deep

#: What the fields of the samples say. A field that is not here says something of its type.
SAMPLES: Mapping[str, Any] = {
    "title_id": 1_000_017_925,
    "movie_id": 1_000_017_925,
    "show_id": 1_000_052_520,
    "season_id": 100_005_252_000_001,
    "episode_id": 10_000_734_684,
    "display_name": "The General",
    "original_title": "The General",
    "start_year": 1926,
    "end_year": None,
    "imdb_id": "tt0017925",
    "tmdb_id": 961,
    "image_url": "https://image.tmdb.org/t/p/original/nIp4gIXogCjfB1QABNsWwa9gSca.jpg",
    "num_votes": 98_231,
    "average_rating": 8.1,
    "original_language": "en",
    "release_date": "1926-12-31",
    "tmdb_popularity": 15.2,
    "runtime_minutes": 67,
    "origin_country": "US",
    "genres": ["Action", "Adventure", "Comedy"],
    "languages": ["en"],
    "regions": ["global"],
    "created_at": "2026-01-01T12:00:00Z",
    "updated_at": "2026-01-01T12:00:00Z",
    "season_number": 1,
    "episode_number": 1,
    "air_date": "1959-10-02",
    "synopsis": "A man walks into an empty town.",
    "code": "en",
    "count": 1,
    "total": 1,
    "total_count": 2_304,
    "total_pages": 1,
    "page": 1,
    "per_page": 20,
    "engagement_count": 3,
    "name": "Top action movies",
    "slug": "top-action-movies",
    "description": "The best rated films in which something blows up.",
    "collection_id": 4,
    "id": 4,
}


def page(document: Json) -> str:
    shapes = document["components"]["schemas"]
    prefix = document["servers"][0]["url"]
    groups: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        group = path.strip("/").partition("/")[0]
        if not group:
            continue  # this page
        groups.setdefault(group, []).extend(
            _operation(path if "servers" in operation else prefix + path, method, operation, shapes)
            for method, operation in methods.items()
        )
    info = document["info"]
    return "".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="dark light">',
            f"<title>{escape(info['title'])}</title><style>{STYLE}</style></head><body>",
            f"<header><h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>",
            f"<p>{escape(info['description'])} A movie or a show is a title: its ids are the ",
            "same number. Dates are ISO 8601, languages ISO 639-1, countries ISO 3166-1. A ",
            "refusal is a problem document (RFC 9457) whose <code>code</code> is stable. ",
            f'For machines: <a href="{escape(prefix)}/openapi.json">openapi.json</a>.</p></header>',
            "<nav><ul>",
            *(f'<li><a href="#{escape(group)}">{_title(group)}</a></li>' for group in groups),
            "</ul></nav><main>",
            *(
                f'<section id="{escape(group)}"><h2>{_title(group)}</h2>{"".join(made)}</section>'
                for group, made in groups.items()
            ),
            "</main></body></html>",
        ]
    )


def policy() -> str:
    """The content security policy that lets the page's own style through, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def _operation(path: str, method: str, operation: Json, shapes: Json) -> str:
    shown_path = escape(path).replace("{", "<i>{").replace("}", "}</i>")
    parts = [
        f'<details id="{escape(operation["operationId"])}"><summary>',
        f'<b class="{escape(method)}">{escape(method.upper())}</b> <code>{shown_path}</code> ',
        f"<span>{escape(operation['summary'])}</span></summary>",
    ]
    if "description" in operation:
        parts += [f"<p>{escape(part)}</p>" for part in operation["description"].split("\n\n")]
    if "parameters" in operation:
        parts.append(_table(map(_parameter, operation["parameters"])))
    if "requestBody" in operation:
        parts += ["<h3>Body</h3>", _sample(operation["requestBody"]["content"], shapes)]
    for status, answer in operation["responses"].items():
        if "content" in answer and status.startswith("2"):
            parts += [f"<h3>{escape(status)}</h3>", _sample(answer["content"], shapes)]
        elif status == "204":
            parts.append("<h3>204</h3><p>Nothing; it is done.</p>")
    return "".join([*parts, "</details>"])


def _parameter(parameter: Json) -> tuple[str, str, str]:
    schema = parameter["schema"]
    words = {"minimum": "at least", "maximum": "at most", "default": "default", "pattern": "as"}
    limits = [f"{word} {schema[key]}" for key, word in words.items() if schema.get(key) is not None]
    if "enum" in schema:
        kind = ", ".join(map(str, schema["enum"]))
    else:
        kind = str(schema.get("type") or "one of the sorts below")
    need = "required" if parameter["required"] else "optional"
    return (
        f"<code>{escape(parameter['name'])}</code>",
        escape(kind),
        escape(", ".join([need, *limits])),
    )


def _sample(content: Json, shapes: Json) -> str:
    text = "".join(
        json.dumps(sample(each["schema"], shapes), indent=2, ensure_ascii=False)
        for kind, each in content.items()
        if kind == "application/json"
    )
    return f"<pre><code>{escape(text)}</code></pre>" if text else ""


def sample(schema: Any, shapes: Json, name: str = "", depth: int = 0) -> Any:
    """A value that the schema describes."""
    if "$ref" in schema:
        schema = shapes[schema["$ref"].removeprefix(COMPONENT.format(model=""))]
    if "properties" in schema and depth < NESTED:
        return {
            field: sample(each, shapes, field, depth + 1)
            for field, each in schema["properties"].items()
        }
    if schema.get("type") == "array" and "$ref" in schema.get("items", {}):
        return [sample(schema["items"], shapes, name, depth + 1)]
    if name in SAMPLES:
        return SAMPLES[name]
    for choice in schema.get("anyOf", ()):
        return sample(choice, shapes, name, depth + 1)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    return {"boolean": True, "integer": 1, "number": 1.0, "array": []}.get(
        str(schema.get("type")), "…"
    )


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{''.join(lines)}</table>"


def _title(group: str) -> str:
    return escape(group.capitalize())


STYLE = """
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
  margin: 0 auto; max-width: 66rem; padding: 2rem 1.25rem 5rem; display: grid;
  gap: 1rem 3rem; grid-template-columns: 9rem minmax(0, 1fr);
  background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif;
}
header { grid-column: 1 / -1; max-width: 46rem; }
h1 { font-size: 1.75rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 1.75rem 0 .6rem; }
h3 { font-size: .8rem; color: var(--soft); margin: .9rem 0 .3rem; }
section:first-child h2 { margin-top: 0; }
small, header p, summary span, td:last-child { color: var(--soft); }
a { color: var(--link); text-underline-offset: .2em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: .2rem; }
nav { position: sticky; top: 1.5rem; align-self: start; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { padding: .2rem 0; }
details {
  background: var(--raised); border: 1px solid var(--line); border-radius: .6rem;
  padding: .6rem 1rem; margin: .5rem 0;
}
summary { cursor: pointer; overflow-wrap: anywhere; }
summary b { display: inline-block; min-width: 4.2rem; font: 600 .8rem ui-monospace, monospace; }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
i { font-style: normal; color: var(--link); }
.get { color: var(--get); } .post { color: var(--post); }
.delete { color: var(--delete); } .put { color: var(--put); }
pre {
  margin: 0; padding: .75rem 1rem; overflow-x: auto; border-radius: .4rem;
  background: var(--ground); border: 1px solid var(--line);
}
table { border-collapse: collapse; width: 100%; margin: .6rem 0; }
td {
  border-top: 1px solid var(--line); padding: .35rem .75rem .35rem 0; vertical-align: top;
  overflow-wrap: anywhere;
}
td:first-child { width: 9rem; }
tr:first-child td { border-top: 0; }
@media (max-width: 48rem) {
  body { display: block; }
  nav { position: static; }
  nav li { display: inline-block; padding: .2rem 1rem .2rem 0; }
}
"""
