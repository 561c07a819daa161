"""A picture for every title: the provider's, or one generated from title, year and genre."""
