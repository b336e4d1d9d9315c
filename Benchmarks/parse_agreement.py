"""`make parse-agreement`: does our parser accept what Spark's accepts, and how fast is it?

Every statement goes to Apache Spark's own parser (`parsePlan` of a default session) and to ours; printed are the shares on
which they agree, of queries and of all statements, each disagreement with both reasons, and our times. Without arguments the
statements are those of Fixtures/sql/grammar.txt but for Delta's, and the verdicts noted there are compared too. With folders they are those of the `.sql`
files in them, cut as the runner of Spark's SQL tests cuts its inputs: lines that begin with `--` are left out, statements end
with a semicolon, `--QUERY-DELIMITER-START` and `-END` hold one statement with its semicolons, and `--SET key=value` holds for
the file where it changes how texts are read.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = ROOT / ".build/release/sparksql-agreement"
FIXTURE = ROOT / "Fixtures/sql/grammar.txt"
# What of Spark's settings our parser knows.
SETTINGS = ("spark.sql.ansi.doubleQuotedIdentifiers", "spark.sql.ansi.enforceReservedKeywords")
QUERY = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:\(|(?:select|with|values|from|table|map|reduce)\b)", re.IGNORECASE | re.DOTALL)


def cut(lines):
    return re.split(r"(?<=[^\\]);", "\n".join(lines))


def statements_of(path):
    """The statements of one file, with the settings that it makes."""
    lines = path.read_text(encoding="utf-8").split("\n")
    settings = {}
    code = []
    for line in lines:
        bare = line.strip()
        if bare.startswith("--SET "):
            for pair in bare.removeprefix("--SET ").split(","):
                key, _, value = pair.partition("=")
                if key.strip() in SETTINGS:
                    settings[key.strip()] = value.strip().lower()
        if not bare.startswith("--") or bare.startswith("--QUERY-DELIMITER"):
            code.append(line)
    statements, outside, inside = [], [], None
    for line in code:
        bare = line.strip()
        if bare.startswith("--QUERY-DELIMITER-START"):
            statements += cut(outside)
            outside, inside = [], []
        elif bare.startswith("--QUERY-DELIMITER-END"):
            statements.append("\n".join(inside or []))
            inside = None
        else:
            (outside if inside is None else inside).append(line)
    for statement in statements + cut(outside):
        if statement.strip():
            yield statement.strip(), settings


def of_folders(folders):
    seen = set()
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.sql")):
            for sql, settings in statements_of(path):
                key = (sql, tuple(sorted(settings.items())))
                if key not in seen:
                    seen.add(key)
                    yield {"sql": sql, "settings": settings}


def of_fixture():
    body = FIXTURE.read_text(encoding="utf-8").partition("\n#")[2].split("\n")[1:]
    for line in body:
        if line and line[0] in "+-~!":
            yield {"sql": line[2:], "settings": {}, "spark": line[0] in "+!"}


def ask_spark(statements):
    """Spark's verdict on each: None, or why it refuses."""
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.log.level", "OFF").getOrCreate()
    parser = spark._jsparkSession.sessionState().sqlParser()
    reasons = []
    try:
        for statement in statements:
            for key in SETTINGS:
                spark.conf.set(key, statement["settings"].get(key, "false"))
            try:
                parser.parsePlan(statement["sql"])
                reasons.append(None)
            except Exception as error:  # The parser throws many types for a text it refuses.
                reasons.append(" ".join(str(error).split())[:160])
    finally:
        spark.stop()
    return reasons


def ask_us(statements, *flags):
    lines = [json.dumps({"sql": s["sql"], "options": [k for k, v in s["settings"].items() if v == "true"]}) for s in statements]
    result = subprocess.run([OURS, *flags], input="\n".join(lines), capture_output=True, text=True, check=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def share(pairs):
    agreed = sum(pairs)
    return f"{agreed} of {len(pairs)} ({100 * agreed / max(len(pairs), 1):.2f} %)"


def main():
    arguments = argparse.ArgumentParser(description="agreement of our SQL parser with Spark's")
    arguments.add_argument("folders", nargs="*", metavar="FOLDER", help="folders with inputs of Spark's SQL tests")
    arguments.add_argument("--most", type=int, default=40, help="how many disagreements to print (40)")
    options = arguments.parse_args()

    statements = list(of_folders(options.folders) if options.folders else of_fixture())
    reasons = ask_spark(statements)
    ours = ask_us(statements)
    agreed = [(reason is None) == verdict["accepted"] for reason, verdict in zip(reasons, ours)]
    queries = [a for a, s in zip(agreed, statements) if QUERY.match(s["sql"])]
    apart = [(s, r, o) for s, r, o, a in zip(statements, reasons, ours, agreed) if not a]
    for statement, reason, verdict in apart[: options.most]:
        print(repr(statement["sql"][:300]))
        print("    Spark:", "accepts" if reason is None else reason)
        print("    we:   ", "accept" if verdict["accepted"] else " ".join(verdict["message"].split())[:160])
    print(f"queries: {share(queries)}\nall statements: {share(agreed)}")

    accepted = [s for s, verdict in zip(statements, ours) if verdict["accepted"]]
    times = ask_us(accepted, "--time")[0]
    print(f"a statement: {times['microsecondsPerStatement']:.1f} µs (mean of {times['statements']})")
    for name, milliseconds in sorted(times["millisecondsPerMegabyte"].items()):
        print(f"one statement of 1 MB, {name}: {milliseconds:.0f} ms")

    stale = [s["sql"] for s, r in zip(statements, reasons) if s.get("spark") not in (None, r is None)]
    for sql in stale:
        print(f"{FIXTURE.name} has another verdict of Spark for: {sql}", file=sys.stderr)
    sys.exit(1 if stale else 0)


if __name__ == "__main__":
    main()
