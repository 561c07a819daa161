"""Clients of metadata providers (TMDB, IGDB, …). Each is optional; their data are untrusted."""
