#!/usr/bin/env python3
"""Writes Delta tables with other writers, and what those say of them.

Usage: write_tables.py ENGINE_BINARY FOLDER

Makes FOLDER/<table> with `deltalake` and with the engine (a Spark Connect server that runs as our child), and
FOLDER/expected.json: for each table its version, schema, row count, history and, where `deltalake` can tell, its files.
"""

import ctypes
import datetime
import decimal
import json
import os
import signal
import socket
import subprocess
import sys
import time

import deltalake
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake

UTC = datetime.timezone.utc
MOMENT = datetime.datetime(2024, 1, 31, 12, 30, 15, 123456, UTC)


def rows(start, count):
    """Every type that both writers know; each third value is null."""
    ids = range(start, start + count)

    def column(make, kind):
        return pa.array([None if i % 3 == 2 else make(i) for i in ids], kind)

    return pa.table({
        "id": pa.array(ids, pa.int64()),
        "i": column(lambda i: i, pa.int32()),
        "f": column(lambda i: i / 7, pa.float32()),
        "g": column(lambda i: i / 7, pa.float64()),
        "s": column(lambda i: "ö/" * (i % 40) + str(i), pa.string()),
        "ts": column(lambda i: MOMENT + datetime.timedelta(microseconds=i), pa.timestamp("us", "UTC")),
        "ntz": column(lambda i: MOMENT.replace(tzinfo=None), pa.timestamp("us")),
        "d": column(lambda i: MOMENT.date(), pa.date32()),
        "dec": column(lambda i: decimal.Decimal(i * 10**20) / 100, pa.decimal128(38, 2)),
        "b": column(lambda i: i % 2 == 0, pa.bool_()),
        "bin": column(lambda i: bytes([i % 256]), pa.binary()),
        "st": column(lambda i: {"x": i, "y": {"z": str(i)}},
                     pa.struct([("x", pa.int64()), ("y", pa.struct([("z", pa.string())]))])),
        "ar": column(lambda i: [i, None], pa.list_(pa.int64())),
        "m": column(lambda i: [("k", i)], pa.map_(pa.string(), pa.int64())),
        "p": pa.array(["a b", "c=d/ü", None][start // 100 % 3:][:1] * count, pa.string()),
        "day": pa.array([datetime.date(2024, 1, 1 + start // 100 % 28)] * count, pa.date32()),
    })


def with_deltalake(folder):
    path = f"{folder}/partitioned"
    for batch in range(12):
        properties = CommitProperties(
            app_transactions=[Transaction("ingest", batch)], custom_metadata={"userMetadata": f"batch {batch}"})
        write_deltalake(path, rows(batch * 100, 50), mode="append", partition_by=["p", "day"],
                        commit_properties=properties)
        if batch == 9:
            DeltaTable(path).create_checkpoint()
    DeltaTable(path).delete("id % 10 = 3")

    path = f"{folder}/compacted"
    for batch in range(6):
        write_deltalake(path, rows(batch * 10, 10).drop_columns(["p", "day"]), mode="append")
    DeltaTable(path).optimize.compact()
    DeltaTable(path).create_checkpoint()
    write_deltalake(path, rows(900, 5).drop_columns(["p", "day"]), mode="append")
    DeltaTable(path).update(predicate="id = 901", updates={"i": "7"})
    return [described(folder, name) for name in ("partitioned", "compacted")]


def described(folder, name):
    table = DeltaTable(f"{folder}/{name}")
    files = pa.table(table.get_add_actions()).to_pylist()
    return {
        "name": name,
        "version": table.version(),
        "schema": json.loads(table.schema().to_json()),
        "rows": table.to_pyarrow_table().num_rows,
        "files": [{"path": f["path"], "size": f["size_bytes"], "rows": f["num_records"]} for f in files],
        "operations": [entry["operation"] for entry in table.history()],
        "versions": [rows_at(f"{folder}/{name}", version) for version in range(table.version() + 1)],
    }


def rows_at(path, version):
    return DeltaTable(path, version=version).to_pyarrow_table().num_rows


ENGINE_STATEMENTS = {
    "vectors": [
        "create table vectors (id bigint, s string) using delta location '{0}' "
        "tblproperties('delta.enableDeletionVectors'='true')",
        "insert into vectors select id, cast(id as string) as s from range(1000)",
        "delete from vectors where id % 7 = 0",
        "delete from vectors where id between 100 and 199",
    ],
    "mapped": [
        "create table mapped (id bigint, s string, d date) using delta partitioned by (d) location '{0}' "
        "tblproperties('delta.columnMapping.mode'='name')",
        "insert into mapped select id, cast(id as string) as s, date'2024-01-01' as d from range(100)",
        "insert into mapped select id, cast(null as string) as s, cast(null as date) as d from range(10)",
    ],
    "timed": [
        "create table timed (id bigint) using delta location '{0}' "
        "tblproperties('delta.enableInCommitTimestamps'='true')",
        "insert into timed select id from range(10)",
        "insert into timed select id from range(20)",
    ],
}


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def with_engine(binary, folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    engine = subprocess.Popen(
        [binary, "spark", "server", "--ip", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
    try:
        wait_for(port)
        from pyspark.sql import SparkSession
        spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
        tables = [by_engine(spark, folder, name, sql) for name, sql in ENGINE_STATEMENTS.items()]
        spark.stop()
        return tables
    finally:
        engine.kill()
        engine.wait()


def wait_for(port):
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def by_engine(spark, folder, name, statements):
    counts = []
    for statement in statements:
        spark.sql(statement.format(f"{folder}/{name}")).collect()
        counts.append(spark.sql(f"select count(*) from {name}").collect()[0][0])
    return {"name": name, "version": len(statements) - 1, "rows": counts[-1], "versions": counts}


def main():
    binary, folder = sys.argv[1:]
    signal.alarm(120)
    die_with_parent()
    tables = with_deltalake(folder) + with_engine(binary, folder)
    with open(f"{folder}/expected.json", "w") as out:
        json.dump(tables, out)
    # The Connect client's threads would keep a finished process waiting.
    sys.stdout.flush()
    os._exit(0)


main()
