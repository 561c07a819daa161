"""Entry point for the HTTP API, and the list of everything Chalice deploys."""

from chalice.app import Chalice

from chalicelib.wiring import wire

wire()

app = Chalice(app_name="seen")
