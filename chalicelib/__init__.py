"""Everything Chalice packages; the worker imports it as well."""
