"""`make bench-ingest`: Kafka into Delta, beside what people would write without Tideline, and beside reading alone.

One broker (tansu, in memory), one machine for all of it. Parts, each to be had alone by `--parts`:

- `decode`: JSON into columns on one core, without a broker.
- `throughput`: a topic full of events (about 250 bytes of JSON each) is counted by a bare librdkafka consumer, by a straightforward Python consumer (confluent-kafka, orjson, pyarrow, deltalake; an append a second), and by
  Tideline into a Delta table with 500 ms commits. Each begins with the first record and ends when it has the last.
- `latency`: 10,000 events a second as they come. Each carries its time; it is visible from the moment at which the log entry
  of its commit stands in the table's folder, which every query looks for when it begins.
- `memory`: the same for an hour, from a broker that forgets (librdkafka's mock of one), so that it is the server's memory alone
  that could grow.
- `day`: as many commits as a day of one-second commits has, as fast as they go, while upkeep works by its policy: how many
  files there are in the end, and what a query costs, next to a copy that is compacted ideally.
"""

import argparse
import datetime
import json
import multiprocessing
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import confluent_kafka
import orjson
import pyarrow as pa
import pyarrow.dataset
from deltalake import DeltaTable, write_deltalake

from report import Report
from server import ROOT, Server

sys.path.insert(0, str(ROOT / "web/e2e"))
from kafka_broker import Broker  # noqa: E402

warnings.filterwarnings("ignore")

PARTITIONS = 4
TICKS = os.sysconf("SC_CLK_TCK")


def sample(number: int, dice: random.Random) -> bytes:
    status = dice.choice([200, 200, 200, 201, 404, 500])
    return orjson.dumps(
        {
            "timestamp": datetime.datetime.fromtimestamp(1_790_000_000 + number / 1_000, datetime.UTC).isoformat(),
            "level": "ERROR" if status >= 500 else "INFO",
            "source": dice.choice(["web", "api", "auth", "search"]),
            "endpoint": dice.choice(["/api/v1/cart/items", "/api/v1/orders", "/", "/login"]),
            "method": dice.choice(["GET", "POST"]),
            "status": status,
            "response_time": round(dice.expovariate(1 / 40), 2),
            "user_id": dice.randrange(1, 100_000),
            "session_id": f"{dice.getrandbits(64):016x}",
            "message": "item put into the cart",
        }
    )


