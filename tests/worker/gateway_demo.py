"""A small app behind the real gateway, for the tests that talk to a real server."""

import os
import time
from pathlib import Path

from chalice.app import Chalice, Response

from chalicelib.http.allowed_hosts import AllowedHosts
from localstack.gateway.access_log import AccessLog
from localstack.gateway.application import BODY_WITHIN_S, Gateway
from localstack.gateway.artwork_files import ArtworkFiles
from localstack.gateway.lambda_adapter import LambdaAdapter
from localstack.gateway.object_files import ObjectFiles
from localstack.gateway.parent_watch import exit_with_parent
from localstack.gateway.static_files import StaticFiles


def create() -> Gateway:
    exit_with_parent()
    app = Chalice(app_name="demo")

    @app.route("/api/cookies")
    def cookies() -> Response:
        return Response(
            body='{"cards":[' + ",".join(['{"title":"Sintel"}'] * 200) + "]}",
            headers={"Content-Type": "application/json", "Set-Cookie": ["a=1", "b=2"]},
        )

    @app.route("/api/echo/{name}", methods=["GET", "POST"])
    def echo(name: str) -> dict[str, object]:
        request = app.current_request
        return {
            "name": name,
            "query": request.query_params.getlist("q") if request.query_params else None,
            "body": request.raw_body.decode(),
            "address": request.context["identity"]["sourceIp"],
        }

    @app.route("/api/slow")
    def slow() -> dict[str, bool]:
        Path(os.environ["DEMO_MARK"]).write_text("started")
        time.sleep(1.0)  # the work a stop has to wait for
        return {"done": True}

    @app.route("/api/crash")
    def crash() -> None:
        raise RuntimeError("the secret is 42")

    @app.route("/artwork/titles/{size}/{media_id}/{kind}")
    def drawn(size: str, media_id: str, kind: str) -> Response:
        return Response(
            body=f'<svg xmlns="http://www.w3.org/2000/svg" id="{size}-{media_id}-{kind}"/>',
            headers={
                "Content-Type": "image/svg+xml",
                "Cross-Origin-Resource-Policy": "cross-origin",
            },
        )

    media = {}
    if "DEMO_STORE_URL" in os.environ:
        media["/seen-media/"] = ObjectFiles(
            os.environ["DEMO_STORE_URL"], "seen-media", Path(os.environ["DEMO_STORE_DIR"])
        )
    artwork = None
    if "DEMO_ARTWORK_DIR" in os.environ:
        artwork = ArtworkFiles(
            Path(os.environ["DEMO_ARTWORK_DIR"]), os.environ["DEMO_ARTWORK_WORKER"]
        )
    return Gateway(
        bridge=LambdaAdapter(app),
        site=StaticFiles(Path(os.environ["DEMO_DIST"])),
        media=media,
        artwork=artwork,
        log=AccessLog(),
        hosts=AllowedHosts(frozenset({"seen.example"})),
        body_within_s=float(os.environ.get("DEMO_BODY_WITHIN_S", BODY_WITHIN_S)),
    )
