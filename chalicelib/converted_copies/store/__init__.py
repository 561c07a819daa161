"""The index of converted copies in PostgreSQL."""
