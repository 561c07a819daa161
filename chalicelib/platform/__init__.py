"""Shared infrastructure of all slices: HTTP, database, cache, settings, clock."""
