"""SQL of games."""
