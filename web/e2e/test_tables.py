"""The tables explorer in a real browser, against the real server and engine, on tables that `deltalake` wrote."""

import os
import re
import shutil
import subprocess
import sys

import pyarrow as pa
import pytest
import table_lake
from playwright.sync_api import expect

from table_pages import figure, open_table, tree_row, wait_until_loaded

PLACES = ["overview", "schema", "sample", "profile", "history", "diff", "files", "properties", "ddl"]
LOOKS = {"light": {}, "dark": {"dark": True}, "phone": {"width": 390, "height": 844, "touch": True}}


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables") / "lake"
    folder.mkdir()
    table_lake.write_all(folder)
    return folder


@pytest.fixture(scope="module")
def site(serve, lake):
    return serve(lake)


def test_the_tree_lists_every_table_and_a_broken_one_with_its_reason(page, site):
    page.goto(f"{site.url}/tables")
    for name in ("orders", "nested", "wide", "many_files", "broken", "v1.2", table_lake.ODD_TABLE):
        expect(tree_row(page, name)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="shop.broken")).to_contain_text("line 2")
    tree_row(page, "broken").click()
    expect(page.get_by_role("alert")).to_contain_text("Restore the file")


def test_search_narrows_the_tree_and_says_so_when_nothing_fits(page, site):
    page.goto(f"{site.url}/tables")
    search = page.get_by_role("searchbox", name="Search tables")
    search.fill("ORD")
    expect(page.get_by_role("treeitem", level=2)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="1 table found")).to_be_attached()
    search.fill("<img src=x>")
    expect(page.get_by_text("No table has “<img src=x>” in its name.")).to_be_visible()


def test_the_tree_is_used_by_keyboard_alone(page, site):
    page.goto(f"{site.url}/tables")
    page.get_by_role("searchbox", name="Search tables").press("ArrowDown")
    focused = page.locator('[role="treeitem"]:focus')
    expect(focused).to_have_attribute("aria-expanded", "true")
    focused.press("ArrowLeft")
    expect(focused).to_have_attribute("aria-expanded", "false")
    focused.press("ArrowRight")
    focused.press("End")
    focused.press("ArrowLeft")
    focused.press("o")
    expect(focused).to_contain_text("orders")
    focused.press("Enter")
    expect(page).to_have_url(re.compile("/tables/shop.orders/overview$"))
    expect(page.locator('[role="treeitem"][aria-selected="true"]')).to_contain_text("orders")


def test_the_overview_says_what_deltalake_says(page, site, lake):
    open_table(page, site, "shop.orders")
    table = table_lake.open_table(lake, "shop.orders")
    expect(figure(page, "Rows")).to_have_text(f"{table_lake.count(lake, 'shop.orders'):,}")
    expect(figure(page, "Files")).to_have_text(f"{len(table.file_uris()):,}")
    expect(figure(page, "Columns")).to_have_text("7")
    expect(page.get_by_text("Orders of a shop that never closes.")).to_be_visible()
    expect(page.locator("dd").filter(has_text=re.compile("^day$"))).to_be_visible()


def test_a_nested_schema_unfolds_and_is_searched_to_its_depth(page, site):
    open_table(page, site, "shop.nested", "schema")
    page.get_by_text("array of struct of 3 fields").click()
    expect(page.get_by_text("tags", exact=True)).to_be_visible()
    page.get_by_role("searchbox", name="Search columns").fill("geo.lat")
    expect(page.get_by_role("rowheader")).to_have_text(["address"])
    expect(page.get_by_text("lon", exact=True)).to_be_visible()


def test_five_hundred_columns_are_all_there(page, site):
    open_table(page, site, "shop.wide", "schema")
    expect(page.get_by_text("500 columns")).to_be_visible()
    page.get_by_role("searchbox", name="Search columns").fill("column_499")
    expect(page.get_by_text("1 of 500 columns")).to_be_visible()
    page.get_by_role("tab", name="Profile").click()
    expect(page.get_by_text("12 of 500 columns")).to_be_visible()
    expect(page.get_by_role("heading", name="column_011")).to_be_visible()


