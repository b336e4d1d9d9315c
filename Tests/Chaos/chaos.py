"""Kills a server at random moments while it takes numbered events in, and counts them afterwards.

A producer writes into three partitions of a real broker, another sends batches over HTTP, a third program (deltalake)
appends to the same table and compacts it, the engine is killed, the broker hangs, or is gone for a while and back, and the
disk fills up. At the end each event is in its table exactly once, as deltalake and DuckDB read it, and the ledger names no gap and no overlap.

    chaos.py --kills 200 [--seed 7] [--program .build/release/tideline]
"""

import argparse
import collections
import contextlib
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import warnings

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "web/e2e"))

import confluent_kafka  # noqa: E402
import pyarrow as pa  # noqa: E402
from counting import check, in_broker  # noqa: E402
from deltalake import DeltaTable, write_deltalake  # noqa: E402
from front import Front  # noqa: E402
from kafka_broker import Broker  # noqa: E402
from serving import lasting_port  # noqa: E402

warnings.filterwarnings("ignore")

TOPIC, PARTITIONS = "numbers", 3
DISK = 768 << 20


class Program:
    """The server, started and killed again and again."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.port = lasting_port()
        self.process = None

    def start(self):
        command = [self.program, "serve", "--port", str(self.port), "--lake", self.folder / "disk/lake"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TIDELINE_")}
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [*command, "--state", self.folder / "disk/state"], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment
            )

    def kill(self, how=signal.SIGKILL):
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def ask(self, method, path, body=None, headers=None):
        """Status and body; a server that is gone is an OSError."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            try:
                connection.request(method, path, body, headers or {})
                answer = connection.getresponse()
                return answer.status, answer.read()
            except http.client.HTTPException as problem:
                raise ConnectionError(str(problem)) from problem

    def wait(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended by itself with {self.process.returncode}: see {self.folder}/server.log")
            with contextlib.suppress(OSError):
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            time.sleep(0.02)
        raise SystemExit(f"the server did not come up: see {self.folder}/server.log")

    def engine(self):
        with contextlib.suppress(OSError, ValueError):
            return json.loads(self.ask("GET", "/healthz")[1])["engine"].get("processId")


class Actor(threading.Thread):
    """Does something again and again until it is told to stop; its failure is the test's."""

    def __init__(self, name, step):
        super().__init__(name=name, daemon=True)
        self.step, self.over, self.problem = step, threading.Event(), None

    def run(self):
        try:
            while not self.over.is_set():
                self.step(self.over)
        except BaseException as problem:
            self.problem = problem

    def end(self):
        self.over.set()
        self.join(120)
        if self.is_alive():
            raise SystemExit(f"{self.name} did not end")
        if self.problem is not None:
            raise SystemExit(f"{self.name} failed: {self.problem!r}")


class Events:
    """Numbered events into the topic's partitions."""

    def __init__(self, address, rate):
        self.rate, self.count, self.failed = rate, 0, []
        # A batch of several is one record to this broker when it is asked for its end.
        self.producer = confluent_kafka.Producer(
            {"bootstrap.servers": address, "batch.num.messages": 1, "message.timeout.ms": 120_000, "request.timeout.ms": 110_000, "log_level": 0}
        )

    def step(self, over):
        # No faster than the broker takes them.
        for _ in range(self.rate // 20 if len(self.producer) < 5_000 else 0):
            value = json.dumps({"n": self.count, "text": "x" * random.randrange(40)})
            self.producer.produce(TOPIC, value, partition=self.count % PARTITIONS, on_delivery=self._delivered)
            self.count += 1
            self.producer.poll(0)
        over.wait(0.05)

    def _delivered(self, error, message):
        if error is not None:
            self.failed.append(str(error))

    def finish(self):
        if self.producer.flush(120) or self.failed:
            raise SystemExit(f"the broker did not take every event: {self.failed[:3]}")


class Posts:
    """Numbered events over HTTP, each batch sent until it is accepted, under one key."""

    def __init__(self, program):
        self.program, self.count, self.repeated = program, 0, 0

    def step(self, over):
        size = random.randrange(1, 40)
        body = "\n".join(json.dumps({"n": self.count + index}) for index in range(size))
        path = "/api/ingest/chaos.posted" + random.choice(["", "?wait=commit"])
        key = {"Idempotency-Key": str(uuid.uuid4())}
        while True:
            with contextlib.suppress(OSError):
                status, answer = self.program.ask("POST", path, body, key)
                if status in (200, 202):
                    self.repeated += b'"repeated":true' in answer
                    break
                if status not in (429, 500, 503, 507):
                    raise SystemExit(f"a batch was answered {status}: {answer[:300]!r}")
            time.sleep(0.05)
        self.count += size
        over.wait(0.02)


class OtherWriter:
    """deltalake, which appends to the pipeline's table and compacts it."""

    SCHEMA = pa.schema([("n", pa.int64()), ("text", pa.string())])

    def __init__(self, table):
        self.table, self.count, self.compactions, self.turns = table, 0, 0, 0

    def step(self, over):
        over.wait(0.7)
        if not DeltaTable.is_deltatable(str(self.table)):
            return
        self.turns += 1
        try:
            if self.turns % 6 == 0:
                DeltaTable(str(self.table)).optimize.compact()
                self.compactions += 1
            else:
                rows = pa.table({"n": [-1 - self.count], "text": ["deltalake"]}, schema=self.SCHEMA)
                write_deltalake(str(self.table), rows, mode="append", schema_mode="merge")
                self.count += 1
        except Exception as problem:
            # Its own conflicts and the full disk: what it did not commit is not expected.
            if not any(word in str(problem).lower() for word in ("conflict", "concurrent", "no space", "failed to commit", "transaction")):
                raise


class Faults:
    """What befalls one life of the server."""

    def __init__(self, program, broker, front, disk, table, dice):
        self.program, self.broker, self.front, self.disk, self.table, self.dice = program, broker, front, disk, table, dice
        self.done = collections.Counter()

    def befall(self, number):
        if number % 9 == 4:
            self._kill_engine()
        if number % 13 == 6:
            self._stop_broker()
        if number % 13 == 9:
            self._close_broker()
        if number % 17 == 8 and self.disk:
            self._fill_disk()

    def wait_for_moment(self):
        """Any moment, or right after a data file, or right after a log entry."""
        kind = self.dice.choice(["any", "data file", "log entry"])
        if kind == "any":
            time.sleep(self.dice.random() * 1.5)
        else:
            self._wait_for_new(".parquet" if kind == "data file" else ".json", "" if kind == "data file" else "_delta_log")
        self.done[f"killed after {kind}" if kind != "any" else "killed at any moment"] += 1

    def _wait_for_new(self, suffix, folder):
        path, deadline = self.table / folder, time.monotonic() + 5
        with contextlib.suppress(FileNotFoundError):
            known = {name for name in os.listdir(path) if name.endswith(suffix)}
            while time.monotonic() < deadline:
                if any(name not in known for name in os.listdir(path) if name.endswith(suffix)):
                    return
                time.sleep(0.0005)

    def _kill_engine(self):
        if (engine := self.program.engine()) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(engine, signal.SIGKILL)
            self.done["engine killed"] += 1

    def _stop_broker(self):
        self.broker.process.send_signal(signal.SIGSTOP)
        time.sleep(1 + self.dice.random() * 2)
        self.broker.process.send_signal(signal.SIGCONT)
        self.done["broker stopped"] += 1

    def _close_broker(self):
        self.front.close()
        time.sleep(1 + self.dice.random() * 2)
        self.front.open()
        self.done["broker gone and back"] += 1

    def _fill_disk(self):
        filler = self.disk / "filler"
        try:
            with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
                while True:
                    file.write(bytes(1 << 20))
            time.sleep(1.5)
        finally:
            filler.unlink()
        self.done["disk filled"] += 1


def small_disk(folder):
    """A file system of its own that can be filled; None where none can be mounted."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tideline", disk], capture_output=True)
    if mounted.returncode == 0:
        return disk
    print("chaos: no file system can be mounted here, so that the disk is not filled", flush=True)
    return None


def start_pipeline(program, address):
    definition = {
        "name": "numbers",
        "source": {"type": "kafka", "brokers": address, "topics": [TOPIC], "start": "earliest"},
        "table": "chaos.numbers",
        "metadataColumns": {"partition": "p", "offset": "o"},
        "flush": {"intervalMs": 100},
    }
    status, body = program.ask("POST", "/api/pipelines", json.dumps(definition))
    if status != 201:
        raise SystemExit(f"no pipeline: {body!r}")


def rounds(program, faults, kills):
    for number in range(kills):
        program.start()
        if faults.dice.random() < 0.8:
            program.wait()
            faults.befall(number)
            faults.wait_for_moment()
        else:
            time.sleep(faults.dice.random() * 0.5)
            faults.done["killed while it started"] += 1
        program.kill()
        if sys.stdout.isatty():
            print(f"\rchaos: {number + 1} of {kills} kills ", end="", flush=True)


def run(options, folder):
    disk = small_disk(folder)
    program = Program(options.program, folder)
    port = lasting_port()
    broker = Broker(advertised=f"127.0.0.1:{port}").start()
    front = Front(port, broker.address)
    actors = []
    try:
        broker.create(TOPIC, PARTITIONS)
        program.start()
        program.wait()
        start_pipeline(program, front.address)
        lake = folder / "disk/lake"
        events, posts, others = Events(front.address, options.rate), Posts(program), OtherWriter(lake / "chaos/numbers")
        actors = [Actor("the producer", events.step), Actor("the poster", posts.step), Actor("the other writer", others.step)]
        for actor in actors:
            actor.start()
        program.kill()
        faults = Faults(program, broker, front, disk, lake / "chaos/numbers", random.Random(options.seed))
        began = time.monotonic()
        rounds(program, faults, options.kills)
        took = time.monotonic() - began
        program.start()
        program.wait()
        for actor in actors:
            actor.end()
        events.finish()
        records = in_broker(front.address, TOPIC, PARTITIONS)
        check(program, lake, records, others, posts)
        program.kill(signal.SIGTERM)
        done = ", ".join(f"{count} × {what}" for what, count in sorted(faults.done.items()))
        print(
            f"chaos: {options.kills} kills in {took:.0f} s ({done}; {others.compactions} compactions and {others.count} appends by deltalake, "
            f"{posts.repeated} batches sent again): {len(records)} events of Kafka and {posts.count} over HTTP are there exactly once"
        )
    finally:
        for actor in actors:
            actor.over.set()
        program.kill()
        broker.stop()
        if disk is not None:
            subprocess.run(["umount", "-l", disk])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--rate", type=int, default=1_000, help="events a second into the topic")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build/release/tideline")
    options = parser.parse_args()
    options.program = options.program.resolve()
    print(f"chaos: seed {options.seed}", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tideline-chaos-"))
    run(options, folder)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
