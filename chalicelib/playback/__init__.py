"""Play tickets: signed addresses of library items for a player."""
