"""Everything Chalice packages; the worker imports it as well."""

__version__ = "0.1.0"
