"""Writes stream.txt: every kind of frame that `GET /events` sends, recorded from a real server and engine.

    .native/test/bin/python Fixtures/sse/record.py [PROGRAM]     PROGRAM is .build/debug/tideline unless it is named
"""

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from urllib.parse import urlsplit

import pyarrow as pa
from deltalake import write_deltalake

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


class Server:
    def __init__(self, program, folder):
        self.lake, state = f"{folder}/lake", f"{folder}/state"
        command = [program, "serve", "--lake", self.lake, "--state", state, "--port", "0"]
        # A thousandth of a core: the second answer has to wait.
        environment = os.environ | {"TIDELINE_LIVE_CORES": "0.001"}
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        self.url = wait_for(lambda: self.ready(f"{state}/server.url"))

    def ready(self, path):
        with open(path, encoding="utf-8") as file:
            url = file.read()
        urllib.request.urlopen(f"{url}/readyz").close()
        return url

    def ask(self, method, path, body=None):
        data = json.dumps(body).encode() if body else None
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data, method=method)) as answer:
            return json.loads(answer.read() or b"null")

    def append(self, table, count, **more):
        rows = pa.table({"level": ["INFO", "ERROR"] * count, "n": [9007199254740993, 1] * count} | more)
        write_deltalake(f"{self.lake}/{table}", rows, mode="append", schema_mode="merge")


def wait_for(ask):
    for _ in range(600):
        try:
            if value := ask():
                return value
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit("what was waited for did not come")


class Recorder(threading.Thread):
    """Collects the frames of one connection."""

    def __init__(self, url, path):
        super().__init__(daemon=True)
        self.text = ""
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc)
        self.connection.request("GET", path)
        self.answer = self.connection.getresponse()
        self.start()

    def run(self):
        while piece := self.answer.read1(65536):
            self.text += piece.decode()

    def wait_for(self, *parts):
        try:
            wait_for(lambda: any(all(part in frame for part in parts) for frame in self.text.split("\n\n")))
        except SystemExit as error:
            raise SystemExit(f"no frame with {', '.join(parts)}:\n{self.text}") from error


def record(server):
    server.append("delta_lake/logs", 5)
    server.append("shop/orders", 2)
    # The column comes later: the query fails until then.
    healed = "SELECT level, max(n) AS n, max(colour) AS colour FROM logs GROUP BY level ORDER BY level"
    # Its second run has to wait: the first takes more time than is saved up.
    dear = "SELECT max(n + id) AS n FROM logs, (SELECT max(id % 7) AS id FROM range(900000000)) AS much"
    ids = [server.ask("POST", "/api/live", {"query": sql})["liveId"] for sql in (healed, dear)]
    frames = Recorder(server.url, f"/events?live={','.join(ids)}&topics=tables,queries,engine,jobs")
    frames.wait_for("event: error", ids[0])
    frames.wait_for("event: table", '"resync":true', "shop.orders")
    server.append("delta_lake/logs", 1, colour=["red", None])
    frames.wait_for("event: table", '"schemaChanged":true')
    for live in ids:
        frames.wait_for("event: snapshot", live)
    server.append("delta_lake/logs", 1)
    frames.wait_for("event: status", '"state":"waiting"')
    server.ask("POST", "/api/query", {"query": "SELECT count(*) AS n FROM logs"})
    frames.wait_for("event: query", '"state":"succeeded"')
    server.append("shop/extra", 1)
    frames.wait_for("event: table", '"created":true')
    shutil.rmtree(f"{server.lake}/shop/extra")
    frames.wait_for("event: table", '"removed":true')
    server.ask("DELETE", f"/api/live/{ids[0]}")
    frames.wait_for("event: ended")
    time.sleep(16)  # for a heartbeat
    return frames.text


def main():
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else f"{ROOT}/.build/debug/tideline")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(program, folder)
        try:
            text = record(server)
        finally:
            server.process.terminate()
            server.process.wait()
    with open(f"{ROOT}/Fixtures/sse/stream.txt", "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
