"""Every SQL statement of the page of one title."""
