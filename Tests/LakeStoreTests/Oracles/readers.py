"""What deltalake, DuckDB and the engine read from a table."""

import datetime
import decimal
import functools
import json
import math
import os

import deltalake
import duckdb
import duckdb_extension_delta
import pyarrow as pa
import pyarrow.parquet as pq

import engine


def normal(value):
    """A value as every reader must give it: no reader's own types, order or precision."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else repr(value)
    if isinstance(value, decimal.Decimal):
        return f"decimal {value:f}"
    if isinstance(value, (bytes, bytearray)):
        return "binary " + bytes(value).hex()
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
        return f"time {value.isoformat()}"
    if isinstance(value, datetime.date):
        return f"date {value.isoformat()}"
    if isinstance(value, dict):
        return {key: normal(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [normal(inner) for inner in value]
    if isinstance(value, list):
        if value and all(isinstance(entry, tuple) for entry in value):  # a map
            return sorted(([normal(k), normal(v)] for k, v in value), key=json.dumps)
        return [normal(inner) for inner in value]
    raise TypeError(f"no normal form for {type(value)}")


def rows(table: pa.Table) -> list[str]:
    names = sorted(table.column_names)
    columns = [[normal(value) for value in table.column(name).to_pylist()] for name in names]
    return sorted(json.dumps(dict(zip(names, row)), sort_keys=True) for row in zip(*columns))


def by_deltalake(path: str, version: int | None = None) -> pa.Table:
    table = deltalake.DeltaTable(path, version=version)
    return deltalake.QueryBuilder().register("t", table).execute("SELECT * FROM t").read_all()


def plain(table) -> pa.Table:
    return table if isinstance(table, pa.Table) else pa.table(table)


@functools.cache
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"allow_unsigned_extensions": True})
    folder = os.path.join(os.path.dirname(duckdb_extension_delta.__file__), "extensions", f"v{duckdb.__version__}")
    connection.load_extension(os.path.join(folder, "delta.duckdb_extension"))
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def by_duckdb(path: str, version: int | None = None) -> pa.Table:
    option = "" if version is None else f", version={version}"
    result = database().execute(f"SELECT * FROM delta_scan('{path}'{option})")
    return result.fetch_arrow_table()


def by_engine(path: str, version: int | None = None) -> pa.Table:
    reader = engine.spark().read.format("delta")
    if version is not None:
        reader = reader.option("versionAsOf", version)
    return reader.load(path).toArrow()


READERS = {"deltalake": by_deltalake, "duckdb": by_duckdb, "engine": by_engine}


def compare(path: str, ours: str, readers: list[str], version: int | None = None) -> list[str]:
    """How each reader's rows differ from ours, which are in an Arrow stream file; empty when none does."""
    with pa.ipc.open_stream(ours) as stream:
        expected = rows(stream.read_all())
    differences = []
    for name in readers:
        try:
            found = rows(plain(READERS[name](path, version)))
        except Exception as error:  # noqa: BLE001
            differences.append(f"{name} fails: {type(error).__name__}: {error}")
            continue
        if found != expected:
            extra = [row for row in found if row not in set(expected)][:3]
            missing = [row for row in expected if row not in set(found)][:3]
            differences.append(
                f"{name} reads {len(found)} rows, we {len(expected)}; only there: {extra}; only here: {missing}"
            )
    return differences


def describe(path: str, version: int | None = None) -> dict:
    """What the log says, by deltalake."""
    table = deltalake.DeltaTable(path, version=version)
    actions = pa.table(table.get_add_actions(flatten=True))
    return {
        "version": table.version(),
        "schema": table.schema().to_json(),
        "files": sorted(actions.column("path").to_pylist()),
        "sizes": sorted(actions.column("size_bytes").to_pylist()),
        "records": actions.column("num_records").to_pylist() if "num_records" in actions.column_names else [],
        "partitions": table.metadata().partition_columns,
        "configuration": table.metadata().configuration,
        "id": str(table.metadata().id),
        "operations": [entry.get("operation") for entry in table.history()],
        "timestamps": [entry.get("timestamp") for entry in table.history()],
    }


def statistics(path: str) -> list[dict]:
    """Each file's statistics as deltalake parses them."""
    table = deltalake.DeltaTable(path)
    return json.loads(json.dumps(pa.table(table.get_add_actions(flatten=True)).to_pylist(), default=str))


def count(path: str, reader: str) -> int:
    return plain(READERS[reader](path)).num_rows


def sql(query: str, path: str, reader: str) -> list:
    """Rows of a query on the table `t`, for filters that readers answer by statistics."""
    if reader == "duckdb":
        result = database().execute(query.replace("FROM t", f"FROM delta_scan('{path}')")).fetch_arrow_table()
    elif reader == "engine":
        result = engine.spark().sql(query.replace("FROM t", f"FROM delta.`{path}`")).toArrow()
    else:
        builder = deltalake.QueryBuilder().register("t", deltalake.DeltaTable(path))
        result = plain(builder.execute(query).read_all())
    return rows(plain(result))


def parquet(path: str) -> dict:
    """What the footer of a data file says."""
    footer = pq.ParquetFile(path)
    column = footer.metadata.row_group(0).column(0) if footer.metadata.num_row_groups else None
    return {
        "rows": footer.metadata.num_rows,
        "compression": column.compression if column else None,
        "encodings": list(column.encodings) if column else [],
        "statistics": bool(column and column.is_stats_set),
        "schema": str(footer.schema),
    }


QUESTIONS = {
    "compare": compare,
    "describe": describe,
    "statistics": statistics,
    "count": count,
    "sql": sql,
    "parquet": parquet,
}
