"""Starts and stops real servers for the tests: each has a lake, a state folder and a port of its own."""

import contextlib
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
READY_SECONDS = 60


def lasting_port():
    """A port for a server that is stopped and started again: from below the range out of which the system gives ports to
    others, which would take it while the server is away."""
    first = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    for port in random.sample(range(first - 10_000, first), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


class Server:
    """A `tideline serve` process; `start` and `stop` may be called again and again on the same folders and port."""

    def __init__(self, folder, *options, lake=None, port=None, environment=None):
        self.folder = pathlib.Path(folder)
        self.lake = pathlib.Path(lake or self.folder / "lake")
        self.options = options
        self.port = port
        self.environment = environment or {}
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self):
        return self.folder / "server.log"

    def start(self):
        program = os.environ.get("TIDELINE_PROGRAM", str(ROOT / ".build/debug/tideline"))
        page = os.environ.get("TIDELINE_WEB", str(ROOT / ".build/web"))
        self.lake.mkdir(parents=True, exist_ok=True)
        command = [program, "serve", "--port", str(self.port or 0), "--lake", str(self.lake), "--state", str(self.folder / "state")]
        with open(self.log, "ab") as log:
            written = log.tell()
            self.process = subprocess.Popen(
                [*command, *self.options],
                cwd=self.folder,
                env={**{name: value for name, value in os.environ.items() if name != "TIDELINE_PROGRAM"}, "TIDELINE_WEB": page, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if self.port is None:
            self.port = self._announced_port(written)
        self._wait_until_ready()
        return self

    def _announced_port(self, start):
        """The port that the system chose, from the server's log."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            text = self.log.read_bytes()[start:].decode(errors="replace")
            # The last line may be half written.
            for word in text[: text.rfind("\n") + 1].split():
                if word.startswith("http://127.0.0.1:") and word.rstrip("/.,").rsplit(":", 1)[1].isdigit():
                    return int(word.rstrip("/.,").rsplit(":", 1)[1])
            self._check_alive()
            time.sleep(0.05)
        raise RuntimeError(f"the server named no port: {self.tail()}")

    def _check_alive(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"the server ended with {self.process.returncode}: {self.tail()}")

    def _wait_until_ready(self):
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self._check_alive()
            with contextlib.suppress(OSError, urllib.error.HTTPError):
                self.get("/readyz")
                return
            time.sleep(0.1)
        raise RuntimeError(f"the server isn't ready after {READY_SECONDS} s: {self.tail()}")

    def tail(self):
        return self.log.read_text(errors="replace")[-2000:]

    def stop(self):
        """As a user would; after 20 seconds as the system would."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            return json.load(answer)

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def wait_for(self, what, condition, seconds=30):
        """Polls until `condition()` is true."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if found := condition():
                    return found
            time.sleep(0.1)
        raise AssertionError(f"{what} did not come about in {seconds} s")
