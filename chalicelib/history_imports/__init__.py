"""Imports of a person's history from other services: dry run, review, apply, undo."""
