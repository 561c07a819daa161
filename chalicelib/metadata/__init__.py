"""
Metadata of titles and people from providers: requested by the worker, stored in the catalogue.
"""
