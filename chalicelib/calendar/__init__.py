"""The release calendar: episodes, films and games by day."""
