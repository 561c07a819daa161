"""
Texts about titles: reviews, notes and tags, of which a title has one review, one note and each tag
once, however many a service has. Of several texts the newest comes first; none is lost.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.history_imports.models.import_entries import (
    EntryKind,
    ImportedList,
    ImportEntry,
    LeftOut,
    ListedTitle,
    ReadRow,
)
from chalicelib.notes.models import MAX_NOTE, MAX_REVIEW, MAX_TAG
from worker.history_imports import field_parsing
from worker.history_imports.field_parsing import NEVER, When

MAX_LENGTHS = {EntryKind.REVIEW: MAX_REVIEW, EntryKind.NOTE: MAX_NOTE}
MAX_LIST_NAME = 80
MAX_LIST_DESCRIPTION = 500
LINE_BREAK = re.compile(r"<\s*(?:br|/p)\s*/?\s*>", re.IGNORECASE)
TAG = re.compile(r"</?(?:a|b|i|p|em|strong|blockquote|u|s)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def plain(value: object) -> str:
    """A text without markup and control characters; empty when it is absent."""
    if not isinstance(value, str):
        return ""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    text = html.unescape(TAG.sub("", LINE_BREAK.sub("\n", text)))
    return "".join(each for each in text if each in "\n\t" or each.isprintable()).strip()


def named_list(name: object, description: object = "") -> ImportedList:
    """A list as a collection can be named."""
    return ImportedList(
        field_parsing.text(plain(name))[:MAX_LIST_NAME].strip() or "Imported list",
        plain(description)[:MAX_LIST_DESCRIPTION],
    )


@dataclass(frozen=True, slots=True)
class Texts:
    """Collects the texts and tags of a file. `entries` has what becomes of them, at its end."""

    written: dict[tuple[EntryKind, ListedTitle], list[ImportEntry]] = field(default_factory=dict)
    tags: dict[tuple[ListedTitle, str], ImportEntry] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(
        self,
        kind: EntryKind,
        place: str,
        title: ListedTitle,
        text: object,
        when: When = NEVER,
        *,
        has_spoilers: bool = False,
    ) -> None:
        """Note a review or a note; nothing when the text is empty."""
        if value := plain(text):
            entry = ImportEntry(
                kind,
                place,
                title,
                happened_at=when[0],
                precision=when[1],
                value=value,
                has_spoilers=has_spoilers,
            )
            self.written.setdefault((kind, title), []).append(entry)

    def add_tags(self, place: str, title: ListedTitle, tags: str, when: When = NEVER) -> None:
        """Note tags that commas separate."""
        for each in tags.split(","):
            name = field_parsing.text(plain(each))
            if len(name) > MAX_TAG:
                message = f"A tag has at most {MAX_TAG} characters"
                self.left_out.append(LeftOut(place, message, is_broken=False))
            elif name:
                entry = ImportEntry(
                    EntryKind.TAG,
                    place,
                    title,
                    happened_at=when[0],
                    precision=when[1],
                    value=name,
                )
                self.tags.setdefault((title, name.casefold()), entry)

    def entries(self) -> Iterator[ReadRow]:
        yield from self.left_out
        for (kind, _), found in self.written.items():
            yield from _joined(found, MAX_LENGTHS[kind])
        yield from self.tags.values()


def _joined(found: list[ImportEntry], longest: int) -> Iterator[ReadRow]:
    """One entry of several: the newest first, the others below with their day."""
    known = {each.value: each for each in reversed(found)}
    newest, *older = sorted(known.values(), key=_moment, reverse=True)
    text = newest.value
    for each in older:
        day = f" {each.happened_at.date()} —" if each.happened_at else ""
        text += f"\n\n—{day}\n{each.value}"
    if len(text) > longest:
        text = text[: longest - 1] + "…"
        message = f"Only the first {longest:,} characters of the {newest.kind} fit"
        yield LeftOut(newest.place, message, is_broken=False)
    yield replace(newest, value=text, has_spoilers=any(each.has_spoilers for each in found))


def _moment(entry: ImportEntry) -> float:
    when: datetime | None = entry.happened_at
    return when.timestamp() if when else float("-inf")
