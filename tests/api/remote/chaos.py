"""A proxy before a real engine that spoils what comes back, as engines and networks do."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

SLOW_S = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back; `length` is what the header says."""

    status: int
    kind: str
    content: bytes
    length: int


def spoil(mode: str, reply: Reply, asked: bytes) -> Reply:
    """Return an answer as a mode has it."""
    half = reply.content[: len(reply.content) // 2]
    if mode == "cut":
        return replace(reply, content=half)
    if mode == "no-dates" and b'<= "2017-10-06"' not in asked:
        return reply
    status, kind, content = {
        "short": (200, reply.kind, half),
        "error-inside": (200, reply.kind, half + b"\nThe query took too long"),
        "html": (200, "text/html", b"<html>No such database</html>"),
        "empty": (200, reply.kind, b""),
        "busy": (503, "text/plain", b""),
        "refused": (401, "text/plain", b""),
        "broken": (500, "text/plain", b"panic at line 1"),
        "no-dates": (200, reply.kind, b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'),
    }.get(mode, (reply.status, reply.kind, reply.content))
    return Reply(status, kind, content, len(content))


class Chaos:
    """The proxy.

    Attributes:
        mode: How answers are spoilt; `pass` leaves them as they are.
        spoils_record: Whether the question for the generation is spoilt too.
    """

    def __init__(self, engine: str) -> None:
        self.mode, self.spoils_record = "pass", False
        self.upstream = httpx.Client(base_url=engine, trust_env=False, timeout=30)
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                proxy.answer(self, asked)

            def log_message(self, *_: object) -> None:
                pass

            def handle(self) -> None:
                try:
                    super().handle()
                except (OSError, ValueError):
                    return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def answer(self, handler: BaseHTTPRequestHandler, asked: bytes) -> None:
        spoils = self.spoils_record or b"graph/generation" not in asked
        mode = self.mode if spoils else "pass"
        headers = {name: handler.headers[name] for name in ("Content-Type", "Accept")}
        found = self.upstream.post(handler.path, content=asked, headers=headers)
        whole = Reply(
            found.status_code, found.headers["Content-Type"], found.content, len(found.content)
        )
        reply = spoil(mode, whole, asked)
        if mode == "slow":
            time.sleep(SLOW_S)
        if mode in {"down", "cut"}:
            handler.close_connection = True
        if mode == "down":
            return
        handler.send_response(reply.status)
        handler.send_header("Content-Type", reply.kind)
        handler.send_header("Content-Length", str(reply.length))
        handler.end_headers()
        handler.wfile.write(reply.content)

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.upstream.close()
