"""A Tideline server of the release build, on a free port, for the time of a benchmark."""

import http.client
import json
import pathlib
import subprocess
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Server:
    def __init__(self, lake: pathlib.Path, state: pathlib.Path, *options: str):
        program = ROOT / ".build" / "release" / "tideline"
        if not program.exists():
            raise SystemExit("There is no release build; run `make build` first.")
        self.state = state
        state.mkdir(parents=True, exist_ok=True)
        self.log = (state / "server.log").open("wb")
        command = [program, "serve", "--lake", lake, "--state", state, "--port", "0", *options]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        self.connection = None
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SystemExit(f"The server ended; see {self.state}/server.log")
            try:
                url = urllib.parse.urlparse((self.state / "server.url").read_text())
                self.connection = http.client.HTTPConnection(url.hostname, url.port)
                if self.get("/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise SystemExit("The server was not ready within a minute.")

    def get(self, path: str) -> tuple[int, bytes]:
        return self._send("GET", path, None, {})

    def query(self, sql: str, accept: str = "application/json") -> bytes:
        status, body = self._send("POST", "/api/query", json.dumps({"query": sql}), {"Accept": accept})
        if status != 200:
            raise SystemExit(f"{status} for {sql}: {body[:500]!r}")
        return body

    def _send(self, method: str, path: str, body, headers) -> tuple[int, bytes]:
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        return response.status, response.read()

    def engine(self) -> str:
        return json.loads(self.get("/healthz")[1])["engine"]["address"]

    def resident(self) -> float:
        """Megabytes."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
        return float("nan")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()
