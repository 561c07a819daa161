"""The cloud on one machine: embedded PostgreSQL, cache and object store, and who watches them."""
