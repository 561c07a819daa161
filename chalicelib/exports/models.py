"""What the export of an account contains."""

from enum import StrEnum


class ExportFormat(StrEnum):
    SEEN = "seen"  # everything, as JSON and CSV
    LETTERBOXD = "letterboxd"  # films, as Letterboxd imports them


#: Tables of a person's data, with the name of their file in the export.
EXPORTED = {
    "catch_up_plans": "catch-up-plans",
    "collections": "collections",
    "collection_items": "collection-titles",
    "devices": "devices",
    "download_jobs": "downloads",
    "recommendation_dismissals": "dismissed-recommendations",
    "taste_forgotten": "taste-forgotten",
    "taste_rules": "taste-rules",
    "user_favorites": "favorites",
    "user_follows": "watchlist",
    "user_game_sessions": "game-sessions",
    "user_games": "games",
    "user_notes": "notes",
    "user_plays": "plays",
    "user_playthroughs": "playthroughs",
    "user_preferences": "preferences",
    "user_progress": "progress",
    "user_ratings": "ratings",
    "user_statuses": "statuses",
    "user_track_choices": "track-choices",
    "user_tags": "tags",
    "user_title_moves": "changes-of-ratings-and-statuses",
    "user_wanted": "wanted",
    "user_wanted_upcoming": "wanted-upcoming",
    "user_watch_later": "watch-later",
    "users": "account",
}
#: The columns of a table, where not all are the person's business.
COLUMNS = {
    "devices": ("name", "browser", "kind", "capabilities", "created_at", "last_seen_at"),
    "download_jobs": ("media_id", "title", "source_type", "status", "created_at", "completed_at"),
    "user_title_moves": ("media_id", "season_number", "episode_id", "kind", "value", "at"),
    "users": ("email", "display_name", "role", "created_at"),
}
#: Tables of a person's that are not exported, with the reason.
WITHHELD = {
    "title_locks": "details of titles that all users see",
    "audit_events": "sign-ins: they protect the account, and name addresses",
    "collection_members": "which other people may change a collection",
    "calendar_feeds": "secrets",
    "calendar_visits": "when the calendar was opened last, for its marks",
    "converted_copy_requests": "of all users: copies belong to files",
    "collection_clicks": "counts of all users together",
    "download_commands": "orders to a running download",
    "download_details": "the state of a running download",
    "download_events": "steps of a download, deleted with it",
    "download_files": "the files are in the library",
    "download_inspections": "looked at for some hours",
    "download_progress": "the state of a running download",
    "download_quotas": "what an administrator allows",
    "download_seeding": "the state of a running download",
    "history_imports": "files of other services, and how they were read; the plays are exported",
    "idempotency_keys": "answers that are kept for repeated requests",
    "invitations": "secrets",
    "library_moves": "shared: they belong to files of the library",
    "library_roots": "shared by all users",
    "library_scans": "shared by all users",
    "library_segments": "shared: they belong to files of the library",
    "password_links": "secrets",
    "recommendation_snapshots": "made from what is exported",
    "recycled_files": "shared: files of the library in the trash",
    "scrobble_addresses": "secrets",
    "scrobble_unknown": "the last things a player named that match no title",
    "sessions": "secrets, and addresses",
    "shared_viewings": "who watches together this evening; the plays are exported",
    "shared_viewing_companions": "who watches together this evening; the plays are exported",
    "subtitle_tasks": "how far a search for subtitles is, for a day",
    "subtitles": "shared: they belong to files of the library",
    "user_changes": "what can be undone for some time",
    "user_game_timers": "the game that is being played; a session once it ends",
    "user_watched": "the sum of the plays",
}