def test_odd_names_are_shown_as_text_and_open_by_their_address(page, site):
    page.on("dialog", lambda dialog: pytest.fail("a name ran as a script"))
    page.goto(f"{site.url}/tables")
    tree_row(page, table_lake.ODD_TABLE).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(table_lake.ODD_TABLE)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text(table_lake.ODD_TABLE)
    page.get_by_role("tab", name="Sample").click()
    expect(page.get_by_text("<script>alert(1)</script>")).to_be_visible()
    page.get_by_role("tab", name="Profile").click()
    expect(page.get_by_role("heading", name="Spalte mit Leer")).to_be_visible()


def test_a_dot_in_a_name_is_part_of_the_name(page, site):
    page.goto(f"{site.url}/tables")
    tree_row(page, "v1.2").click()
    expect(figure(page, "Rows")).to_have_text("1")
    page.get_by_role("tab", name="Sample").click()
    expect(page.get_by_text("1 row, the first")).to_be_visible()


def test_three_thousand_files_are_sorted_without_being_drawn(page, site):
    open_table(page, site, "shop.many_files", "files")
    expect(page.get_by_text("3,000 files", exact=True)).to_be_visible()
    expect(page.get_by_text("Partition by a coarser column.")).to_be_visible()
    files = page.get_by_role("table", name="Data files")
    expect(files).to_have_attribute("aria-rowcount", "3001")
    assert files.get_by_role("row").count() < 60
    page.get_by_text("Bounds of columns…").click()
    page.get_by_role("checkbox", name="value").check()
    page.get_by_role("button", name="Greatest value").click()
    expect(files.get_by_role("columnheader", name="Greatest value")).to_have_attribute("aria-sort", "descending")
    expect(files.get_by_role("row").nth(1)).to_contain_text("4498.5")


def test_the_treemap_names_its_files_and_leads_to_them(page, site):
    page.add_init_script(
        """window.captions = [];
        const write = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { window.captions.push(text); return write.call(this, text, ...at); };"""
    )
    open_table(page, site, "shop.orders", "files")
    files = site.get("/api/tables/shop.orders/files")["files"]
    map_of_files = page.get_by_role("img", name=f"Treemap of {len(files)} files by size; the table below has the same figures")
    expect(map_of_files).to_be_visible()
    page.wait_for_function("() => window.captions.length > 0")
    captions = set(page.evaluate("window.captions"))
    assert {caption.split(" · ")[0] for caption in captions} == {f"day={file['partitionValues']['day']}" for file in files}
    map_of_files.hover(position={"x": 20, "y": 20})
    tip = page.locator(".tl-treemap__tip")
    # The largest stands in the corner.
    largest = max(files, key=lambda file: file["bytes"])
    expect(tip).to_contain_text(largest["path"].rpartition("/")[2][-12:])
    expect(tip).to_contain_text(f"{largest['rows']:,} rows")
    map_of_files.click(position={"x": 20, "y": 20})
    chosen = page.get_by_role("table", name="Data files").locator(".tl-file-table__row--selected")
    expect(chosen).to_contain_text(largest["path"].rpartition("/")[2][-12:])


def test_properties_protocol_and_ddl_are_there(page, site):
    open_table(page, site, "shop.orders", "properties")
    expect(page.get_by_text("Reader version")).to_be_visible()
    page.get_by_role("tab", name="DDL").click()
    expect(page.locator("pre")).to_contain_text(re.compile("CREATE TABLE .*orders"))
    expect(page.get_by_role("button", name="Copy")).to_be_visible()


def test_the_profile_and_the_statement_of_the_past_are_those_of_then(page, site):
    open_table(page, site, "shop.orders", "profile", version=0)
    expect(page.get_by_text("6 of 6 columns, at version 0")).to_be_visible()
    assert spread_of(page, "id") == 400
    page.get_by_role("slider", name="Version").press("End")
    expect(page.get_by_text("7 of 7 columns, at version 6")).to_be_visible()
    open_table(page, site, "shop.orders", "ddl", version=1)
    expect(page.locator("pre")).to_contain_text("note string")
    expect(page.locator("pre")).not_to_contain_text("coupon")
    page.get_by_role("button", name="Back to now").click()
    expect(page.locator("pre")).to_contain_text("coupon")


def test_the_profile_counts_values_and_draws_their_spread(page, site):
    open_table(page, site, "shop.orders", "profile")
    status = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="status"))
    expect(status.get_by_role("table", name="Most frequent values of status")).to_contain_text("paid")
    assert spread_of(page, "id") == site.get("/api/tables/shop.orders")["rows"]


