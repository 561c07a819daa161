"""Collections of titles, defined in YAML files as filters or lists."""
