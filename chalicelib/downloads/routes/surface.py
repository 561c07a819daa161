"""What the routes of downloads hang on."""

from chalice.app import Blueprint

bp = Blueprint(__name__)
