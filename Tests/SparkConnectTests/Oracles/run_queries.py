"""Runs queries through pyspark's own client: `run_queries.py PORT QUERY...`.

Prints a JSON list: for each query its rows, each value as text in a form that does not depend on a language.
"""

import json
import struct
import sys

import pyarrow as pa
from pyspark.sql import SparkSession


def text(value, kind):
    if value is None:
        return None
    if pa.types.is_struct(kind):
        values = list(value.values()) if isinstance(value, dict) else [item for _, item in value]
        return [[field.name, text(item, field.type)] for field, item in zip(kind, values)]
    if pa.types.is_map(kind):
        return [[text(key, kind.key_type), text(item, kind.item_type)] for key, item in value]
    if pa.types.is_list(kind):
        return [text(item, kind.value_type) for item in value]
    return leaf(value, kind)


def leaf(value, kind):
    if pa.types.is_floating(kind):
        return struct.pack(">d", value).hex() if value == value else "nan"
    if pa.types.is_binary(kind):
        return value.hex()
    return "true" if value is True else "false" if value is False else str(value)


def column(array):
    """Times and intervals as their whole numbers."""
    kind = array.type
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        return array.cast(pa.int64())
    if pa.types.is_date(kind):
        return array.cast(pa.int32())
    return array


def rows(table):
    columns = [column(table.column(index).combine_chunks()) for index in range(table.num_columns)]
    listed = [
        [None if not value.is_valid else text(pairs(value), each.type) for value in each] for each in columns
    ]
    return [list(row) for row in zip(*listed)]


def pairs(value):
    """Structs as pairs, because their names may repeat."""
    if isinstance(value, pa.StructScalar):
        return [(name, None if not value[i].is_valid else pairs(value[i])) for i, name in enumerate(value.type.names)]
    return value.as_py()


session = SparkSession.builder.remote(f"sc://127.0.0.1:{sys.argv[1]}").getOrCreate()
print(json.dumps([rows(session.sql(query).toArrow()) for query in sys.argv[2:]]))
session.stop()
