"""Every SQL statement of the catalogue."""
