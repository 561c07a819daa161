"""The blueprint that every route of accounts registers with."""

from chalice.app import Blueprint

bp = Blueprint(__name__)
