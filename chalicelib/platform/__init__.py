"""What every slice stands on: HTTP, database, cache, settings, time."""
