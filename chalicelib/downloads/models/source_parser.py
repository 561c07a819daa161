"""
Parser of sources: magnet links, web addresses, uploaded .torrent files.

Source: BEP 9 (magnet links), BEP 53, RFC 2397 (data URLs).
"""

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from chalicelib.downloads.errors import BadSource, BadTorrent
from chalicelib.downloads.models.jobs import MAX_TORRENT_BYTES, SourceType
from chalicelib.downloads.models.torrent_file import parse_torrent

MAX_MAGNET_LENGTH = 8192
MAX_PARAMETERS = 200
MAX_TITLE_LENGTH = 300
BTIH = re.compile(r"urn:btih:([0-9a-f]{40}|[a-z2-7]{32})", re.IGNORECASE)
BTMH = re.compile(r"urn:btmh:1220([0-9a-f]{64})", re.IGNORECASE)
UPLOAD = re.compile(
    r"data:application/x-bittorrent(?:;name=(?P<name>[^;,]{0,300}))?;base64,", re.IGNORECASE
)

#: Control characters, and those that change the direction of text.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed source."""

    kind: SourceType
    text: str = field(repr=False)  # complete, for the worker only
    label: str  # without secrets, for lists and logs
    title: str
    info_hash: str | None = None
    url: str | None = field(default=None, repr=False)  # the first address to fetch
    addresses: tuple[str, ...] = field(default=(), repr=False)  # trackers and web seeds
    peers: tuple[str, ...] = ()

    @property
    def is_torrent(self) -> bool:
        return self.kind in (SourceType.MAGNET, SourceType.TORRENT)


def parse_source(kind: SourceType, text: str, title: str = "") -> Source:
    """Raises `BadSource` or `BadTorrent`."""
    if kind is SourceType.MAGNET:
        return _magnet(text, title)
    if kind is SourceType.TORRENT and text[:5].lower() == "data:":
        return _upload(text, title)
    return _address(kind, text, title)


def clean_title(text: str) -> str:
    """An untrusted name as one printable line."""
    text = UNPRINTABLE.sub("", text.encode(errors="replace").decode())
    return " ".join(text.split())[:MAX_TITLE_LENGTH]


def decode_upload(text: str) -> bytes:
    """The .torrent inside a data URL. Raises `BadSource` or `BadTorrent`."""
    head = UPLOAD.match(text)
    if head is None:
        raise BadSource("An upload must be a .torrent file.", field="source")
    try:
        data = base64.b64decode(text[head.end() :], validate=True)
    except ValueError as error:  # of base64, or of characters that are not ASCII
        raise BadSource("The upload did not arrive whole.", field="source") from error
    if len(data) > MAX_TORRENT_BYTES:
        raise BadTorrent("This .torrent file is larger than 4 MiB.", field="source")
    return data


def _magnet(text: str, title: str) -> Source:
    if len(text) > MAX_MAGNET_LENGTH:
        raise BadSource("This magnet link is too long.", field="source")
    if text[:8].lower() != "magnet:?":
        raise BadSource("A magnet link begins with magnet:?", field="source")
    try:
        parameters = parse_qsl(text[8:], max_num_fields=MAX_PARAMETERS)
    except ValueError as error:
        raise BadSource("This magnet link has too many parts.", field="source") from error
    named = [(name.partition(".")[0].lower(), name.lower(), value) for name, value in parameters]
    topics = [value for name, _, value in named if name == "xt"]
    info_hash = _info_hash(topics)
    return Source(
        kind=SourceType.MAGNET,
        text=text,
        label=_magnet_label(info_hash),
        title=clean_title(title) or clean_title(next((v for n, _, v in named if n == "dn"), "")),
        info_hash=info_hash,
        addresses=tuple(value for name, _, value in named if name in ("tr", "ws", "as", "xs")),
        peers=tuple(value for _, name, value in named if name == "x.pe"),
    )


def _info_hash(topics: list[str]) -> str:
    """
    The version 1 hash if there is one, as it identifies a hybrid torrent too.

    Links with several different hashes are refused: programs would not agree on the torrent.
    """
    v1 = {_hexadecimal(found[1]) for topic in topics if (found := BTIH.fullmatch(topic))}
    v2 = {found[1].lower() for topic in topics if (found := BTMH.fullmatch(topic))}
    if len(v1) > 1 or len(v2) > 1:
        raise BadSource("This magnet link names more than one torrent.", field="source")
    if not v1 and not v2:
        raise BadSource("This magnet link has no info-hash.", field="source")
    return (v1 or v2).pop()


def _hexadecimal(code: str) -> str:
    """A version 1 info-hash in lower-case hexadecimal, also from base32."""
    is_base32 = len(code) == 32  # noqa: PLR2004  # otherwise 40 hexadecimal digits
    return base64.b32decode(code.upper()).hex() if is_base32 else code.lower()


def _magnet_label(info_hash: str) -> str:
    if len(info_hash) == 40:  # noqa: PLR2004  # see _info_hash
        return f"magnet:?xt=urn:btih:{info_hash}"
    return f"magnet:?xt=urn:btmh:1220{info_hash}"


def _upload(text: str, title: str) -> Source:
    facts = parse_torrent(decode_upload(text))
    head = UPLOAD.match(text)
    name = clean_title(unquote(head["name"] or "")) if head else ""
    own_name = clean_title(facts.name)
    return Source(
        kind=SourceType.TORRENT,
        text=text,
        label=name.rsplit("/", 1)[-1] or f"{own_name or facts.info_hash}.torrent",
        title=clean_title(title) or own_name,
        info_hash=facts.info_hash,
        addresses=facts.addresses,
    )


def _address(kind: SourceType, text: str, title: str) -> Source:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise BadSource("This address cannot be read.", field="source") from error
    leaf = clean_title(unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]))
    return Source(kind=kind, text=text, label="", title=clean_title(title) or leaf, url=text)
