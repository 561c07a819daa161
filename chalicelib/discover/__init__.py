"""Sections, genres and browsing."""
