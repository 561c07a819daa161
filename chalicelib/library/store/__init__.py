"""Every SQL statement of the library."""
