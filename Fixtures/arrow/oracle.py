"""The tests' second opinion on Arrow and Parquet: pyarrow reads what we wrote, and writes what we must read.

oracle.py check DIR   DIR holds *.arrows, *.parquet, rows.json, objects.json, rows.ndjson, rows.csv of the same rows
oracle.py make DIR    writes NAME.arrows (or .parquet) and NAME.json, the rows that they hold, for many Arrow types
"""

import base64
import csv
import datetime
import decimal
import json
import math
import pathlib
import sys

import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet as pq

decimal.getcontext().prec = 80
EPOCH = datetime.datetime(1970, 1, 1)
PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def timestamp(value, unit, zone):
    micros = value * 10**6 // PER_SECOND[unit]
    moment = EPOCH + datetime.timedelta(microseconds=micros)
    text = moment.replace(microsecond=0).isoformat()
    fraction = moment.microsecond
    if fraction:
        text += f".{fraction // 1000:03d}" if fraction % 1000 == 0 else f".{fraction:06d}"
    return text + ("Z" if zone else "")


def seconds(nanos):
    text = str(nanos // 10**9)
    if nanos % 10**9:
        text += "." + f"{nanos % 10**9:09d}".rstrip("0")
    return text + "S"


def duration(value, unit):
    micros = value * 10**6 // PER_SECOND[unit]
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    days, rest = divmod(micros, 86_400 * 10**6)
    text = f"{sign}P" + (f"{days}D" if days else "")
    if rest == 0 and micros:
        return text
    text += "T"
    hours, minutes, rest = rest // (3600 * 10**6), rest // (60 * 10**6) % 60, rest % (60 * 10**6)
    text += (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    return text + (seconds(rest * 1000) if rest or text.endswith("T") else "")


def interval(value):
    years = int(value.months / 12)
    months = value.months - 12 * years
    text = "P" + "".join(f"{n}{u}" for n, u in ((years, "Y"), (months, "M"), (value.days, "D")) if n)
    if value.nanoseconds or text == "P":
        text += "T" + ("-" if value.nanoseconds < 0 else "") + seconds(abs(value.nanoseconds))
    return text


def number(value):
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def canon(scalar):
    """The value that our JSON must parse to."""
    if not scalar.is_valid:
        return None
    if isinstance(scalar, pa.ExtensionScalar):
        scalar = scalar.value
    kind = scalar.type
    if pa.types.is_dictionary(kind):
        return canon(scalar.dictionary[scalar.index.as_py()]) if scalar.index.is_valid else None
    if pa.types.is_run_end_encoded(kind):
        return scalar.as_py()
    if pa.types.is_struct(kind):
        return {kind.field(i).name: canon(scalar[i]) for i in range(kind.num_fields)}
    if pa.types.is_map(kind):
        entries = [(canon(e[0]), canon(e[1])) for e in scalar.values] if scalar.values is not None else []
        if pa.types.is_string(kind.key_type):
            return dict(entries)
        return [list(entry) for entry in entries]
    if hasattr(scalar, "values") and isinstance(scalar.values, pa.Array):
        return [canon(element) for element in scalar.values]
    if pa.types.is_timestamp(kind):
        return timestamp(scalar.value, kind.unit, kind.tz)
    if pa.types.is_duration(kind):
        return duration(scalar.value, kind.unit)
    value = scalar.as_py()
    if isinstance(value, pa.MonthDayNano):
        return interval(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) <= 2**53 - 1 else str(value)
    if pa.types.is_floating(kind):
        return number(float(value))
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, datetime.time):
        # As Arrow prints times of day: the digits of their unit.
        return value.isoformat(timespec={"s": "seconds", "ms": "milliseconds", "us": "microseconds"}[kind.unit])
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value


def rows(table):
    return [[canon(column[i]) for column in table.columns] for i in range(table.num_rows)]


def same(left, right, kind=None):
    """Equal as JSON, where a float of 32 bits is written in fewer digits than its double."""
    if isinstance(left, float) and isinstance(right, (int, float)) and not isinstance(right, bool):
        return left == right or pa.scalar(left, pa.float32()) == pa.scalar(float(right), pa.float32())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
    return type(left) is type(right) and left == right


def expect(name, expected, got):
    if len(expected) != len(got):
        sys.exit(f"{name}: {len(got)} rows, not {len(expected)}")
    for index, (left, right) in enumerate(zip(expected, got)):
        if not same(left, right):
            sys.exit(f"{name}: row {index}\n  expected {left}\n  got      {right}")


def read(path):
    if path.suffix == ".parquet":
        return pq.read_table(path)
    with pa.ipc.open_stream(path.read_bytes()) as stream:
        return stream.read_all()


def csv_field(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)


def csv_fields(text):
    """Fields of each line, with whether they were quoted, which Python's csv module does not tell for empty ones."""
    return list(csv.reader(text.splitlines(keepends=True), strict=True))


def check_csv(folder, expected, names):
    lines = csv_fields((folder / "rows.csv").read_bytes().decode())
    if lines[0] != names:
        sys.exit(f"csv header {lines[0]}")
    for index, (values, fields) in enumerate(zip(expected, lines[1:], strict=True)):
        for name, value, field in zip(names, values, fields, strict=True):
            if isinstance(value, (dict, list)):
                good = same(value, json.loads(field))
            elif isinstance(value, float):
                good = same(value, float(field))
            else:
                good = field == csv_field(value)
            if not good:
                sys.exit(f"csv row {index}, {name}: expected {value!r}, got {field!r}")


def check(folder):
    paths = sorted([*folder.glob("*.arrows"), *folder.glob("*.parquet")])
    expected = None
    for path in paths:
        table = read(path)
        table.validate(full=True)
        got = rows(table)
        if expected is None:
            expected, names = got, table.column_names
        expect(path.name, expected, got)
    expect("rows.json", expected, json.loads((folder / "rows.json").read_text()))
    objects = [dict(zip(names, row)) for row in expected]
    expect("objects.json", objects, json.loads((folder / "objects.json").read_text()))
    lines = (folder / "rows.ndjson").read_text().split("\n")[:-1]
    expect("rows.ndjson", objects, [json.loads(line) for line in lines])
    check_csv(folder, expected, names)
    print(json.dumps({"files": len(paths), "rows": len(expected)}))


def samples():
    """(name, array) of every Arrow type that an engine may send, each with a null, unless it can't have one."""
    moments = [0, 1, -1, 1785585600123456, -62135596800000000, None, 999]
    for unit in ("s", "ms", "us", "ns"):
        values = [None if m is None else m * PER_SECOND[unit] // 10**6 for m in moments]
        if unit == "ns":
            values = [None if m is None or abs(m) > 2 * 10**15 else m * 1000 + 999 for m in moments]
        for zone in (None, "UTC", "Europe/Berlin"):
            yield f"timestamp_{unit}_{(zone or 'ntz').replace('/', '_')}", pa.array(values, pa.timestamp(unit, zone))
        yield f"duration_{unit}", pa.array([0, 1, -1, None, 86400, -90061], pa.duration(unit))
    for kind in (pa.int8(), pa.int16(), pa.int32(), pa.int64()):
        top = 2 ** (kind.bit_width - 1)
        yield str(kind), pa.array([0, 1, -1, top - 1, -top, None], kind)
    for kind in (pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()):
        yield str(kind), pa.array([0, 1, 2**kind.bit_width - 1, None], kind)
    floats = [0.0, -0.0, 1.5, -2.25, math.inf, -math.inf, math.nan, None]
    yield "halffloat", pa.array(floats, pa.float16())
    yield "float", pa.array([*floats, 0.1, 3.4e38, 1e-45], pa.float32())
    yield "double", pa.array([*floats, 0.1, 1e300, 5e-324, 123456789.125, 1e21, 1e15, 2**53, 1e-7], pa.float64())
    yield "bool", pa.array([True, False, None] * 5)
    yield "null", pa.nulls(3)
    texts = ["", "a", "plain text of more than twelve bytes", 'q"uo\\te', "line\nfeed\t\x00\x1f", "grüße 日本 🎉", None]
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        yield str(kind), pa.array(texts, kind)
    blobs = [b"", b"\x00", b"\xff\xfe", b"abc", b"more than twelve bytes of it", None]
    for kind in (pa.binary(), pa.large_binary(), pa.binary_view()):
        yield str(kind), pa.array(blobs, kind)
    yield "fixed_binary", pa.array([b"abcd", None, b"\x00\x01\x02\x03"], pa.binary(4))
    dates = [datetime.date(1970, 1, 1), datetime.date(2026, 8, 1), datetime.date(1, 1, 1), datetime.date(9999, 12, 31), None]
    dates += [datetime.date(2000, 2, 29), datetime.date(1900, 3, 1), datetime.date(1969, 12, 31)]
    yield "date32", pa.array(dates, pa.date32())
    yield "date64", pa.array(dates, pa.date64())
    clock = [datetime.time(0, 0), datetime.time(23, 59, 58), None]
    yield "time32", pa.array(clock, pa.time32("s"))
    numbers = ["0.00", "1.25", "-1.25", "9999999.99", None]
    small = [None if n is None else decimal.Decimal(n) for n in numbers]
    for maker in (pa.decimal32, pa.decimal64, pa.decimal128, pa.decimal256):
        yield str(maker(9, 2)), pa.array(small, maker(9, 2))
    wide = [decimal.Decimal("9" * 38), -decimal.Decimal("9" * 38), decimal.Decimal(1), None]
    yield "decimal38", pa.array(wide, pa.decimal128(38, 0))
    yield "decimal38_38", pa.array([w and w.scaleb(-38) if w and abs(w) > 1 else None for w in wide], pa.decimal128(38, 38))
    yield "decimal256_wide", pa.array(wide, pa.decimal256(50, 0))
    yield "interval", pa.array([(1, 2, 3), (-13, 5, -1500000000), (0, 0, 0), None], pa.month_day_nano_interval())
    yield from nested_samples(texts)


def nested_samples(texts):
    yield "dictionary", pa.array(texts * 3).dictionary_encode()
    index = pa.array([0, 1, None, 1], pa.uint8())
    yield "dictionary_null_value", pa.DictionaryArray.from_arrays(index, pa.array(["a", None]))
    yield "dictionary_decimal", pa.array([decimal.Decimal("1.5"), None, decimal.Decimal("2.5")]).dictionary_encode()
    lists = [[1, None, 3], [], None, [4]]
    for maker in (pa.list_, pa.large_list, pa.list_view, pa.large_list_view):
        yield str(maker(pa.int64())), pa.array(lists, maker(pa.int64()))
    yield "fixed_list", pa.array([["a", None], None, ["b", "c"]], pa.list_(pa.large_string(), 2))
    maps = [[("a", 1), ("b", None)], [], None, [('k"', 3)]]
    yield "map_string", pa.array(maps, pa.map_(pa.string(), pa.int32()))
    yield "map_large_string", pa.array([None, [(5, "x")]], pa.map_(pa.int32(), pa.large_string()))
    deep = pa.struct([("s", pa.string_view()), ("l", pa.list_(pa.struct([("t", pa.timestamp("ms", "UTC"))]))), ("n", pa.null())])
    rows = [{"s": "x", "l": [{"t": 5}, None]}, None, {"s": None, "l": None}]
    yield "deep", pa.array(rows, deep)
    yield "dictionary_in_list", pa.ListArray.from_arrays([0, 2, 3], pa.array(["x", "y", None]).dictionary_encode())
    yield "empty_struct", pa.array([{}, None, {}], pa.struct([]))
    yield "uuid", pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"0123456789abcdef", None], pa.binary(16)))


