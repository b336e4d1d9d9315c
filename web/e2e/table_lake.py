"""Tables of every kind that the explorer must show, written by `deltalake` into a lake's folder."""

import datetime
import decimal
import os
import random


import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


def write_all(lake):
    write_orders(lake)
    write_nested(lake)
    write_odd_names(lake)
    write_wide(lake)
    write_many_files(lake)
    write_broken(lake)


def write_orders(lake):
    """Partitioned, with each operation that changes rows, and a schema that grew: versions 0 to 6."""
    path = os.path.join(lake, "shop", "orders")
    write_deltalake(path, orders(range(0, 400)), partition_by=["day"], description="Orders of a shop that never closes.")
    write_deltalake(path, orders(range(400, 900)), mode="append")
    table = DeltaTable(path)
    table.delete("id < 50")
    table.update(updates={"status": "'returned'"}, predicate="id = 60")
    source = orders([60, 5000])
    merge = table.merge(source, "t.id = s.id", source_alias="s", target_alias="t")
    merge.when_matched_update_all().when_not_matched_insert_all().execute()
    table.optimize.compact()
    more = orders(range(900, 950)).append_column("coupon", pa.array([None, "SPRING"] * 25))
    write_deltalake(path, more, mode="append", schema_mode="merge")


def orders(ids):
    ids = list(ids)
    choose = random.Random(7)
    return pa.table(
        {
            "id": pa.array(ids, pa.int64()),
            "day": pa.array([(START + datetime.timedelta(days=i % 5)).date() for i in ids]),
            "at": pa.array([START + datetime.timedelta(minutes=i * 7) for i in ids], pa.timestamp("us", "UTC")),
            "status": pa.array([choose.choice(["open", "paid", "paid", "paid", "shipped"]) for _ in ids]),
            "price": pa.array([decimal.Decimal(choose.randrange(100, 99_999)) / 100 for _ in ids], pa.decimal128(12, 2)),
            "note": pa.array([None if i % 3 else f"note {i}" for i in ids]),
        }
    )


def write_nested(lake):
    item = pa.struct([("sku", pa.string()), ("count", pa.int32()), ("tags", pa.list_(pa.string()))])
    rows = pa.table(
        {
            "id": pa.array([1, 2, 3], pa.int64()),
            "basket": pa.array([[{"sku": "a", "count": 2, "tags": ["x", "y"]}], [], None], pa.list_(item)),
            "address": pa.array(
                [{"city": "Ulm", "geo": {"lat": 48.4, "lon": 10.0}}, {"city": None, "geo": None}, None],
                pa.struct([("city", pa.string()), ("geo", pa.struct([("lat", pa.float64()), ("lon", pa.float64())]))]),
            ),
            "labels": pa.array([[("k", "v")], [], None], pa.map_(pa.string(), pa.string())),
        }
    )
    write_deltalake(os.path.join(lake, "shop", "nested"), rows)


ODD_TABLE = "größe & <b>100% #1?"


def write_odd_names(lake):
    rows = pa.table({"plain": [1, 2], "Spalte mit Leer": ["<script>alert(1)</script>", "'; DROP TABLE x; --"]})
    write_deltalake(os.path.join(lake, "odd schema", ODD_TABLE), rows)
    write_deltalake(os.path.join(lake, "odd schema", "v1.2"), pa.table({"a": [1]}))


def write_wide(lake):
    rows = pa.table({f"column_{i:03}": pa.array([i, i + 1, None], pa.int64()) for i in range(500)})
    write_deltalake(os.path.join(lake, "shop", "wide"), rows)


def write_many_files(lake):
    """3,000 small files by one commit: what a writer of too many partitions leaves behind."""
    ids = list(range(3_000))
    rows = pa.table({"bucket": pa.array(ids, pa.int32()), "value": pa.array([i * 1.5 for i in ids], pa.float64())})
    write_deltalake(os.path.join(lake, "shop", "many_files"), rows, partition_by=["bucket"])


def write_broken(lake):
    path = os.path.join(lake, "shop", "broken")
    write_deltalake(path, pa.table({"a": [1]}))
    with open(os.path.join(path, "_delta_log", "00000000000000000000.json"), "w", encoding="utf-8") as log:
        log.write('{"commitInfo": {}}\n{"metaData": {"id": tru\n')


def append(lake, name, table):
    schema, short = name.split(".")
    write_deltalake(os.path.join(lake, schema, short), table, mode="append")


def open_table(lake, name, version=None):
    schema, short = name.split(".")
    return DeltaTable(os.path.join(lake, schema, short), version=version)


def count(lake, name, version=None):
    return open_table(lake, name, version).to_pyarrow_table().num_rows


