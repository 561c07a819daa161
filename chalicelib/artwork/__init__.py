"""A picture for every title: the provider's, or a sheet drawn from its title, year and genre."""
