"""Answers questions about Delta tables by programs that are not ours, one JSON document a line on stdin and stdout.

A question is {"do": name, ...arguments}; an answer is {"ok": value} or {"error": text}. Ends when stdin does.
"""

import json
import sys
import traceback

import checkpoints
import readers
import upkeep
import writers


def main() -> None:
    answers = {**checkpoints.QUESTIONS, **readers.QUESTIONS, **upkeep.QUESTIONS, **writers.QUESTIONS}
    out = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = {"ok": answers[question.pop("do")](**question)}
        except BaseException as error:  # noqa: BLE001 - the asker decides what an error means
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(answer) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
