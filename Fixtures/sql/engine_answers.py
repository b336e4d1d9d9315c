"""Runs Spark SQL on the embedded engine and prints the answers as JSON, for tests in Swift.

usage: engine_answers.py ENGINE_BINARY REQUEST_FILE ANSWER_FILE

Request: {"tables": [{"name", "columns": {column: [values]}, "types"?: {column: type}, "partitionBy"?: []}], "steps": [...]}
A step is {"sql": "..."} or {"append": "table", "columns": {...}}. The tables are written by the `deltalake` package in a
temporary folder, in the schema `delta_lake`. Answer: for each "sql" step {"columns", "rows"} or {"error"}.
A listener on a free port is found by asking the system for one; the engine dies with this process.
"""

import ctypes
import datetime
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

import pyarrow as pa
from deltalake import write_deltalake
from pyspark.sql import SparkSession

TYPES = {
    "timestamp": pa.timestamp("us", tz="UTC"), "date": pa.date32(), "int": pa.int32(), "long": pa.int64(),
    "double": pa.float64(), "string": pa.string(), "boolean": pa.bool_(), "tags": pa.list_(pa.string()),
    "point": pa.struct([("x", pa.float64()), ("y", pa.float64())]), "decimal": pa.decimal128(12, 2),
    "binary": pa.binary(), "ntz": pa.timestamp("us"),
}


def value(raw, kind):
    if raw is None:
        return None
    if kind == "timestamp":
        return datetime.datetime.fromtimestamp(raw / 1e6, datetime.timezone.utc)
    if kind == "ntz":
        return datetime.datetime.fromtimestamp(raw / 1e6, datetime.timezone.utc).replace(tzinfo=None)
    if kind == "date":
        return datetime.date(1970, 1, 1) + datetime.timedelta(days=raw)
    if kind == "decimal":
        import decimal
        return decimal.Decimal(str(raw))
    return raw.encode() if kind == "binary" else raw


def arrow(columns, types):
    arrays = {}
    for name, values in columns.items():
        kind = types.get(name)
        arrays[name] = pa.array([value(v, kind) for v in values], type=TYPES[kind] if kind else None)
    return pa.table(arrays)


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def start(engine):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = dict(os.environ, SAIL_RUNTIME__STACK_SIZE="268435456", TOKIO_WORKER_THREADS="8")
    process = subprocess.Popen(
        [engine, "spark", "server", "--ip", "127.0.0.1", "--port", str(port)], env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent,
    )
    deadline = time.monotonic() + 60
    while True:
        try:
            return process, SparkSession.builder.remote(f"sc://127.0.0.1:{port}").create()
        except Exception:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def end_with_engine(process, done):
    """The client would try again for minutes; a dead or frozen engine ends this process instead."""
    try:
        process.wait(timeout=180)
    except subprocess.TimeoutExpired:
        pass
    if not done.is_set():
        print(f"the engine ended or froze: {process.poll()}", file=sys.stderr, flush=True)
        process.kill()
        os._exit(3)


def plain(cell):
    if isinstance(cell, float) and cell != cell:
        return "NaN"
    if cell is None or isinstance(cell, (bool, int, float, str)):
        return cell
    return str(cell)


def run(spark, sql):
    try:
        table = spark.sql(sql).toArrow()
        columns = [column.to_pylist() for column in table.columns]
        return {"columns": table.column_names, "rows": [[plain(c) for c in row] for row in zip(*columns)]}
    except Exception as error:
        return {"error": str(error)[:500]}


def main(engine, request_file, answer_file):
    with open(request_file) as file:
        request = json.load(file)
    answers = []
    with tempfile.TemporaryDirectory() as lake:
        # The engine cannot find a table in a folder whose name has a space, so folders are numbered.
        folders = {table["name"]: f"{lake}/table{number}" for number, table in enumerate(request["tables"])}
        for table in request["tables"]:
            write_deltalake(
                folders[table["name"]], arrow(table["columns"], table.get("types", {})),
                partition_by=table.get("partitionBy"),
            )
        process, spark = start(engine)
        done = threading.Event()
        threading.Thread(target=end_with_engine, args=(process, done), daemon=True).start()
        try:
            spark.sql("CREATE DATABASE IF NOT EXISTS delta_lake").collect()
            for table in request["tables"]:
                name = table["name"]
                spark.sql(f"CREATE TABLE delta_lake.`{name}` USING delta LOCATION '{folders[name]}'").collect()
            types = {table["name"]: table.get("types", {}) for table in request["tables"]}
            for step in request["steps"]:
                if "append" in step:
                    name = step["append"]
                    write_deltalake(folders[name], arrow(step["columns"], types[name]), mode="append")
                else:
                    answers.append(run(spark, step["sql"]))
        finally:
            done.set()
            process.kill()
            process.wait()
    with open(answer_file, "w") as file:
        json.dump(answers, file)


try:
    main(*sys.argv[1:])
    status = 0
except Exception:
    traceback.print_exc()
    status = 1
# The client's exit hook would try for minutes to end its session on the engine that is gone.
os._exit(status)
