"""Collections of titles: defined in files, filled by filters or by lists."""
