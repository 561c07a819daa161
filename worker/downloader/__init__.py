"""Gets what people asked for: claims jobs, drives engines, tells how far they are."""
