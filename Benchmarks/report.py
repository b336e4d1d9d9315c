"""The table of a benchmark, as docs/benchmarks.md has it: each figure beside the bar that it is judged by."""


class Report:
    def __init__(self):
        self.missed = 0
        print("| what | measured | bar | |\n|---|---|---|---|", flush=True)

    def add(self, what: str, measured: str, bar: str, met: bool) -> None:
        self.missed += not met
        print(f"| {what} | {measured} | {bar} | {'met' if met else '**missed**'} |", flush=True)
