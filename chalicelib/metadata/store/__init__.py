"""Every SQL statement about what outside services said."""
