"""SQL of free sources."""
