"""Every SQL statement of download workers."""
