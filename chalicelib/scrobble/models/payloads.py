"""
The bodies that players send, each in its own shape.

Sources: Plex, "Webhooks" of its support articles; jellyfin-plugin-webhook, README "Generic";
Emby, "Webhooks"; Trakt's API, "scrobble", whose shape programs without one of their own use.
"""

import json
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import HTTP
from typing import Any

from chalicelib.scrobble.models import Event, ScrobbleAction
from chalicelib.tracking.models import MAX_DURATION_S

Json = Mapping[str, Any]

TICKS_PER_S = 10_000_000  # of Jellyfin and Emby
SOURCES = ("imdb", "tmdb", "tvdb")
#: Fields of a form whose value is the event: of Plex, and of Emby.
FORM_FIELDS = ("payload", "data")

PLEX = {
    "media.play": ScrobbleAction.MOVED,
    "media.pause": ScrobbleAction.MOVED,
    "media.resume": ScrobbleAction.MOVED,
    "media.stop": ScrobbleAction.MOVED,
    "media.scrobble": ScrobbleAction.FINISHED,
}
JELLYFIN = {
    "PlaybackStart": ScrobbleAction.MOVED,
    "PlaybackProgress": ScrobbleAction.MOVED,
    "PlaybackStop": ScrobbleAction.MOVED,
}
EMBY = {
    "playback.start": ScrobbleAction.MOVED,
    "playback.pause": ScrobbleAction.MOVED,
    "playback.unpause": ScrobbleAction.MOVED,
    "playback.progress": ScrobbleAction.MOVED,
    "playback.stop": ScrobbleAction.MOVED,
    "item.markplayed": ScrobbleAction.FINISHED,
}
PLAIN = {
    **dict.fromkeys(("start", "play", "pause", "resume", "stop", "progress"), ScrobbleAction.MOVED),
    **dict.fromkeys(("scrobble", "watched", "finished"), ScrobbleAction.FINISHED),
}


def read_event(content_type: str, body: bytes) -> Event:
    """Raises `ValueError` for a body that is no event of a player known here."""
    content = json.loads(_form_value(content_type, body) if "form-data" in content_type else body)
    if not isinstance(content, dict):
        raise ValueError("an event is an object")  # noqa: TRY004  # one error for all bodies
    if "Metadata" in content or str(content.get("event", "")).startswith("media."):
        return _plex(content)
    if "NotificationType" in content:
        return _jellyfin(content)
    if "Event" in content:
        return _emby(content)
    return _plain(content)


