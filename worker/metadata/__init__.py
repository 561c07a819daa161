"""Asks outside services about titles and people, and hands what they say to the catalogue."""
