"""Every SQL statement of download jobs as users see them."""
