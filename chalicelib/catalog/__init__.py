"""Movies, shows and games: titles, seasons, episodes, genres, search."""
