"""Every SQL statement about what people follow and want."""
