"""`make bench`: Tideline beside the PySpark client on the same engine, one table out.

Every figure is a median of runs that alternate between the two, on a warm server and engine.
"""

import argparse
import concurrent.futures
import pathlib
import platform
import statistics
import subprocess
import tempfile
import threading
import time
import warnings

import data
from server import ROOT, Server

warnings.filterwarnings("ignore")

QUERIES = {
    "errors by endpoint": """SELECT endpoint, count(*) AS error_count, avg(response_time) AS avg_response_time
        FROM delta_lake.logs WHERE status >= 400 AND timestamp >= current_timestamp() - interval 24 hours
        GROUP BY endpoint ORDER BY error_count DESC""",
    "requests by source": """SELECT source, count(*) AS total_requests, avg(response_time) AS avg_response_time
        FROM delta_lake.logs WHERE timestamp >= current_timestamp() - interval 1 day
        GROUP BY source ORDER BY total_requests DESC""",
    "sessions by user": """SELECT user_id, count(distinct session_id) AS unique_sessions, count(*) AS total_requests
        FROM delta_lake.logs WHERE timestamp >= current_date() GROUP BY user_id HAVING total_requests > 10
        ORDER BY total_requests DESC""",
    "minute series": """SELECT date_format(timestamp, 'yyyy-MM-dd HH:mm') AS hour, count(*) AS total_requests,
        sum(case when status >= 400 then 1 else 0 end) AS errors FROM delta_lake.logs
        WHERE timestamp >= current_timestamp() - interval 24 hours
        GROUP BY date_format(timestamp, 'yyyy-MM-dd HH:mm') ORDER BY hour DESC""",
    "anomalies": """SELECT endpoint, source, level, count(*) AS anomaly_count FROM delta_lake.logs
        WHERE (level = 'ERROR' OR response_time > 1000) AND timestamp >= current_timestamp() - interval 6 hours
        GROUP BY endpoint, source, level ORDER BY anomaly_count DESC""",
}
WIDE = "SELECT * FROM delta_lake.wide"
LOGS = "SELECT * FROM delta_lake.logs"


def milliseconds(body) -> float:
    start = time.perf_counter()
    body()
    return (time.perf_counter() - start) * 1000


def alternate(ours, peers, runs: int) -> list[float]:
    """Medians of ours and of each peer, the runs taken in turn after one warm-up each."""
    bodies = [ours, *peers]
    for body in bodies:
        body()
    times = [[] for _ in bodies]
    for _ in range(runs):
        for body, kept in zip(bodies, times):
            kept.append(milliseconds(body))
    return [statistics.median(kept) for kept in times]


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what: str, ours: str, peer: str, bar: str, met: bool) -> None:
        self.rows.append((what, ours, peer, bar, "met" if met else "**missed**"))
        print(f"{what}: {ours} (peer {peer}; bar {bar}: {'met' if met else 'MISSED'})", flush=True)

    def markdown(self) -> str:
        lines = ["| what | Tideline | peer | bar | |", "|---|---|---|---|---|"]
        return "\n".join(lines + [f"| {' | '.join(row)} |" for row in self.rows])


def select_one(server, peer, table) -> None:
    ours, theirs = alternate(lambda: server.query("SELECT 1"), [lambda: peer.run("SELECT 1")], 200)
    table.add("`SELECT 1` over HTTP", f"{ours:.1f} ms", f"{theirs:.1f} ms", "≤ 5 ms", ours <= 5)


def five_queries(server, plain, gzip, table) -> None:
    for name, sql in QUERIES.items():
        peers = [lambda: plain.run(sql), lambda: gzip.run(sql)]
        ours, theirs, zipped = alternate(lambda: server.query(sql), peers, 9)
        ratio = ours / theirs
        shown = f"{theirs:.0f} ms (gzip {zipped:.0f} ms)"
        table.add(f"{name}, 10 M rows", f"{ours:.0f} ms ({ratio:.2f} ×)", shown, "≤ 1.05 ×", ratio <= 1.05)


