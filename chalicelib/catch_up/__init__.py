"""Plans to catch up with a show before its next season or its finale."""