def spread_of(page, column):
    """All that a column's histogram counts."""
    spread = page.get_by_role("table", name=f"How the values of {column} are spread")
    expect(spread).to_be_attached()
    return sum(int(text.replace(",", "")) for text in spread.locator("td").all_inner_texts())


def test_a_commit_shows_without_a_reload(page, site, lake):
    table_lake.write_deltalake(os.path.join(lake, "feed", "events"), pa.table({"n": [1, 2]}))
    open_table(page, site, "feed.events")
    expect(figure(page, "Rows")).to_have_text("2")
    table_lake.append(lake, "feed.events", pa.table({"n": [3, 4, 5]}))
    expect(figure(page, "Rows")).to_have_text("5")
    expect(page.get_by_role("slider", name="Version")).to_have_value("1")
    page.get_by_role("tab", name="History").click()
    table_lake.append(lake, "feed.events", pa.table({"n": [6]}))
    expect(page.get_by_role("button", name="Version 2", exact=True)).to_be_visible()
    page.get_by_role("tab", name="Sample").click()
    expect(page.get_by_text("6 rows, the first")).to_be_visible()
    table_lake.append(lake, "feed.events", pa.table({"n": [7]}))
    page.get_by_role("button", name="1 newer commit").click()
    expect(page.get_by_text("7 rows, the first")).to_be_visible()


def test_a_new_table_appears_and_a_removed_one_goes(page, site, lake, problems):
    # What was on its way when the folder went.
    problems.allow("feed.short_lived")
    page.goto(f"{site.url}/tables")
    expect(tree_row(page, "orders")).to_be_visible()
    path = os.path.join(lake, "feed", "short_lived")
    table_lake.write_deltalake(path, pa.table({"n": [1]}))
    tree_row(page, "short_lived").click()
    expect(figure(page, "Rows")).to_have_text("1")
    shutil.rmtree(path)
    expect(page.get_by_role("alert")).to_contain_text("feed.short_lived is gone")
    expect(tree_row(page, "short_lived")).to_have_count(0)


def test_a_table_that_is_not_there_names_those_like_it(page, site):
    page.goto(f"{site.url}/tables/shop.ordrs/schema")
    expect(page.get_by_role("heading", name="There is no table shop.ordrs")).to_be_visible()
    page.get_by_role("button", name="shop.orders").click()
    expect(page).to_have_url(re.compile("/tables/shop.orders/overview$"))


def test_query_opens_a_tab_with_a_statement_of_the_version_shown(page, site):
    open_table(page, site, "shop.orders", "overview", version=2)
    page.get_by_role("button", name="Query", exact=True).click()
    expect(page).to_have_url(re.compile("/query/"))
    expect(page.locator(".CodeMirror")).to_contain_text("FROM shop.orders VERSION AS OF 2")


def test_a_query_opened_before_the_tabs_are_known_keeps_its_text(page, site):
    held = []
    page.route(f"{site.url}/api/workspace/tabs", lambda route: held.append(route))
    with page.expect_request(f"{site.url}/api/workspace/tabs"):
        open_table(page, site, "shop.orders", "overview", version=1)
    page.get_by_role("button", name="Query", exact=True).click()
    expect(page).to_have_url(re.compile("/query$"))
    for route in held:
        route.continue_()
    expect(page.locator(".CodeMirror")).to_contain_text("FROM shop.orders VERSION AS OF 1")


def test_watch_opens_a_live_tab_that_moves_with_the_table(page, site, lake):
    table_lake.write_deltalake(os.path.join(lake, "feed", "watched"), pa.table({"n": [1, 2]}))
    open_table(page, site, "feed.watched")
    page.get_by_role("button", name="Watch", exact=True).click()
    expect(page).to_have_url(re.compile("/query/"))
    result = page.get_by_role("region", name="Live result")
    expect(result.get_by_role("gridcell", name="2", exact=True)).to_be_visible()
    table_lake.append(lake, "feed.watched", pa.table({"n": [3, 4, 5]}))
    expect(result.get_by_role("gridcell", name="5", exact=True)).to_be_visible()


