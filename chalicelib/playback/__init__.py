"""From a library item to bytes in a player."""
