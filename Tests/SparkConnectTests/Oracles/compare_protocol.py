"""Compares the .proto files named on the command line with the descriptors that pyspark carries.

Prints one line for each difference, then `compared N`. Reads the plain subset of the language that our files use.
"""

import re
import sys

from google.protobuf.descriptor import FieldDescriptor
from pyspark.sql.connect.proto import base_pb2, commands_pb2, common_pb2, expressions_pb2, relations_pb2, types_pb2

KINDS = {number: name[5:].lower() for name, number in vars(FieldDescriptor).items() if name.startswith("TYPE_")}
compared = 0


def differs(text):
    print(text)


def top_level(kind):
    found = {}
    for module in (common_pb2, types_pb2, expressions_pb2, relations_pb2, commands_pb2, base_pb2):
        found.update(getattr(module.DESCRIPTOR, kind))
    return found


def type_name(field):
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        entry = field.message_type.fields_by_name
        return f"map<{type_name(entry['key'])}, {type_name(entry['value'])}>"
    named = field.message_type or field.enum_type
    return named.full_name.removeprefix("spark.connect.") if named is not None else KINDS[field.type]


def same_type(ours, theirs):
    """Ours may be relative to the scope it stands in."""
    if ours.startswith("map<") and theirs.startswith("map<"):
        return all(same_type(a, b) for a, b in zip(ours[4:-1].split(", "), theirs[4:-1].split(", ")))
    return theirs == ours or theirs.endswith("." + ours)


def label(field):
    if field.is_repeated and not type_name(field).startswith("map<"):
        return "repeated"
    oneof = field.containing_oneof
    return "optional" if oneof is not None and oneof.name.startswith("_") else ""


def compare_field(message, oneof, match):
    global compared
    ours_label, ours_type, name, number = match.groups()
    theirs = message.fields_by_name.get(name)
    where = f"{message.full_name}.{name}"
    if theirs is None:
        return differs(f"{where} is not in the protocol")
    compared += 1
    if theirs.number != int(number):
        differs(f"{where} is number {theirs.number}, not {number}")
    if not same_type(ours_type, type_name(theirs)):
        differs(f"{where} is a {type_name(theirs)}, not a {ours_type}")
    if label(theirs) != (ours_label or "").strip():
        differs(f"{where} is '{label(theirs)}', not '{(ours_label or '').strip()}'")
    real = theirs.containing_oneof.name if theirs.containing_oneof and label(theirs) != "optional" else None
    if real != oneof:
        differs(f"{where} is in the oneof {real}, not in {oneof}")


def compare_method(service, match):
    global compared
    name, request, stream, response = match.groups()
    theirs = service.methods_by_name.get(name)
    if theirs is None:
        return differs(f"{service.full_name}.{name} is not in the protocol")
    compared += 1
    if (theirs.input_type.name, theirs.output_type.name, theirs.server_streaming) != (request, response, bool(stream)):
        differs(f"{service.full_name}.{name} has another signature")


def compare_file(path):
    global compared
    scopes = []
    for line in open(path, encoding="utf-8"):
        line = line.split("//")[0].strip()
        if opened := re.match(r"(message|enum|oneof|service) (\w+) \{(\}?)", line):
            kind, name, closed = opened.groups()
            parent = next((scope for scope_kind, scope in reversed(scopes) if scope_kind == "message"), None)
            if kind == "message":
                known = parent.nested_types_by_name if parent else top_level("message_types_by_name")
            elif kind == "enum":
                known = parent.enum_types_by_name if parent else top_level("enum_types_by_name")
            else:
                known = top_level("services_by_name") if kind == "service" else {name: name}
            if name not in known:
                sys.exit(f"{kind} {name} is not in the protocol")
            if not closed:
                scopes.append((kind, known[name]))
        elif line == "}":
            scopes.pop()
        elif field := re.match(r"(optional |repeated )?(map<.+>|[\w.]+) (\w+) = (\d+);", line):
            oneof = scopes[-1][1] if scopes[-1][0] == "oneof" else None
            compare_field(next(s for k, s in reversed(scopes) if k == "message"), oneof, field)
        elif value := re.match(r"(\w+) = (\d+);", line):
            theirs = scopes[-1][1].values_by_name.get(value[1])
            compared += 1
            if theirs is None or theirs.number != int(value[2]):
                differs(f"{scopes[-1][1].full_name}.{value[1]} is not number {value[2]} in the protocol")
        elif method := re.match(r"rpc (\w+)\((\w+)\) returns \((stream )?(\w+)\)", line):
            compare_method(scopes[-1][1], method)


for path in sys.argv[1:]:
    compare_file(path)
print(f"compared {compared}")
