"""Statements of the storage picture and of duplicates."""
