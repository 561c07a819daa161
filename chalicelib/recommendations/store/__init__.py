"""SQL of recommendations."""
