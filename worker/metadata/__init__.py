"""Fetches metadata of titles and people from providers and stores them in the catalogue."""
