"""What outside services know of titles and people: asked for by the worker, kept for everyone."""
