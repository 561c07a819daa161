"""What every slice needs and knows no business: database, cache, settings, errors, clock."""
