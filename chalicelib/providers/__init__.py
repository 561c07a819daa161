"""Outside services that know films, shows and games. Each is optional, and none is trusted."""
