"""`make bench-live`: how soon a commit is on the screen, and what two hundred screens cost.

Three parts, each at about a commit a second:

1. commits of another writer (deltalake), one connection: from the commit's file to the `table` event, and to the `snapshot`
   event less the query's own run time;
2. the same with many connections on one live query: from the server's sending to each connection's receiving, and the CPU
   of the server's process (the engine's is apart: it runs the query once, however many watch);
3. commits of the server itself (the demo's), one connection: from the commit's file to the `table` event.
"""

import argparse
import datetime
import http.client
import json
import os
import pathlib
import random
import selectors
import socket
import statistics
import tempfile
import time
import warnings

import pyarrow as pa
from deltalake import write_deltalake

from report import Report
from server import Server

warnings.filterwarnings("ignore")

SQL = "SELECT level, count(*) AS events, avg(took) AS took FROM delta_lake.live GROUP BY level ORDER BY level"


class Events:
    """One connection to `/events`, read without waiting."""

    def __init__(self, server: Server, path: str):
        self.connection = http.client.HTTPConnection(server.connection.host, server.connection.port)
        self.connection.request("GET", path)
        # Only the head is taken: http.client would keep what has come with it to itself.
        self.socket = self.connection.sock
        while not (head := self.socket.recv(4096, socket.MSG_PEEK)).count(b"\r\n\r\n"):
            time.sleep(0.001)
        self.socket.recv(head.index(b"\r\n\r\n") + 4)
        self.socket.setblocking(False)
        self.raw, self.text = b"", b""

    def read(self) -> list[tuple[str, bytes]]:
        """The whole events that have come."""
        try:
            while piece := self.socket.recv(1 << 18):
                self.raw += piece
        except BlockingIOError:
            pass
        self._take_chunks()
        *whole, self.text = self.text.split(b"\n\n")
        events = []
        for frame in whole:
            fields = {name: value for name, _, value in (line.partition(b": ") for line in frame.split(b"\n"))}
            if b"event" in fields and b"data" in fields:
                events.append((fields[b"event"].decode(), fields[b"data"]))
        return events

    def _take_chunks(self) -> None:
        while (end := self.raw.find(b"\r\n")) > 0:
            size = int(self.raw[:end], 16)
            if len(self.raw) < end + size + 4:
                return
            self.text += self.raw[end + 2 : end + 2 + size]
            self.raw = self.raw[end + size + 4 :]


