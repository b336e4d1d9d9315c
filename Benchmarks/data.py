"""Data for the benchmarks: the demo table's shape at ten million rows, a wide table of a million rows, 200 small tables.

Made with DuckDB and written with deltalake, so that no figure depends on Tideline's own writer.
"""

import pathlib
import sys

import deltalake
import duckdb

LOG_FILES = 10
ROWS_PER_FILE = 1_000_000
WIDE_ROWS = 1_000_000
SMALL_TABLES = 200

LOGS = """
SELECT to_timestamp(epoch(now()) - 172800 + (i + {first}) * 172800.0 / {total}) AS timestamp,
       CASE WHEN h % 100 < 3 THEN 'ERROR' WHEN h % 100 < 10 THEN 'WARN' ELSE 'INFO' END AS level,
       ['web', 'api', 'auth', 'payments', 'search'][1 + h % 5] AS source,
       '/api/v1/' || ['users', 'orders', 'cart', 'search', 'login', 'items', 'pay', 'home'][1 + (h // 7) % 8] AS endpoint,
       ['GET', 'GET', 'GET', 'POST', 'PUT'][1 + (h // 11) % 5] AS method,
       CAST(CASE WHEN h % 100 < 3 THEN 500 WHEN h % 100 < 8 THEN 404 ELSE 200 END AS INTEGER) AS status,
       exp(3 + 2 * ((h // 13) % 1000) / 1000.0 + CASE WHEN h % 997 = 0 THEN 4 ELSE 0 END) AS response_time,
       'user-' || (h // 17) % 50000 AS user_id,
       'session-' || (i + {first}) // 12 AS session_id,
       '10.' || h % 250 || '.' || (h // 250) % 250 || '.7' AS client_address,
       'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 build-' || h % 40 AS user_agent,
       'request served in ' || (h // 19) % 900 || ' ms by node ' || h % 16 AS message,
       md5(CAST(i + {first} AS VARCHAR)) AS trace_id
FROM (SELECT i, CAST(hash(i + {first}) % 1000000007 AS BIGINT) AS h FROM range({rows}) t(i))
"""

WIDE = """
SELECT i AS id, i * 7 AS seven, i % 1000 AS bucket, CAST(i % 100 AS INTEGER) AS small, i / 3.0 AS third, sqrt(i) AS root,
       to_timestamp(1750000000 + i) AS at, 'name-' || i AS name, 'city-' || i % 5000 AS city, i % 2 = 0 AS even
FROM range({rows}) t(i)
"""


def make(lake: pathlib.Path) -> None:
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    for file in range(LOG_FILES):
        query = LOGS.format(first=file * ROWS_PER_FILE, rows=ROWS_PER_FILE, total=LOG_FILES * ROWS_PER_FILE)
        write(lake / "delta_lake" / "logs", database.sql(query).to_arrow_table())
    write(lake / "delta_lake" / "wide", database.sql(WIDE.format(rows=WIDE_ROWS)).to_arrow_table())
    small = database.sql("SELECT i AS id, 'x' || i AS text FROM range(10) t(i)").to_arrow_table()
    for number in range(SMALL_TABLES - 2):
        write(lake / "small" / f"t{number:03}", small)


def write(path: pathlib.Path, table) -> None:
    deltalake.write_deltalake(path, table, mode="append", target_file_size=1 << 40)


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[1]))
