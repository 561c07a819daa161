"""The HTTP layer: endpoints and their contracts, responses, problem documents, limits."""
