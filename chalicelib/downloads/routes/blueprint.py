"""The blueprint that every route of downloads registers with."""

from chalice.app import Blueprint

bp = Blueprint(__name__)
