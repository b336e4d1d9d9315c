"""What the tests of pipelines and of upkeep share: a broker, a server that reads it, and how to find one's way on their pages."""

import json
import re

import pytest
import table_lake
from playwright.sync_api import expect

from kafka_broker import Broker

NO_JSON = "{broken"
NO_OBJECT = "[1]"


@pytest.fixture(scope="module")
def broker():
    broker = Broker().start()
    yield broker
    broker.stop()


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return tmp_path_factory.mktemp("pipelines") / "lake"


@pytest.fixture(scope="module")
def site(serve, lake):
    return serve(lake)


@pytest.fixture(scope="module")
def steps(site, broker):
    """A pipeline that no test pauses or deletes: 30 rows of three partitions, and a reject."""
    start(site, broker, "steps", [*numbers(range(30)), NO_JSON], partitions=3)
    yield "steps"
    forget(site, ["steps"])


@pytest.fixture
def flow(site, broker):
    """Makes pipelines that tests do anything with: `flow(name, texts)`; the topic and the table are called the same."""
    made = []

    def make(name, texts):
        made.append(name)
        start(site, broker, name, texts)

    yield make
    forget(site, made)


def start(site, broker, name, texts, partitions=1):
    """Returns when every record is a row or a reject."""
    broker.create(name, partitions)
    broker.produce(name, texts)
    source = {"type": "kafka", "brokers": broker.address, "topics": [name], "start": "earliest"}
    site.call("POST", "/api/pipelines", {"name": name, "source": source, "table": f"delta_lake.{name}", "format": "json", "schemaMode": "evolve"})

    def done():
        totals = site.get(f"/api/pipelines/{name}")["totals"]
        return totals["rows"] + totals["rejects"] == len(texts)

    site.wait_for(f"the records of {name}", done)


def forget(site, names):
    """While their broker is still there: the server lives on, and would look for it."""
    left = {pipeline["name"] for pipeline in site.get("/api/pipelines")}
    for name in left.intersection(names):
        site.call("DELETE", f"/api/pipelines/{name}")


def numbers(wanted):
    return [json.dumps({"n": n}) for n in wanted]


def rows(lake, name):
    return sorted(table_lake.open_table(lake, f"delta_lake.{name}").to_pyarrow_table().column("n").to_pylist())


def open_pipeline(page, site, name, place="overview"):
    page.goto(f"{site.url}/pipelines/{name}{'' if place == 'overview' else f'/{place}'}")
    expect(page.get_by_role("region", name=f"Pipeline {name}")).to_be_visible()


def state(page):
    return page.locator(".tl-pl-head .tl-badge")


def row_of(page, table, name):
    """A row of a list by what stands first in it."""
    found = page.get_by_role("region", name=table).get_by_role("row")
    return found.filter(has=page.get_by_role("rowheader", name=re.compile("^" + re.escape(name).replace("/", r"\/"))))


def cell(row, name):
    return row.locator(f'[data-label="{name}"]')
