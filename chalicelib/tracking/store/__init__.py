"""Every SQL statement about what people did."""
