"""Every SQL statement of the settings of downloads."""
