"""Small pictures of a file, shown above the player's bar."""
