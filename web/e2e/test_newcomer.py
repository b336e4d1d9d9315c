"""The way that a newcomer takes, from `make run` to a result that is still there after a reload."""

import csv
import re

import pytest
from deltalake import DeltaTable
from playwright.sync_api import expect

from editor_pages import Editor
from live_pages import wait_beyond
from result_pages import choice
from serving import Server
from table_pages import figure, tree_row

STATEMENT = "SELECT date_trunc('HOUR', timestamp) AS bucket, count(*) AS row_count, avg(response_time) AS took"


@pytest.fixture
def site(tmp_path):
    """What `make run` starts: the demo on a fresh lake."""
    server = Server(tmp_path, "--demo").start()
    yield server
    server.stop()


def test_a_newcomer_goes_from_the_first_page_to_a_kept_live_chart(site, new_page, screenshot):
    page = new_page(base_url=site.url)
    # Chromium would ask where to save.
    page.add_init_script("delete window.showSaveFilePicker; delete Window.prototype.showSaveFilePicker")
    sees_the_demo_move(page, screenshot)
    opens_a_suggested_query(page)
    editor = Editor(page)
    adds_a_column_by_completion(editor)
    runs_it_and_sees_a_chart(editor)
    tab = page.url
    turns_live_on(page)
    steps_back_in_time(page, site)
    compares_two_versions(page, site)
    page.get_by_role("navigation", name="Places").get_by_role("link", name="Query").click()
    expect(page).to_have_url(tab)
    exports_what_was_run(page, site)
    finds_everything_after_a_reload(page, editor)


def sees_the_demo_move(page, screenshot):
    page.goto("/")
    expect(page.get_by_role("region", name="Live result")).to_be_visible(timeout=30_000)
    wait_beyond(page, wait_beyond(page, -1))
    expect(page.locator(".tl-chart__picture svg")).to_be_visible()
    screenshot(page, "newcomer-first-page")


def opens_a_suggested_query(page):
    page.get_by_role("navigation", name="Places").get_by_role("link", name="Tables").click()
    tree_row(page, "logs").click()
    page.get_by_role("region", name="Suggested queries").get_by_role("button", name=re.compile("^Rows per hour")).click()
    expect(page).to_have_url(re.compile("/query/"))


def adds_a_column_by_completion(editor):
    expect(editor.lines.first).to_have_text("SELECT date_trunc('HOUR', timestamp) AS bucket, count(*) AS row_count")
    editor.input.focus()
    editor.page.keyboard.press("Control+Home")
    editor.page.keyboard.press("End")
    editor.page.keyboard.type(", avg(resp")
    expect(editor.hints.get_by_role("option").first).to_contain_text("response_time")
    editor.page.keyboard.press("Tab")
    expect(editor.lines.first).to_contain_text("avg(response_time)")
    editor.page.keyboard.press("End")
    editor.page.keyboard.type(" AS took")
    expect(editor.lines.first).to_have_text(STATEMENT)


def runs_it_and_sees_a_chart(editor):
    editor.page.keyboard.press("Control+Enter")
    expect(editor.status).to_contain_text("Done")
    editor.page.get_by_role("tab", name="Chart").click()
    expect(choice(editor.page, "Chart")).to_have_value("line")
    expect(editor.page.locator(".tl-chart__picture svg")).to_be_visible()


def turns_live_on(page):
    page.get_by_role("switch", name="Live").click()
    expect(page.get_by_role("region", name="Live result")).to_be_visible()
    wait_beyond(page, wait_beyond(page, -1))
    expect(choice(page, "Chart")).to_have_value("line")


def steps_back_in_time(page, site):
    page.get_by_role("navigation", name="Places").get_by_role("link", name="Tables").click()
    tree_row(page, "logs").click()
    slider = page.get_by_role("slider", name="Version")
    slider.press("Home")
    expect(page.get_by_text("As of version 0", exact=True)).to_be_visible()
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("version=1$"))
    expect(figure(page, "Rows")).to_have_text(f"{rows_by_deltalake(site, 1):,}")


def compares_two_versions(page, site):
    page.get_by_role("tab", name="Diff").click()
    page.get_by_role("spinbutton", name="From version").fill("1")
    page.get_by_role("spinbutton", name="To version").fill("3")
    expect(page).to_have_url(re.compile("from=1&to=3$"))
    expect(figure(page, "Rows")).to_have_text(f"+{rows_by_deltalake(site, 3) - rows_by_deltalake(site, 1):,}")


def rows_by_deltalake(site, version):
    """As an independent reader counts them."""
    files = DeltaTable(str(site.lake / "delta_lake" / "logs"), version=version).get_add_actions(flatten=True)
    return sum(files["num_records"].to_pylist())


def exports_what_was_run(page, site):
    page.get_by_role("switch", name="Live").click()
    expect(page.get_by_role("region", name="Result", exact=True)).to_be_visible()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=re.compile("^CSV")).click()
    with open(download.value.path(), encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["bucket", "row_count", "took"]
    ran = next(query for query in site.get("/api/queries?limit=10")["queries"] if query["query"].startswith(STATEMENT))
    assert sum(int(row["row_count"]) for row in rows) == rows_by_deltalake(site, ran["tables"][0]["version"])


def finds_everything_after_a_reload(page, editor):
    page.get_by_role("switch", name="Live").click()
    expect(page.get_by_role("region", name="Live result")).to_be_visible()
    editor.kept()
    tab = page.url
    page.reload()
    expect(page).to_have_url(tab)
    expect(editor.tab("Rows per hour")).to_have_attribute("aria-selected", "true")
    expect(editor.titles()).to_have_count(2)
    expect(editor.lines.first).to_have_text(STATEMENT)
    expect(editor.status).to_contain_text("Done")
    wait_beyond(page, wait_beyond(page, -1))
    expect(choice(page, "Chart")).to_have_value("line")
    page.get_by_role("switch", name="Live").click()
    expect(page.get_by_role("region", name="Result", exact=True)).to_be_visible()
    expect(choice(page, "Chart")).to_have_value("line")
    expect(page.locator(".tl-chart__picture svg")).to_be_visible()
