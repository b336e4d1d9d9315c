"""Decodes JSON records with Python's json, decimal and datetime, by the decoder's rules, for comparison.

    decode.py FILE     a record a line; prints for each a JSON list of texts, or null for a reject
"""

import base64
import datetime
import decimal
import json
import struct
import sys

decimal.getcontext().prec = 200
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Reject(Exception):
    pass


class Number(str):
    """A number's text."""


def integer(low, high):
    def read(value):
        if not isinstance(value, Number) or any(c in value for c in ".eE") or not low <= int(value) <= high:
            raise Reject
        return str(int(value))

    return read


def fixed(precision, scale):
    def read(value):
        if not isinstance(value, Number):
            raise Reject
        number = decimal.Decimal(value)
        if number and number.adjusted() > 60:
            raise Reject
        scaled = number.scaleb(scale)
        if scaled != scaled.to_integral_value() or abs(scaled) >= decimal.Decimal(10) ** precision:
            raise Reject
        return str(int(scaled))

    return read


def double(value):
    if not isinstance(value, Number):
        raise Reject
    number = float(value)
    if number in (float("inf"), float("-inf")):
        raise Reject
    return struct.pack(">d", number + 0.0 if number else 0.0).hex()


def timestamp(value):
    if isinstance(value, Number):
        number = decimal.Decimal(value)
        magnitude = abs(int(number))
        unit = (
            10**6 if magnitude < 10**11 else 10**3 if magnitude < 10**14 else 1 if magnitude < 10**17
            else decimal.Decimal("0.001")
        )
        micros = (number * unit).to_integral_value(rounding=decimal.ROUND_FLOOR)
        if not -(2**63) <= micros < 2**63:
            raise Reject
        return str(int(micros))
    if not isinstance(value, str):
        raise Reject
    try:
        moment = datetime.datetime.fromisoformat(value)
    except ValueError as error:
        raise Reject from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return str((moment - EPOCH) // datetime.timedelta(microseconds=1))


def text(value):
    if not isinstance(value, str) or isinstance(value, Number):
        raise Reject
    return base64.b64encode(value.encode("utf-8")).decode()


def array(element):
    def read(value):
        if not isinstance(value, list):
            raise Reject
        return "[" + ",".join("null" if item is None else element(item) for item in value) + "]"

    return read


COLUMNS = {
    "i": integer(-(2**31), 2**31 - 1),
    "l": integer(-(2**63), 2**63 - 1),
    "n": fixed(12, 3),
    "w": fixed(38, 10),
    "d": double,
    "t": timestamp,
    "s": text,
    "a": array(integer(-(2**63), 2**63 - 1)),
}


def constant(_):
    raise ValueError("no JSON")


def decode(line):
    try:
        record = json.loads(
            line.decode("utf-8"), parse_int=Number, parse_float=Number, parse_constant=constant, strict=True
        )
        if not isinstance(record, dict) or not set(record) <= set(COLUMNS):
            raise Reject
        return [None if record.get(name) is None else read(record[name]) for name, read in COLUMNS.items()]
    except (ValueError, Reject):
        return None


def main():
    with open(sys.argv[1], "rb") as file:
        lines = file.read().split(b"\n")
    json.dump([decode(line) for line in lines], sys.stdout)


main()
