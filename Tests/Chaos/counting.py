"""Whether each event is in its table exactly once, by independent readers."""

import collections
import json
import pathlib
import time

import confluent_kafka
import duckdb
import duckdb_extension_delta
from deltalake import DeltaTable

SETTLE_SECONDS = 180


def in_broker(address, topic, partitions):
    """Every record that the broker has: partition, offset and number."""
    consumer = confluent_kafka.Consumer({"bootstrap.servers": address, "group.id": "chaos", "enable.partition.eof": True})
    consumer.assign([confluent_kafka.TopicPartition(topic, index, 0) for index in range(partitions)])
    records, ended = set(), set()
    while len(ended) < partitions:
        for message in consumer.consume(10_000, 1.0):
            if message.error() is None:
                records.add((message.partition(), message.offset(), json.loads(message.value())["n"]))
            elif message.error().code() == confluent_kafka.KafkaError._PARTITION_EOF:
                ended.add(message.partition())
            else:
                raise SystemExit(f"the broker's records can't be read: {message.error()}")
    consumer.close()
    return records


def settle(program, table, wanted):
    """Waits until a table has so many rows."""
    deadline, count = time.monotonic() + SETTLE_SECONDS, -1
    while time.monotonic() < deadline:
        count = DeltaTable(str(table)).to_pyarrow_dataset().count_rows() if DeltaTable.is_deltatable(str(table)) else -1
        if count >= wanted:
            return
        time.sleep(0.2)
    pipelines = program.ask("GET", "/api/pipelines")[1].decode()
    raise SystemExit(f"{table.name} has {count} of {wanted} rows after {SETTLE_SECONDS} s: {pipelines}")


def readers(table, columns):
    """The same rows by two programs."""
    rows = DeltaTable(str(table)).to_pyarrow_table(columns=columns)
    yield "deltalake", list(zip(*(rows[name].to_pylist() for name in columns)))
    connection = duckdb.connect(config={"allow_unsigned_extensions": True})
    extensions = pathlib.Path(duckdb_extension_delta.__file__).parent / "extensions" / f"v{duckdb.__version__}"
    connection.load_extension(str(extensions / "delta.duckdb_extension"))
    yield "DuckDB", connection.sql(f"SELECT {', '.join(columns)} FROM delta_scan('{table}')").fetchall()


def check(program, lake, records, others, posts):
    numbers, posted = lake / "chaos/numbers", lake / "chaos/posted"
    settle(program, numbers, len(records) + others.count)
    settle(program, posted, posts.count)
    problems = []
    expected = collections.Counter(records) + collections.Counter((None, None, -1 - index) for index in range(others.count))
    for name, rows in readers(numbers, ["p", "o", "n"]):
        problems += differences(f"{name}, numbers", expected, collections.Counter(rows))
    expected = collections.Counter((index,) for index in range(posts.count))
    for name, rows in readers(posted, ["n"]):
        problems += differences(f"{name}, posted", expected, collections.Counter(rows))
    ledger = json.loads(program.ask("GET", "/api/pipelines/numbers/ledger")[1])
    for partition in ledger["partitions"]:
        if partition["gaps"] or partition["overlaps"]:
            problems.append(f"the ledger of partition {partition['partition']}: {partition}")
    if problems:
        raise SystemExit("\n".join(problems))


def differences(name, expected, found):
    missing, double = expected - found, found - expected
    if not missing and not double:
        return []
    return [f"{name}: {sum(missing.values())} missing such as {list(missing)[:3]}, {sum(double.values())} too many such as {list(double)[:3]}"]
