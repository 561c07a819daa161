"""Statements of subtitles, of track choices, and of the work on subtitles."""