def fill(address: str, topic: str, count: int) -> int:
    """Events into all partitions; returns their bytes."""
    dice = random.Random(7)
    values = [sample(number, dice) for number in range(20_000)]
    producer = confluent_kafka.Producer(
        {"bootstrap.servers": address, "linger.ms": 20, "batch.size": 1 << 20, "queue.buffering.max.messages": 1_000_000}
    )
    size = 0
    for number in range(count):
        value = values[number % len(values)]
        size += len(value)
        while True:
            try:
                producer.produce(topic, value, partition=number // 1_000 % PARTITIONS)
                break
            except BufferError:
                producer.poll(0.1)
        if number % 10_000 == 0:
            producer.poll(0)
    if producer.flush(300):
        raise SystemExit("The broker did not take the events.")
    return size


def consumer(address: str, topic: str, group: str) -> confluent_kafka.Consumer:
    found = confluent_kafka.Consumer({"bootstrap.servers": address, "group.id": group, "fetch.message.max.bytes": 4 << 20})
    found.assign([confluent_kafka.TopicPartition(topic, index, 0) for index in range(PARTITIONS)])
    return found


def bare(address: str, topic: str, count: int) -> float:
    """Events a second that a loop in compiled code over librdkafka only counts."""
    command = [ROOT / ".build/release/kafka-benchmark", address, topic, str(PARTITIONS), str(count), "bare"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout.splitlines()
    return statistics.median(float(line.split()[1]) for line in lines)


def straightforward(address: str, topic: str, count: int, table: pathlib.Path) -> float:
    """Events a second of the program that somebody would write in an afternoon."""
    source, seen, rows, began, last = consumer(address, topic, "straightforward"), 0, [], None, time.perf_counter()
    while seen < count:
        for message in source.consume(10_000, 0.1):
            rows.append(orjson.loads(message.value()))
            seen += 1
        began = began or time.perf_counter()
        if rows and (time.perf_counter() - last >= 1 or seen >= count):
            write_deltalake(str(table), pa.Table.from_pylist(rows), mode="append")
            rows, last = [], time.perf_counter()
    source.close()
    return count / (time.perf_counter() - began)


def pipeline(server: Server, address: str, topic: str, table: str, properties: dict = {}, **more) -> None:
    source = {"type": "kafka", "brokers": address, "topics": [topic], "properties": properties}
    definition = {"name": topic, "source": source, "table": table, **more}
    status, body = server._send("POST", "/api/pipelines", json.dumps(definition), {})
    if status != 201:
        raise SystemExit(f"no pipeline: {body!r}")


def progress(server: Server, name: str) -> dict:
    return json.loads(server.get(f"/api/pipelines/{name}")[1])


def tideline(server: Server, address: str, topic: str, count: int) -> float:
    """Events a second, from the pipeline's making to its last commit."""
    began = time.time()
    pipeline(server, address, topic, f"bench.{topic}")
    while True:
        now = progress(server, topic)
        if now["totals"]["rows"] + now["totals"]["rejects"] >= count:
            break
        if now["state"] == "failed" or time.time() - began > 600:
            raise SystemExit(f"the pipeline did not end: {now}")
        time.sleep(0.05)
    ended = datetime.datetime.fromisoformat(now["commit"]["at"]).timestamp()
    commits = now["totals"]["commits"]
    print(f"  {count:,} events in {ended - began:.1f} s and {commits} commits", file=sys.stderr)
    return count / (ended - began)


def processor_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def throughput(report: Report, folder: pathlib.Path, count: int) -> None:
    broker = Broker().start()
    server = Server(folder / "lake", folder / "state")
    try:
        broker.create("events", PARTITIONS)
        size = fill(broker.address, "events", count)
        reading = bare(broker.address, "events", count)
        ours = tideline(server, broker.address, "events", count)
        rows = DeltaTable(str(folder / "lake/bench/events")).to_pyarrow_dataset().count_rows()
        if rows != count:
            raise SystemExit(f"{rows} rows of {count} events")
        peer = straightforward(broker.address, "events", count // 5, folder / "peer")
        what = f"Kafka → Delta, {count / 1e6:.1f} M events of {size // count} bytes, 500 ms commits"
        report.add(what, f"{ours:,.0f} events/s", "≥ 200,000", ours >= 200_000)
        report.add("the Python consumer beside it", f"{peer:,.0f} events/s: Tideline is {ours / peer:.1f} ×", "≥ 3 ×", ours >= 3 * peer)
        report.add("a bare librdkafka consumer that only counts", f"{reading:,.0f} events/s: Tideline is {ours / reading:.2f} ×", "≥ 0.5 ×", 2 * ours >= reading)
    finally:
        server.stop()
        broker.stop()


def steady(address: str, topic: str, rate: int, seconds: float) -> None:
    """Events that carry their times, in a process of its own."""
    write_steadily(confluent_kafka.Producer({**STEADY, "bootstrap.servers": address}), topic, rate, seconds)


def steady_mock(told, topic: str, rate: int, seconds: float) -> None:
    """The same, from a producer that is its own broker, whose address it tells first; old records are forgotten there."""
    producer = confluent_kafka.Producer({**STEADY, "test.mock.num.brokers": 1, "log_level": 3})
    broker = next(iter(producer.list_topics(timeout=10).brokers.values()))
    told.send(f"{broker.host}:{broker.port}")
    write_steadily(producer, topic, rate, seconds)
    time.sleep(10)


STEADY = {"linger.ms": 5, "queue.buffering.max.messages": 1_000_000}


def write_steadily(producer: confluent_kafka.Producer, topic: str, rate: int, seconds: float) -> None:
    dice, number = random.Random(7), 0
    rests = [sample(number, dice)[1:] for number in range(5_000)]
    began = time.time()
    while time.time() - began < seconds:
        while number < (time.time() - began) * rate:
            value = b'{"sent":%d,' % int(time.time() * 1e6) + rests[number % len(rests)]
            producer.produce(topic, value, partition=number // 50 % PARTITIONS)
            number += 1
        producer.poll(0)
        time.sleep(0.002)
    producer.flush(60)


def visible_after(table: pathlib.Path, since: float) -> list[float]:
    """Milliseconds from each event's time to the log entry of its commit, for events from a moment on."""
    delays = []
    for entry in sorted((table / "_delta_log").glob("*.json")):
        moment = entry.stat().st_mtime
        actions = [json.loads(line) for line in entry.read_text().splitlines()]
        paths = [str(table / action["add"]["path"]) for action in actions if "add" in action and action["add"]["dataChange"]]
        if moment < since or not paths:
            continue
        sent = pyarrow.dataset.dataset([path for path in paths if os.path.exists(path)]).to_table(columns=["sent"])["sent"].to_numpy()
        delays.extend((moment - sent[sent >= since * 1e6] / 1e6) * 1e3)
    return delays


def latency(report: Report, folder: pathlib.Path, rate: int, seconds: int) -> None:
    broker = Broker().start()
    server = Server(folder / "lake", folder / "state")
    try:
        broker.create("steady", PARTITIONS)
        writer = multiprocessing.Process(target=steady, args=(broker.address, "steady", rate, seconds + 10))
        writer.start()
        pipeline(server, broker.address, "steady", "bench.steady")
        time.sleep(10)
        since, used, residents = time.time(), processor_seconds(server.process.pid), []
        while time.time() - since < seconds:
            time.sleep(5)
            residents.append(server.resident())
        share = (processor_seconds(server.process.pid) - used) / (time.time() - since)
        writer.join()
        time.sleep(2)
        delays = visible_after(folder / "lake/bench/steady", since)
        half, nearly_all = statistics.median(delays), statistics.quantiles(delays, n=100)[98]
        what = f"{rate:,} events/s for {seconds} s: produced → visible"
        met = half <= 400 and nearly_all <= 1_000
        report.add(what, f"p50 {half:.0f} ms, p99 {nearly_all:.0f} ms of {len(delays):,}", "p50 ≤ 400 ms, p99 ≤ 1 s", met)
        report.add("CPU of the server meanwhile", f"{share * 100:.0f} % of one core", "≤ 25 %", share <= 0.25)
        report.add("memory of the server meanwhile", f"{max(residents):.0f} MB at most", "≤ 150 MB", max(residents) <= 150)
    finally:
        server.stop()
        broker.stop()


def memory(report: Report, folder: pathlib.Path, rate: int, minutes: int) -> None:
    told, telling = multiprocessing.Pipe()
    writer = multiprocessing.Process(target=steady_mock, args=(telling, "hour", rate, minutes * 60))
    writer.start()
    server = Server(folder / "lake", folder / "state")
    try:
        pipeline(server, told.recv(), "hour", "bench.hour")
        residents, ends = [], time.time() + minutes * 60
        while time.time() < ends:
            time.sleep(5)
            residents.append(server.resident())
        rows = progress(server, "hour")["totals"]["rows"]
        if rows < 0.99 * rate * minutes * 60:
            raise SystemExit(f"only {rows:,} rows came through")
        tenths = [residents[len(residents) * part // 10 : len(residents) * (part + 1) // 10] for part in range(10)]
        course = [statistics.median(part) for part in tenths]
        what = f"memory of the server in {minutes} min at {rate:,} events/s"
        report.add(f"{what}, at most", f"{max(residents):.0f} MB", "≤ 150 MB", max(residents) <= 150)
        grows = statistics.mean(course[6:]) > 1.05 * statistics.mean(course[2:6])
        report.add(f"{what}, by tenths", " ".join(f"{value:.0f}" for value in course) + " MB", "does not grow", not grows)
    finally:
        server.stop()
        writer.terminate()
        writer.join()


def day(report: Report, folder: pathlib.Path, commits: int) -> None:
    # The broker of the other parts gets slower with each record that it keeps.
    told, telling = multiprocessing.Pipe()
    writer = multiprocessing.Process(target=steady_mock, args=(telling, "day", 2_000, 86_400))
    writer.start()
    server = Server(folder / "lake", folder / "state")
    table = folder / "lake/bench/day"
    try:
        # Each commit takes what has come since the one before it.
        pipeline(server, told.recv(), "day", "bench.day", {"fetch.wait.max.ms": "5"}, flush={"intervalMs": 10})
        while (now := progress(server, "day"))["totals"]["commits"] < commits:
            if now["state"] == "failed" or not writer.is_alive():
                raise SystemExit(f"the commits ended too early: {now}")
            time.sleep(1)
        made = now["totals"]["commits"]
        writer.terminate()
        settle(server)
        files = DeltaTable(str(table)).get_add_actions(flatten=True)["size_bytes"].to_pylist()
        ideal = max(1, -(-sum(files) // (128 << 20)))
        report.add(f"files after {made:,} commits ({sum(files) / 1e6:.0f} MB)", f"{len(files)}, ideally {ideal}", "≤ 1.5 ×", len(files) <= 1.5 * ideal)
        sql = "SELECT endpoint, count(*), avg(response_time) FROM {} GROUP BY endpoint"
        server.query("CREATE TABLE bench.ideal AS SELECT * FROM bench.day")
        server._send("POST", "/api/tables/bench.ideal/optimize", "{}", {})
        settle(server)
        ours, best = [], []
        for _ in range(15):
            for name, times in (("bench.day", ours), ("bench.ideal", best)):
                began = time.perf_counter()
                server.query(sql.format(name))
                times.append((time.perf_counter() - began) * 1e3)
        mine, theirs = statistics.median(ours), statistics.median(best)
        report.add("a query on it", f"{mine:.0f} ms; on the ideal copy {theirs:.0f} ms", "≤ 1.5 ×", mine <= 1.5 * theirs)
    finally:
        server.stop()
        writer.terminate()
        writer.join()


def decode(report: Report) -> None:
    """JSON into columns on one core; the time is the processor's."""
    lines = subprocess.run([ROOT / ".build/release/decode-benchmark"], check=True, capture_output=True, text=True).stdout.splitlines()
    for line in lines:
        name, size, speed, rows = line.split("\t")
        is_judged = name.startswith(("short logs", "logs, fixed"))
        met = not is_judged or float(speed.split()[0]) >= 400
        report.add(f"decode alone: {name}, {size}", f"{speed}, {rows}", "≥ 400 MB/s" if is_judged else "–", met)


def settle(server: Server) -> None:
    """Until upkeep has had nothing to do for a while."""
    quiet = 0
    while quiet < 75:
        time.sleep(1)
        busy = any(job["state"] in ("queued", "running") for job in json.loads(server.get("/api/jobs")[1]))
        quiet = 0 if busy else quiet + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parts", default="decode,throughput,latency,memory,day")
    parser.add_argument("--events", type=int, default=4_000_000)
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--minutes", type=int, default=60, help="of the part memory")
    parser.add_argument("--commits", type=int, default=86_400)
    options = parser.parse_args()
    report = Report()
    parts = {
        "decode": lambda folder: decode(report),
        "throughput": lambda folder: throughput(report, folder, options.events),
        "latency": lambda folder: latency(report, folder, options.rate, options.seconds),
        "memory": lambda folder: memory(report, folder, options.rate, options.minutes),
        "day": lambda folder: day(report, folder, options.commits),
    }
    for name in options.parts.split(","):
        if name not in parts:
            raise SystemExit(f"There is no part {name}; there are {', '.join(parts)}.")
        with tempfile.TemporaryDirectory(prefix="tideline-bench-") as folder:
            parts[name](pathlib.Path(folder))
    sys.exit(1 if report.missed else 0)


if __name__ == "__main__":
    main()