def rows(count: int) -> pa.Table:
    return pa.table({"level": ["INFO", "ERROR"] * (count // 2), "took": [1.5, 2.5] * (count // 2)})


def commit(lake: pathlib.Path, version: int) -> float:
    """Seconds since 1970 at which the commit's file was made."""
    write_deltalake(str(lake / "delta_lake" / "live"), rows(100), mode="append")
    entry = lake / "delta_lake" / "live" / "_delta_log" / f"{version:020}.json"
    return entry.stat().st_mtime


def start(server: Server) -> str:
    server.connection.request("POST", "/api/live", json.dumps({"query": SQL}))
    return json.loads(server.connection.getresponse().read())["liveId"]


def quantile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def figures(values: list[float]) -> str:
    if not values:
        return "nothing came"
    return f"p50 {statistics.median(values):.0f} ms, p99 {quantile(values, 0.99):.0f} ms of {len(values):,}"


def within(values: list[float], wanted: int, part: float, most: float) -> bool:
    """Nine of ten of what was waited for must have come; the rest may have been replaced by newer ones."""
    return len(values) >= 0.9 * wanted and quantile(values, part) <= most


def latency(server: Server, lake: pathlib.Path, report: Report, live: str, first: int, commits: int) -> None:
    events = Events(server, f"/events?live={live}&topics=tables")
    selector = selectors.DefaultSelector()
    selector.register(events.socket, selectors.EVENT_READ)
    tables, snapshots = [], []
    for version in range(first, first + commits):
        made, seen = commit(lake, version), set()
        deadline = time.monotonic() + 10
        while seen != {"table", "snapshot"} and time.monotonic() < deadline:
            selector.select(0.1)
            now = time.time()
            for name, data in events.read():
                data = json.loads(data)
                if name not in ("table", "snapshot") or data.get("version") != version:
                    continue
                seen.add(name)
                late = (now - made) * 1000
                (tables if name == "table" else snapshots).append(late - data.get("runMs", 0))
        # Not in step with the server's looks, which come four times a second.
        time.sleep(max(0.0, made + random.uniform(0.7, 1.3) - time.time()))
    report.add("another writer's commit → change", figures(tables), "within 500 ms", within(tables, commits, 0.99, 500))
    report.add("commit → frame, beyond the engine's own run time", figures(snapshots), "p50 ≤ 150 ms", within(snapshots, commits, 0.5, 150))


def wait_for_demo(server: Server) -> None:
    """Until its history is written."""
    deadline = time.monotonic() + 300
    while "The demo appends" not in (server.state / "server.log").read_text(errors="replace"):
        if time.monotonic() > deadline:
            raise SystemExit(f"The demo has not begun to append; see {server.state}/server.log")
        time.sleep(0.5)


def own_commits(folder: pathlib.Path, report: Report, commits: int) -> None:
    """The demo commits once a second, and tells those who follow by a hint instead of by a look at the folder. A commit is
    there once its file, which was written and flushed under another name, is linked: the file's change time."""
    server = Server(folder / "lake", folder / "state", "--demo")
    try:
        wait_for_demo(server)
        log = folder / "lake" / "delta_lake" / "logs" / "_delta_log"
        events, late = Events(server, "/events?topics=tables"), []
        selector = selectors.DefaultSelector()
        selector.register(events.socket, selectors.EVENT_READ)
        deadline = time.monotonic() + 10 + 3 * commits
        while len(late) < commits and time.monotonic() < deadline:
            selector.select(0.1)
            now = time.time()
            for name, data in events.read():
                data = json.loads(data)
                # Commits only: what was there before is told by its newest version.
                if name == "table" and data["table"] == "delta_lake.logs" and "timestamp" in data:
                    late.append((now - (log / f"{data['version']:020}.json").stat().st_ctime) * 1000)
        report.add("our own commit → change", figures(late), "within 50 ms", within(late, commits, 0.99, 50))
    finally:
        server.stop()


def cpu_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fan_out(server: Server, lake: pathlib.Path, report: Report, live: str, first: int, commits: int, readers: int) -> None:
    selector = selectors.DefaultSelector()
    for _ in range(readers):
        events = Events(server, f"/events?live={live}")
        selector.register(events.socket, selectors.EVENT_READ, events)
    late, before, began = [], cpu_seconds(server.process.pid), time.monotonic()
    for version in range(first, first + commits):
        made, got = commit(lake, version), 0
        deadline = time.monotonic() + 10
        while got < readers and time.monotonic() < deadline:
            for key, _ in selector.select(0.1):
                for name, data in key.data.read():
                    now = time.time()
                    data = json.loads(data)
                    if name == "snapshot" and data["version"] == version:
                        sent = datetime.datetime.fromisoformat(data["sentAt"].replace("Z", "+00:00")).timestamp()
                        late.append((now - sent) * 1000)
                        got += 1
        time.sleep(max(0.0, made + 1 - time.time()))
    used = (cpu_seconds(server.process.pid) - before) / (time.monotonic() - began)
    skipped = commits * readers - len(late)
    replaced = f"; {skipped:,} replaced by newer ones" if skipped else ""
    report.add(f"sent → received, {readers} connections on one query", figures(late) + replaced, "p99 < 500 ms", within(late, commits * readers, 0.99, 500))
    report.add(f"server with {readers} connections at a commit a second", f"{used:.2f} cores, {server.resident():.0f} MB", "< 0.5 cores", used < 0.5)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--commits", type=int, default=60)
    options.add_argument("--readers", type=int, default=200)
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = Report()
        folder = pathlib.Path(folder)
        lake = folder / "lake"
        write_deltalake(str(lake / "delta_lake" / "live"), rows(10_000))
        server = Server(lake, folder / "state")
        try:
            live = start(server)
            latency(server, lake, report, live, 1, options.commits)
            fan_out(server, lake, report, live, 1 + options.commits, options.commits, options.readers)
        finally:
            server.stop()
        own_commits(folder / "own", report, options.commits)


if __name__ == "__main__":
    main()