def _form_value(content_type: str, body: bytes) -> bytes:
    """The event in a form (RFC 7578)."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    for part in message_from_bytes(head + body, policy=HTTP).iter_parts():
        if part.get_param("name", header="content-disposition") in FORM_FIELDS:
            value = part.get_payload(decode=True)
            return value if isinstance(value, bytes) else b""
    raise ValueError("the form has no event")


def _plex(content: Json) -> Event:
    item = _object(content.get("Metadata"))
    is_episode = item.get("type") == "episode"
    ids = {}
    for guid in _list(item.get("Guid")):
        source, _, value = _text(_object(guid).get("id")).partition("://")
        ids[source] = value
    return Event(
        "Plex",
        _happened(PLEX, content.get("event"), is_video=item.get("type") in ("movie", "episode")),
        account=_text(_object(content.get("Account")).get("title")),
        is_episode=is_episode,
        title=_text(item.get("grandparentTitle" if is_episode else "title")),
        year=_whole(item.get("year")),
        season=_whole(item.get("parentIndex")),
        episode=_whole(item.get("index")),
        ids={} if is_episode else ids,
        episode_ids=ids if is_episode else {},
        position_s=_number(item.get("viewOffset"), 1_000),
        duration_s=_number(item.get("duration"), 1_000),
    )


def _jellyfin(content: Json) -> Event:
    is_episode = content.get("ItemType") == "Episode"
    ids = {name: _text(content.get(f"Provider_{name}")) for name in SOURCES}
    happened = _happened(
        JELLYFIN,
        content.get("NotificationType"),
        is_video=content.get("ItemType") in ("Movie", "Episode"),
    )
    if happened is ScrobbleAction.MOVED and _is_true(content.get("PlayedToCompletion")):
        happened = ScrobbleAction.FINISHED
    return Event(
        "Jellyfin",
        happened,
        account=_text(content.get("NotificationUsername") or content.get("Username")),
        is_episode=is_episode,
        title=_text(content.get("SeriesName" if is_episode else "Name")),
        year=_whole(content.get("Year")),
        season=_whole(content.get("SeasonNumber")),
        episode=_whole(content.get("EpisodeNumber")),
        ids={} if is_episode else ids,
        episode_ids=ids if is_episode else {},
        position_s=_number(content.get("PlaybackPositionTicks"), TICKS_PER_S),
        duration_s=_number(content.get("RunTimeTicks"), TICKS_PER_S),
    )


def _emby(content: Json) -> Event:
    item, playback = _object(content.get("Item")), _object(content.get("PlaybackInfo"))
    is_episode = item.get("Type") == "Episode"
    given = {str(name).lower(): value for name, value in _object(item.get("ProviderIds")).items()}
    ids = {name: _text(given.get(name)) for name in SOURCES}
    happened = _happened(
        EMBY, content.get("Event"), is_video=item.get("Type") in ("Movie", "Episode")
    )
    if happened is ScrobbleAction.MOVED and _is_true(playback.get("PlayedToCompletion")):
        happened = ScrobbleAction.FINISHED
    return Event(
        "Emby",
        happened,
        account=_text(_object(content.get("User")).get("Name")),
        is_episode=is_episode,
        title=_text(item.get("SeriesName" if is_episode else "Name")),
        year=_whole(item.get("ProductionYear")),
        season=_whole(item.get("ParentIndexNumber")),
        episode=_whole(item.get("IndexNumber")),
        ids={} if is_episode else ids,
        episode_ids=ids if is_episode else {},
        position_s=_number(playback.get("PositionTicks"), TICKS_PER_S),
        duration_s=_number(item.get("RunTimeTicks"), TICKS_PER_S),
    )


def _plain(content: Json) -> Event:
    """Trakt's shape: a `movie`, or a `show` with an `episode`; `progress` in percent."""
    show, episode = _object(content.get("show")), _object(content.get("episode"))
    is_episode = bool(show)
    item = show or _object(content.get("movie"))
    if not item:
        raise ValueError("there is no movie and no show in it")
    action = content.get("action") or content.get("event")
    percent = _number(content.get("progress"), 1)
    return Event(
        _text(content.get("program")) or "A player",
        _happened(PLAIN, str(action).lower(), is_video=True),
        account=_text(content.get("account")),
        is_episode=is_episode,
        title=_text(item.get("title")),
        year=_whole(item.get("year")),
        season=_whole(episode.get("season")),
        episode=_whole(episode.get("number")),
        ids={name: _text(_object(item.get("ids")).get(name)) for name in SOURCES},
        episode_ids={name: _text(_object(episode.get("ids")).get(name)) for name in SOURCES},
        position_s=percent,
        duration_s=None if percent is None else 100,
    )


def _happened(kinds: Mapping[str, ScrobbleAction], kind: Any, *, is_video: bool) -> ScrobbleAction:
    return kinds.get(str(kind), ScrobbleAction.NOTHING) if is_video else ScrobbleAction.NOTHING


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """Without NUL and halves of surrogate pairs, which PostgreSQL cannot store."""
    is_given = isinstance(value, (str, int)) and not isinstance(value, bool)
    if not is_given:
        return ""
    return str(value).encode(errors="ignore").decode().replace("\x00", "").strip()[:500]


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"


def _whole(value: Any) -> int | None:
    """Years and numbers of episodes, also as text."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None  # noqa: PLR2004


def _number(value: Any, unit: int) -> float | None:
    try:
        number = float(value) / unit
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 <= number <= MAX_DURATION_S else None  # and no NaN
