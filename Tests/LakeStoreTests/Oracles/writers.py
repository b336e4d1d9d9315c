"""Tables that deltalake and the engine write."""

import datetime
import decimal

import deltalake
import pyarrow as pa

import engine

UTC = datetime.timezone.utc


def sample(first: int, count: int) -> pa.Table:
    """Rows of the types that every writer has; `k` is a partition value with nulls and awkward characters."""
    keys = ["plain", "with space", "50%", "ümlaut/slash", None, "a=b"]
    ids = list(range(first, first + count))
    return pa.table(
        {
            "id": pa.array(ids, pa.int64()),
            "k": pa.array([keys[i % len(keys)] for i in ids], pa.string()),
            "x": pa.array([i / 4 if i % 5 else None for i in ids], pa.float64()),
            "d": pa.array([decimal.Decimal(i) * decimal.Decimal("1.01") for i in ids], pa.decimal128(12, 2)),
            "at": pa.array(
                [datetime.datetime(1969, 12, 31, tzinfo=UTC) + datetime.timedelta(hours=i, microseconds=i) for i in ids],
                pa.timestamp("us", "UTC"),
            ),
            "day": pa.array([datetime.date(2026, 1, 1) + datetime.timedelta(days=i) for i in ids], pa.date32()),
            "tags": pa.array([[f"t{i}", None] if i % 3 else None for i in ids], pa.list_(pa.string())),
            "s": pa.array([{"a": i, "b": f"b{i}"} for i in ids], pa.struct([("a", pa.int32()), ("b", pa.string())])),
            "m": pa.array([[("k", i)] for i in ids], pa.map_(pa.string(), pa.int64())),
        }
    )


def make(path: str, commits: int, rows: int, partitioned: bool = False, checkpoint: bool = False) -> int:
    for number in range(commits):
        deltalake.write_deltalake(
            path, sample(number * rows, rows), mode="append", partition_by=["k"] if partitioned else None
        )
    table = deltalake.DeltaTable(path)
    if checkpoint:
        table.create_checkpoint()
    return table.version()


def dml(path: str) -> int:
    """A delete, an update, a merge and a compaction on what `make` made."""
    deltalake.DeltaTable(path).delete("id % 7 = 3")
    deltalake.DeltaTable(path).update(updates={"x": "99.5"}, predicate="id % 7 = 2")
    table = deltalake.DeltaTable(path)
    (
        table.merge(sample(5, 3), "t.id = s.id", source_alias="s", target_alias="t")
        .when_matched_update_all()
        .when_not_matched_insert_all()
        .execute()
    )
    deltalake.DeltaTable(path).optimize.compact()
    return deltalake.DeltaTable(path).version()


def append(path: str, first: int, count: int, commits: int, column: str = "id") -> int:
    """Appends commits of `count` ids each, as another writer at the same time."""
    for number in range(commits):
        start = first + number * count
        batch = pa.table({column: pa.array(range(start, start + count), pa.int64())})
        for attempt in range(50):
            try:
                deltalake.write_deltalake(path, batch, mode="append")
                break
            except deltalake.exceptions.CommitFailedError:
                if attempt == 49:
                    raise
    return deltalake.DeltaTable(path).version()


def engine_write(path: str, statements: list[str], name: str) -> int:
    """Runs statements by the engine with `{t}` standing for the table `name` at `path`."""
    for statement in statements:
        engine.spark().sql(statement.replace("{t}", name).replace("{path}", path)).collect()
    return 0


def cleanup(path: str) -> None:
    """Removes log entries that a checkpoint covers, whatever their age."""
    deltalake.DeltaTable(path).cleanup_metadata()


QUESTIONS = {"make": make, "dml": dml, "append": append, "engine_write": engine_write, "cleanup": cleanup}
