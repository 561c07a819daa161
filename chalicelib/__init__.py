"""The application package that Chalice deploys; the worker imports it as well."""

__version__ = "0.1.0"
