"""Static pages with the text and picture of pages of the product, from a server of files."""

import html
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

STYLE = (
    "body{margin:0;padding:5vw;background:#111;color:#eee;font:16px system-ui}"
    "img{display:block;width:100%}p{max-width:60em}"
)


class ReferencePages:
    def __init__(self) -> None:
        files: dict[str, tuple[str, bytes]] = {}

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                kind, body = files.get(self.path, ("text/plain", b""))
                self.send_response(200 if self.path in files else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                is_page = kind.startswith("text/html")
                self.send_header("Cache-Control", "no-cache" if is_page else "max-age=31536000")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:
                """Nothing: the figures are the output."""

        self.files = files
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def add(self, name: str, text: str, picture: bytes | None, kind: str) -> str:
        """The address of a page; `kind` is the picture's media type."""
        at = name.lower().replace(" ", "-")
        image = ""
        if picture is not None:
            self.files[f"/{at}-picture"] = (kind, picture)
            image = f'<img src="/{at}-picture" alt="">'
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
        page = (
            f'<!doctype html><html lang="en"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{html.escape(name)}</title>'
            f'<link rel="icon" href="data:,"><style>{STYLE}</style>'
            f"<h1>{html.escape(name)}</h1>{image}{lines}</html>"
        )
        self.files[f"/{at}"] = ("text/html; charset=utf-8", page.encode())
        return f"http://127.0.0.1:{self.server.server_address[1]}/{at}"
