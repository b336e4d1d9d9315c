"""What deltalake says of a table that is kept up."""

import os

import deltalake

import readers


def checksums(path: str, versions: list[int], reader: str) -> list[list[int]]:
    """Of each version: its rows, the sum of their ids, and the ids that are there."""
    found = []
    for version in versions:
        ids = readers.plain(readers.READERS[reader](path, version)).column("id").to_pylist()
        found.append([len(ids), sum(ids), len(set(ids))])
    return found


def vacuum_list(path: str, hours: int) -> list[str]:
    """What deltalake would delete, whether a checkpoint remembers it or not."""
    table = deltalake.DeltaTable(path)
    return sorted(table.vacuum(retention_hours=hours, dry_run=True, enforce_retention_duration=False, full=True))


def delete_row(path: str, id: int) -> int:
    for attempt in range(50):
        try:
            deltalake.DeltaTable(path).delete(f"id = {id}")
            break
        except deltalake.exceptions.CommitFailedError:
            if attempt == 49:
                raise
    return deltalake.DeltaTable(path).version()


def age(path: str, files: list[str], seconds: int) -> None:
    """Makes files as old as if they were last changed at that time (seconds since 1970)."""
    for name in files:
        os.utime(os.path.join(path, name), (seconds, seconds))


QUESTIONS = {"checksums": checksums, "vacuum_list": vacuum_list, "delete_row": delete_row, "age": age}
