"""Every SQL statement of provider metadata."""