def write_stream(folder, name, batches, schema, **options):
    with pa.OSFile(str(folder / f"{name}.arrows"), "wb") as sink:
        with pa.ipc.new_stream(sink, schema, options=pa.ipc.IpcWriteOptions(**options)) as stream:
            for batch in batches:
                stream.write_batch(batch)
    table = pa.Table.from_batches(batches, schema)
    (folder / f"{name}.json").write_text(json.dumps(rows(table)))


def write_parquet(folder, name, table, **options):
    path = folder / f"{name}.parquet"
    pq.write_table(table, path, **options)
    # Read again, because writing changes units.
    (folder / f"{name}.json").write_text(json.dumps(rows(pq.read_table(path))))


def make(folder):
    for name, array in samples():
        whole = pa.record_batch([array], ["c"])
        sliced = pa.record_batch([array.slice(1)], ["c"])
        batches = [whole, sliced, whole.slice(0, 0)]
        safe = "".join(c if c.isalnum() else "_" for c in name)
        write_stream(folder, f"{safe}_plain", batches, whole.schema)
        codec = "zstd" if len(safe) % 2 else "lz4"
        write_stream(folder, f"{safe}_{codec}", batches, whole.schema, compression=codec)
    deltas = pa.schema([("c", pa.dictionary(pa.int32(), pa.string()))])
    parts = [pa.record_batch([pa.array(v).dictionary_encode()], schema=deltas) for v in (["a"], ["b", "c"], ["a", "d"])]
    write_stream(folder, "dictionary_replaced", parts, deltas)
    write_stream(folder, "no_batches", [], deltas)
    make_parquet(folder)
    print(json.dumps({"streams": len(list(folder.glob("*.arrows"))), "files": len(list(folder.glob("*.parquet")))}))


