"""Checkpoints in the forms that neither deltalake nor the engine writes, made from the one that deltalake writes."""

import glob
import json
import os
import uuid

import pyarrow as pa
import pyarrow.parquet as pq


def reshape(path: str, form: str) -> list[str]:
    """Replaces the newest classic checkpoint by one of another form, and takes the older commits away."""
    log = os.path.join(path, "_delta_log")
    [classic] = sorted(glob.glob(os.path.join(log, "*.checkpoint.parquet")))[-1:]
    version = int(os.path.basename(classic)[:20])
    rows = pq.read_table(classic)
    os.remove(classic)
    made = {"multipart": multipart, "v2parquet": v2, "v2json": v2}[form](log, version, rows, form)
    os.remove(os.path.join(log, "_last_checkpoint"))
    for old in range(version):
        os.remove(os.path.join(log, f"{old:020}.json"))
    return made


def multipart(log: str, version: int, rows: pa.Table, form: str) -> list[str]:
    parts = 3
    names = [f"{version:020}.checkpoint.{part + 1:010}.{parts:010}.parquet" for part in range(parts)]
    for part, name in enumerate(names):
        pq.write_table(rows.take(list(range(part, rows.num_rows, parts))), os.path.join(log, name))
    return names


def v2(log: str, version: int, rows: pa.Table, form: str) -> list[str]:
    adds = rows.filter(rows.column("add").is_valid()).select(["add"])
    half = adds.num_rows // 2
    os.makedirs(os.path.join(log, "_sidecars"), exist_ok=True)
    sidecars = []
    for part in (adds.slice(0, half), adds.slice(half)):
        name = f"{uuid.uuid4()}.parquet"
        target = os.path.join(log, "_sidecars", name)
        pq.write_table(part, target)
        size, modified = os.path.getsize(target), int(os.path.getmtime(target) * 1000)
        sidecars.append({"path": name, "sizeInBytes": size, "modificationTime": modified, "tags": None})
    actions = [{"checkpointMetadata": {"version": version, "tags": None}}] + [{"sidecar": s} for s in sidecars]
    for row in rows.select(["metaData", "protocol", "txn"]).to_pylist():
        for kind, action in row.items():
            if action is not None:
                actions.append({kind: plain(action)})
    for action in actions:
        if "protocol" in action:
            action["protocol"] = {
                "minReaderVersion": 3,
                "minWriterVersion": 7,
                "readerFeatures": ["v2Checkpoint"],
                "writerFeatures": ["v2Checkpoint", "appendOnly", "invariants"],
            }
    suffix = "json" if form == "v2json" else "parquet"
    name = f"{version:020}.checkpoint.{uuid.uuid4()}.{suffix}"
    if suffix == "json":
        with open(os.path.join(log, name), "w") as file:
            for action in actions:
                file.write(json.dumps(without_nulls(action)) + "\n")
    else:
        pq.write_table(pa.Table.from_pylist(columns(actions), schema=main_schema(rows)), os.path.join(log, name))
    return [name] + [s["path"] for s in sidecars]


def columns(actions: list[dict]) -> list[dict]:
    return [{kind: action.get(kind) for kind in ("checkpointMetadata", "sidecar", "metaData", "protocol", "txn")} for action in actions]


def main_schema(rows: pa.Table) -> pa.Schema:
    tags = pa.map_(pa.string(), pa.string())
    features = pa.list_(pa.string())
    return pa.schema(
        [
            ("checkpointMetadata", pa.struct([("version", pa.int64()), ("tags", tags)])),
            (
                "sidecar",
                pa.struct([("path", pa.string()), ("sizeInBytes", pa.int64()), ("modificationTime", pa.int64()), ("tags", tags)]),
            ),
            rows.schema.field("metaData"),
            (
                "protocol",
                pa.struct(
                    [
                        ("minReaderVersion", pa.int32()),
                        ("minWriterVersion", pa.int32()),
                        ("readerFeatures", features),
                        ("writerFeatures", features),
                    ]
                ),
            ),
            rows.schema.field("txn"),
        ]
    )


def plain(action: dict) -> dict:
    """pyarrow's lists of pairs as objects."""
    return {
        key: dict(value) if isinstance(value, list) and all(isinstance(entry, tuple) for entry in value) and key in
        ("configuration", "options") else plain(value) if isinstance(value, dict) else value
        for key, value in action.items()
    }


def without_nulls(value):
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return value


def compact(path: str, first: int, last: int) -> None:
    """A log compaction file of commits that only add; the commits are left as files that nobody can read."""
    log = os.path.join(path, "_delta_log")
    lines = []
    for version in range(first, last + 1):
        with open(os.path.join(log, f"{version:020}.json")) as file:
            lines += [line for line in file if "commitInfo" not in json.loads(line)]
        with open(os.path.join(log, f"{version:020}.json"), "w") as file:
            file.write("unreadable")
    with open(os.path.join(log, f"{first:020}.{last:020}.compacted.json"), "w") as file:
        file.writelines(lines)


QUESTIONS = {"reshape": reshape, "compact": compact}
