"""Pictures of providers: fetched once, resized, and cached on disk."""
