"""SQL of the enrichment."""
