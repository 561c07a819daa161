"""The embedded stack: PostgreSQL, Valkey and an S3 server on one machine, and their supervisor."""
