"""Preferences of a user: the player, spoilers, the start page."""
