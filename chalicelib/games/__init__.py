"""Games a person wants, plays and finished: states, playthroughs, sessions and shelves."""
