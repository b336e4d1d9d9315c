"""What the tests of results share: a page, a result shown on it, and the grid's parts."""

import re
import time
import uuid

import pytest
from playwright.sync_api import expect

MILLION = (
    "SELECT id, id % 1000 AS remainder, id * 0.5D AS half, concat('row ', id) AS name, "
    "timestamp_millis(1764000000000 + id * 86) AS at FROM range(1000000) ORDER BY id"
)
# Its first rows come at once, its last ones never.
ENDLESS_ROWS = "SELECT id, sha2(cast(id AS string), 512) AS hash FROM range(400000000000)"


@pytest.fixture
def page(new_page, demo):
    """The demo server's page, wide enough for a result of some rows."""
    return new_page(base_url=demo.url, height=1000)


@pytest.fixture
def show(demo):
    """Runs a statement, puts its result into a tab of its own and opens that."""

    def open_result(page, sql, place="grid", wait=True, chart=None, wishes=None, parameters=None, title="Results"):
        body = {"query": sql} if parameters is None else {"query": sql, "parameters": parameters}
        query = demo.call("POST", "/api/queries", body)["queryId"]
        if wait:
            demo.wait_for("the query's end", lambda: demo.get(f"/api/queries/{query}")["state"] != "running")
        tab = str(uuid.uuid4())
        view = {"results": {"place": place, **({"chart": chart} if chart else {}), **({"wishes": wishes} if wishes else {})}}
        demo.call("PUT", f"/api/workspace/tabs/{tab}", {"title": title, "query": sql, "parameters": {}, "position": time.time(), "queryId": query, "view": view})
        tabs.append(tab)
        page.goto(f"/query/{tab}")
        return query

    tabs = []
    yield open_result
    for tab in tabs:
        demo.call("DELETE", f"/api/workspace/tabs/{tab}")


def sql_text(text):
    """A literal of Spark SQL."""
    escapes = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\x00": "\\0"}
    return "'" + "".join(escapes.get(character, character) for character in text) + "'"


def grid(page):
    return page.get_by_role("grid", name="Result")


def cells(page, row):
    """Texts of a row, numbered from 1 as on the screen."""
    return grid(page).locator(f'[role="row"][aria-rowindex="{row + 1}"]').get_by_role("gridcell")


def row_is(page, row, *texts):
    expect(cells(page, row)).to_have_text(list(texts))


def to_clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


def clipboard_becomes(page, text):
    """For copies one after another: the notice of the one before still stands while the next is on its way."""
    page.wait_for_function("text => navigator.clipboard.readText().then((found) => found === text)", arg=text)


def choice(page, name):
    """A field of the chart's toolbar."""
    return page.get_by_role("combobox", name=name, exact=True)


def open_column(page, name):
    """The panel of a column, by its header's arrow."""
    header = grid(page).locator('[role="columnheader"]').filter(has_text=re.compile(f"^{re.escape(name)}"))
    header.hover()
    header.get_by_role("button").click()
    panel = page.get_by_role("dialog", name=f"Column {name}")
    expect(panel).to_be_visible()
    return panel
