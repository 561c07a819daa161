"""Every SQL statement about accounts and their sessions."""
