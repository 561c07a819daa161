"""Statements of imports and renames."""
