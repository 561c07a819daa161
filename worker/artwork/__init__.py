"""Pictures of providers: fetched once, made small, and kept on disk."""
