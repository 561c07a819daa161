"""Services of the watchlist and the wanted list."""
