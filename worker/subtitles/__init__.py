"""Subtitles as a browser shows them: extracted from files, decoded, moved in time, converted."""
