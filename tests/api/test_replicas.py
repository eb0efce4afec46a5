"""The recipe of `docs/how-to/replicas.md` with Debian's nginx: one of two replicas is killed."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import Serve

PAGE = "docs/how-to/replicas.md"
# How long the balancer may take to notice: a connection that is refused is noticed at once.
NOTICE_S = 1.0
QUERY = "SELECT (COUNT(*) AS ?n) { ?s a ?c }"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def copy_generation(source: Path, target: Path) -> Path:
    """Copy as the page says: the folder first, the name last."""
    name = (source / "current").read_text().strip()
    shutil.copytree(source / "generations" / name, target / "generations" / name)
    shutil.copy(source / "current", target / "current")
    return target


@pytest.fixture
def balancer(root: Path, tmp_path: Path) -> Iterator[Balancer]:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if nginx is None:
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    opened = Balancer(nginx, root, tmp_path / "nginx")
    yield opened
    opened.close()


class Balancer:
    """nginx with the configuration of the page, ports and folders apart."""

    def __init__(self, nginx: str, root: Path, folder: Path) -> None:
        folder.mkdir()
        self.nginx, self.folder, self.port = nginx, folder, free_port()
        text = (root / PAGE).read_text(encoding="utf-8")
        (self.block,) = re.findall(r"^```nginx\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *replicas: str) -> str:
        block = self.block.replace("127.0.0.1:8080", f"127.0.0.1:{self.port}")
        for place, url in zip(("127.0.0.1:8001", "127.0.0.1:8002"), replicas, strict=True):
            assert block.count(place) == 1
            block = block.replace(place, url.removeprefix("http://"))
        names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{name}_temp_path {self.folder}/{name};" for name in names)
        configuration = (
            f"daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log; "
            "worker_processes 1; events { worker_connections 256; } http { "
            f"{temporary} log_format seen '$upstream_addr $status'; "
            f"access_log {self.folder}/access.log seen; {block} }}"
        )
        (self.folder / "nginx.conf").write_text(configuration)
        self.process = subprocess.Popen(
            [self.nginx, "-p", self.folder, "-c", self.folder / "nginx.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{self.port}"
        for _ in range(100):
            try:
                httpx.get(f"{url}/healthz")
                return url
            except httpx.TransportError:
                assert self.process.poll() is None, (self.folder / "error.log").read_text()
                time.sleep(0.05)
        raise AssertionError("nginx does not answer")

    def seen(self) -> list[str]:
        """Return the replica that answered each request, the one tried last."""
        lines = (self.folder / "access.log").read_text().splitlines()
        return [line.rpartition(" ")[0].rpartition(", ")[2] for line in lines]

    def close(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()


@dataclass(slots=True)
class Load:
    """Clients that ask without a pause.

    Attributes:
        asked: When each request began, and its status; 0 when it broke off.
    """

    url: str
    asked: list[tuple[float, int]] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        with httpx.Client(base_url=self.url, timeout=30) as client:
            while not self.stopping.is_set():
                for ask in (
                    lambda: client.get("/api/v1/events"),
                    lambda: client.get("/sparql", params={"query": QUERY}),
                    lambda: client.post(
                        "/sparql",
                        content=QUERY,
                        headers={"Content-Type": "application/sparql-query"},
                    ),
                ):
                    started = time.monotonic()
                    try:
                        status = ask().status_code
                    except httpx.TransportError:
                        status = 0
                    self.asked.append((started, status))


def test_a_killed_replica_fails_no_request_once_it_is_noticed(
    balancer: Balancer, seed_var: Path, tmp_path: Path, serve: Serve
) -> None:
    variables = [copy_generation(seed_var, tmp_path / name) for name in ("one", "two")]
    replicas = [serve(var) for var in variables]
    load = Load(balancer.start(*(one.url for one in replicas)))
    addresses = [one.url.removeprefix("http://") for one in replicas]
    clients = [threading.Thread(target=load.run) for _ in range(4)]
    for client in clients:
        client.start()
    try:
        time.sleep(2)
        before = len(balancer.seen())
        replicas[0].process.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        time.sleep(4)
    finally:
        load.stopping.set()
        for client in clients:
            client.join()
    early = [status for began, status in load.asked if began < killed - NOTICE_S]
    late = [status for began, status in load.asked if began > killed + NOTICE_S]
    assert set(early) == {200}
    assert len(late) > 20
    assert set(late) == {200}
    assert set(balancer.seen()[:before]) == set(addresses)
    assert set(balancer.seen()[-20:]) == {addresses[1]}


def test_replicas_give_the_same_answers_and_tags(
    seed_var: Path, tmp_path: Path, serve: Serve
) -> None:
    copy = copy_generation(seed_var, tmp_path / "copy")
    one, two = serve(seed_var), serve(copy)
    for path in ("/api/v1/events", f"/sparql?query={QUERY}"):
        answers = [httpx.get(server.url + path) for server in (one, two)]
        assert answers[0].content == answers[1].content
        tag = answers[0].headers["ETag"]
        again = httpx.get(two.url + path, headers={"If-None-Match": tag})
        assert again.status_code == 304


def test_a_copy_that_broke_off_is_not_served(seed_var: Path, tmp_path: Path, serve: Serve) -> None:
    copy = copy_generation(seed_var, tmp_path / "copy")
    next(copy.glob("generations/*/search.sqlite")).unlink()
    with pytest.raises(RuntimeError, match="is not whole"):
        serve(copy)
