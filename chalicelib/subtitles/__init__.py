"""Subtitles of library files: rows shared by all users, and which tracks a user gets."""
