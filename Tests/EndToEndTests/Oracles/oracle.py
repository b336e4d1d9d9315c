"""Answers questions by programs that are not ours, one JSON document a line on stdin and stdout.

A question is {"do": name, ...arguments}; an answer is {"ok": value} or {"error": text}. Ends when stdin does.
"""

import base64
import csv
import datetime
import decimal
import functools
import io
import json
import math
import os
import sys
import traceback

import deltalake
import duckdb
import duckdb_extension_delta
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet


@functools.cache
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect(config={"allow_unsigned_extensions": True})
    folder = os.path.join(os.path.dirname(duckdb_extension_delta.__file__), "extensions", f"v{duckdb.__version__}")
    found.load_extension(os.path.join(folder, "delta.duckdb_extension"))
    found.execute("SET TimeZone = 'UTC'")
    return found


def plain(value):
    """A value under the rules that the API's documentation gives for JSON."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        zone = "Z" if value.tzinfo else ""
        value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None) if value.tzinfo else value
        return value.isoformat(timespec="microseconds") + zone
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    raise TypeError(f"no JSON for {type(value)}")


def table_rows(table: pa.Table) -> list:
    columns = [table.column(index).to_pylist() for index in range(table.num_columns)]
    return [[plain(value) for value in row] for row in zip(*columns)]


def write(path: str, sql: str, mode: str, partition_by: list[str]) -> int:
    rows = connection().execute(sql).to_arrow_table()
    deltalake.write_deltalake(path, rows, mode=mode, partition_by=partition_by or None)
    return deltalake.DeltaTable(path).version()


def write_long(path: str, versions: int, checkpoints: list[int]) -> int:
    """Version v appends v rows of `v`; checkpoints stand where they are asked for and nowhere else."""
    schema = pa.schema([("v", pa.int64()), ("k", pa.string())])
    properties = {"delta.checkpointInterval": "1000000"}
    deltalake.DeltaTable.create(path, schema=schema, partition_by=["k"], configuration=properties)
    for version in range(1, versions):
        rows = pa.table({"v": [version] * version, "k": ["ab"[i % 2] for i in range(version)]}, schema=schema)
        deltalake.write_deltalake(path, rows, mode="append")
        if version in checkpoints:
            checkpoint(path)
    return deltalake.DeltaTable(path).version()


def checkpoint(path: str) -> None:
    deltalake.DeltaTable(path).create_checkpoint()


def by_duckdb(sql: str, tables: dict[str, str]) -> list:
    scans = {name: f"delta_scan('file://{path}')" for name, path in tables.items()}
    for name, scan in scans.items():
        sql = sql.replace("{" + name + "}", scan)
    return [[plain(value) for value in row] for row in connection().execute(sql).fetchall()]


def decode(format: str, data: str) -> dict:
    raw = base64.b64decode(data)
    if format == "csv":
        records = list(csv.reader(io.StringIO(raw.decode(), newline="")))
        return {"columns": records[0], "rows": records[1:]}
    if format in ("json", "ndjson"):
        text = raw.decode()
        rows = json.loads(text) if format == "json" else [json.loads(line) for line in text.splitlines()]
        return {"columns": list(rows[0]) if rows else [], "rows": [list(row.values()) for row in rows]}
    source = pa.BufferReader(raw)
    table = pa.ipc.open_stream(source).read_all() if format == "arrow" else pyarrow.parquet.read_table(source)
    table.validate(full=True)
    return {
        "columns": table.column_names,
        "types": [str(field.type) for field in table.schema],
        "rows": table_rows(table),
    }


def table_facts(path: str, version: int | None = None) -> dict:
    table = deltalake.DeltaTable(path, version=version)
    rows = deltalake.QueryBuilder().register("t", table).execute("SELECT count(*) AS n FROM t").read_all()
    return {"version": table.version(), "rows": pa.table(rows).column(0)[0].as_py()}


def position(path: str, app_id: str) -> int | None:
    return deltalake.DeltaTable(path).transaction_version(app_id)


QUESTIONS = {
    "position": position,
    "write": write,
    "long": write_long,
    "checkpoint": checkpoint,
    "duckdb": by_duckdb,
    "decode": decode,
    "facts": table_facts,
}


def main() -> None:
    out = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = {"ok": QUESTIONS[question.pop("do")](**question)}
        except BaseException as error:  # noqa: BLE001 - the asker decides what an error means
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(answer) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