def test_an_empty_lake_offers_ways_in_and_the_first_table_opens_the_explorer(page, serve, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    site = serve(folder)
    page.goto(f"{site.url}/tables")
    expect(page.get_by_role("heading", name="This lake has no tables yet")).to_be_visible()
    expect(page.get_by_role("button", name="Upload a file…")).to_be_visible()
    expect(page.get_by_text("tideline serve --demo")).to_be_visible()
    table_lake.write_deltalake(folder / "delta_lake" / "first", pa.table({"n": [1]}))
    expect(tree_row(page, "first")).to_be_visible()


def test_what_an_empty_lake_gives_to_copy_works_as_it_is(page, serve, tmp_path):
    folder = tmp_path / "it's empty"
    folder.mkdir()
    site = serve(folder)
    page.goto(f"{site.url}/tables")
    expect(page.get_by_text(f"The lake’s folder is {folder}.")).to_be_visible()
    copied = {way: page.get_by_role("article").filter(has=page.get_by_role("heading", name=way)).locator("pre").inner_text() for way in ("shell", "Delta writer", "demo")}
    subprocess.run(["bash", "-euo", "pipefail", "-c", copied["shell"]], check=True, timeout=60)
    expect(tree_row(page, "people")).to_be_visible()
    subprocess.run([sys.executable, "-c", copied["Delta writer"]], check=True, timeout=60)
    tree_row(page, "weather").click()
    expect(figure(page, "Rows")).to_have_text("2")
    # Into this test's folder; as it stands it has a place of its own that the next run would find.
    command = copied["demo"].replace("/tmp/tideline-demo", str(tmp_path / "demo"))
    with subprocess.Popen(["bash", "-c", f"exec {command}"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as demo:
        try:
            assert re.search(r" at http://127\.0\.0\.1:\d+$", demo.stdout.readline().strip())
        finally:
            demo.terminate()


@pytest.mark.parametrize("look", LOOKS)
def test_who_has_no_permission_is_told_whom_to_ask(new_page, site, problems, accessible, screenshot, look):
    problems.allow("status of 403")
    page = new_page(**LOOKS[look])
    refusal = {"error": {"code": "forbidden", "message": "Reading shop.orders needs the role analyst."}}
    page.route(re.compile("/api/tables/shop.orders/sample"), lambda route: route.fulfill(status=403, json=refusal))
    open_table(page, site, "shop.orders", "sample")
    state = page.get_by_role("alert")
    expect(state).to_contain_text("You have no permission for this")
    expect(state).to_contain_text("needs the role analyst")
    screenshot(page, f"tables-forbidden-{look}")
    accessible(page)
    page.unroute_all()
    state.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("100 rows, the first")).to_be_visible()
    page.route(re.compile("/api/workspace/tabs"), lambda route: route.fulfill(status=403, json=refusal))
    page.goto(f"{site.url}/query")
    expect(page.get_by_role("alert")).to_contain_text("You have no permission for this")
    screenshot(page, f"editor-forbidden-{look}")
    accessible(page)


@pytest.mark.parametrize("look", LOOKS)
def test_every_place_is_accessible_and_fits_its_width(new_page, site, accessible, screenshot, look):
    page = new_page(**LOOKS[look])
    for place in PLACES:
        open_table(page, site, "shop.orders", place)
        wait_until_loaded(page)
        screenshot(page, f"tables-{place}-{look}")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("look", LOOKS)
def test_the_list_the_past_and_the_dialogs_are_accessible(new_page, site, accessible, screenshot, tmp_path, look):
    page = new_page(**LOOKS[look])
    page.goto(f"{site.url}/tables")
    expect(tree_row(page, "orders")).to_be_visible()
    screenshot(page, f"tables-list-{look}")
    accessible(page)
    file = tmp_path / "sales.csv"
    file.write_text("id,amount\n1,1.5\n", encoding="utf-8")
    page.get_by_role("button", name="Upload…").click()
    page.get_by_label("File to upload").set_input_files(file)
    expect(page.get_by_label("Type of amount")).to_be_visible()
    screenshot(page, f"tables-upload-{look}")
    accessible(page)
    open_table(page, site, "shop.orders", "overview", version=2)
    expect(figure(page, "Rows")).to_have_text("850")
    screenshot(page, f"tables-past-{look}")
    accessible(page)
