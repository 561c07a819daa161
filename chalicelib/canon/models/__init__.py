"""Requests and responses of the open API."""