def make_parquet(folder):
    moments = pa.array([0, 1785585600123456, -1, None], pa.timestamp("us", "UTC"))
    def old_times(zone):
        kind = pa.timestamp("us", zone)
        times = moments.cast(kind)
        lists = pa.array([[1], [], None, [2]], pa.list_(kind))
        structs = pa.array([{"t": 1}, {"t": None}, None, {"t": 2}], pa.struct([("t", kind)]))
        maps = pa.array([[("k", 1)], [], None, [("k", None)]], pa.map_(pa.string(), kind))
        return pa.table({"t": times, "l": lists, "s": structs, "m": maps})

    # INT96 has no zone of its own; by convention it is an instant.
    path = folder / "int96.parquet"
    pq.write_table(old_times(None), path, use_deprecated_int96_timestamps=True, store_schema=False)
    (folder / "int96.json").write_text(json.dumps(rows(old_times("UTC"))))
    for codec in ("zstd", "snappy", "gzip", "lz4", "brotli", "none"):
        columns = {"id": pa.array(range(1000)), "s": pa.array([f"v{i % 7}" if i % 5 else None for i in range(1000)])}
        write_parquet(folder, f"codec_{codec}", pa.table(columns), compression=codec, row_group_size=300)
    for name, array in samples():
        kind = array.type
        unsupported = ("interval", "list_view", "large_list_view", "empty_struct")
        if any(part in str(kind) for part in unsupported) or name in unsupported:
            continue
        safe = "".join(c if c.isalnum() else "_" for c in name)
        try:
            write_parquet(folder, f"type_{safe}", pa.table({"c": array}), coerce_timestamps="us", allow_truncated_timestamps=True)
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
            print(f"pyarrow does not write {name}: {error}", file=sys.stderr)


if __name__ == "__main__":
    {"check": check, "make": make}[sys.argv[1]](pathlib.Path(sys.argv[2]))
