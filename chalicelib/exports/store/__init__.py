"""SQL of the export."""