def arrow(server, plain, gzip, table) -> None:
    """The bar is against the client as it comes, which has the engine compress; the fairer figure stands beside it."""
    media = "application/vnd.apache.arrow.stream"
    peers = [lambda: plain.run(WIDE), lambda: gzip.run(WIDE)]
    ours, theirs, zipped = alternate(lambda: server.query(WIDE, media), peers, 5)
    factor = zipped / ours
    shown = f"{zipped:.0f} ms (without gzip {theirs:.0f} ms: {theirs / ours:.1f} ×)"
    table.add("1 M rows × 10 columns as Arrow", f"{ours:.0f} ms ({factor:.1f} × faster)", shown, "≥ 4 ×", factor >= 4)


def listing(server, table) -> None:
    server.get("/api/tables")
    ours = statistics.median(milliseconds(lambda: server.get("/api/tables")) for _ in range(21))
    table.add(f"listing of {data.SMALL_TABLES} tables, warm", f"{ours:.1f} ms", "–", "≤ 50 ms", ours <= 50)


def export(server, table) -> None:
    """Ten million rows as CSV, read as fast as they come, with the server's memory sampled meanwhile."""
    peak, done = [0.0], threading.Event()

    def sample() -> None:
        while not done.wait(0.02):
            peak[0] = max(peak[0], server.resident())

    with concurrent.futures.ThreadPoolExecutor() as pool:
        sampler = pool.submit(sample)
        start = time.perf_counter()
        server.connection.request("POST", "/api/query", body=f'{{"query": "{LOGS}"}}', headers={"Accept": "text/csv"})
        response, size = server.connection.getresponse(), 0
        while part := response.read(1 << 20):
            size += len(part)
        seconds = time.perf_counter() - start
        done.set()
        sampler.result()
    what = f"server memory while exporting 10 M rows as CSV ({size / 1e9:.1f} GB in {seconds:.0f} s)"
    table.add(what, f"{peak[0]:.0f} MB", "–", "≤ 250 MB", peak[0] <= 250)


def json_encoding(table) -> None:
    program = ROOT / ".build" / "release" / "columns-benchmark"
    rate = float(subprocess.run([program], check=True, capture_output=True, text=True).stdout)
    table.add("JSON of log rows, one core", f"{rate:.0f} MB/s", "–", "≥ 150 MB/s", rate >= 150)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lake", type=pathlib.Path, help="keep and reuse the data here")
    parser.add_argument("--output", type=pathlib.Path, help="also write the table to this file")
    options = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory() as folder:
        lake = options.lake or pathlib.Path(folder) / "lake"
        if not lake.exists():
            print("making the data (about a minute) …", flush=True)
            data.make(lake)
        server = Server(lake.resolve(), pathlib.Path(folder) / "state")
        try:
            measure(server, lake.resolve(), table)
        finally:
            server.stop()
    text = f"{platform.machine()}, {platform.system()}, {cores()} cores\n\n{table.markdown()}\n"
    print("\n" + text)
    if options.output:
        options.output.write_text(text)


def cores() -> int:
    import os

    return len(os.sched_getaffinity(0))


def measure(server, lake, table) -> None:
    from peer import PySpark

    time.sleep(1)
    idle = server.resident()
    table.add("server memory, idle", f"{idle:.0f} MB", "–", "≤ 80 MB", idle <= 80)
    plain = PySpark(server.engine(), lake, compressed=False)
    gzip = PySpark(server.engine(), lake, compressed=True)
    try:
        select_one(server, plain, table)
        five_queries(server, plain, gzip, table)
        arrow(server, plain, gzip, table)
    finally:
        # While the engine still answers: the client waits for minutes at its exit for one that is gone.
        plain.close()
        gzip.close()
    listing(server, table)
    export(server, table)
    json_encoding(table)


if __name__ == "__main__":
    main()
