"""Every SQL statement about downloads."""
