"""Every SQL statement of the open API."""
