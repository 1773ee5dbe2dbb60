"""The mast between the phones and the company: passes requests on, and on demand is down, slow, forgetful or refused."""

import http.client
import re
import socket
import socketserver
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


@dataclass
class Mast:
    """`url` is what phones know. Faults are for requests whose body or path matches; 0 left = none."""

    company: str
    url: str = ""
    up: bool = True
    lose: dict[str, int] = field(default_factory=dict)  # pattern → answers still to lose, after the company has acted
    refuse: dict[str, tuple[int, int]] = field(default_factory=dict)  # pattern → (status, how often still)
    gone: set[str] = field(default_factory=set)  # paths that answer 404
    release: str = ""  # appended to the worker: another release
    seen: list[tuple[str, str]] = field(default_factory=list)  # path, body of what reached the company
    hold: threading.Event = field(default_factory=threading.Event)  # cleared: answers to /graphql wait here
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self):
        self.hold.set()

    def start(self) -> "Mast":
        mast = self

        class Handler(_Handler):
            def mast(self) -> Mast:
                return mast

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def stop(self) -> None:
        self.hold.set()
        self.server.shutdown()
        self.server.server_close()

    def clear(self) -> None:
        self.up, self.release = True, ""
        self.hold.set()
        for faults in (self.lose, self.refuse, self.gone, self.seen):
            faults.clear()

    def count(self, pattern: str) -> int:
        return sum(1 for path, body in self.seen if re.search(pattern, path + " " + body))

    def take(self, faults: dict[str, Any], told: str) -> Any:
        """The fault that is due for this request, one fewer left."""
        with self.lock:
            for pattern, left in faults.items():
                often = left[1] if isinstance(left, tuple) else left
                if often > 0 and re.search(pattern, told):
                    faults[pattern] = (left[0], often - 1) if isinstance(left, tuple) else often - 1
                    return left
        return None


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    allow_reuse_address = True
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that was killed, or a wire that we cut: nothing to tell."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def mast(self) -> Mast:
        raise NotImplementedError

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def do_GET(self) -> None:
        self.carry()

    def do_POST(self) -> None:
        self.carry()

    def carry(self) -> None:
        mast = self.mast()
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        told = f"{self.path} {body.decode(errors='replace')}"
        if not mast.up:
            return self.cut()
        if refusal := mast.take(mast.refuse, told):
            return self.tell(refusal[0], {}, b"busy")
        if self.path in mast.gone:
            return self.tell(404, {}, b"")
        status, headers, answer = self.ask(body)
        mast.seen.append((self.path, body.decode(errors="replace")))
        if mast.take(mast.lose, told):
            return self.cut()
        if self.path.startswith("/graphql"):
            mast.hold.wait(60)
        if not mast.up:
            return self.cut()
        if self.path == "/worker.js" and mast.release:
            answer += f"\n// {mast.release}".encode()
            headers.pop("etag", None)
        self.tell(status, headers, answer)

    def ask(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        wire = http.client.HTTPConnection(urlsplit(self.mast().company).netloc, timeout=60)
        passed = {name: value for name, value in self.headers.items() if name.lower() not in {"connection", "accept-encoding"}}
        passed |= {"Host": urlsplit(self.mast().company).netloc} | ({"Origin": self.mast().company} if "Origin" in passed else {})
        if self.path == "/worker.js":
            passed.pop("If-None-Match", None)
        wire.request(self.command, self.path, body, passed)
        answer = wire.getresponse()
        content = answer.read()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        wire.close()
        return answer.status, headers, content

    def tell(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name not in HOP:
                self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
