"""Every SQL statement of the library by title."""
