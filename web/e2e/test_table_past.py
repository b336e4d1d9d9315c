"""The past of a table in a real browser: the slider, the history and what differs between two versions."""

import re

import pytest
import table_lake
from playwright.sync_api import expect

from table_pages import figure, open_table


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables") / "lake"
    folder.mkdir()
    table_lake.write_all(folder)
    return folder


@pytest.fixture(scope="module")
def site(serve, lake):
    return serve(lake)


def test_the_slider_shows_counts_and_schema_as_deltalake_has_them(page, site, lake):
    open_table(page, site, "shop.orders")
    slider = page.get_by_role("slider", name="Version")
    expect(slider).to_have_value("6")
    slider.press("Home")
    for version in range(7):
        expect(slider).to_have_value(str(version))
        if version < 6:
            expect(page).to_have_url(re.compile(f"version={version}$"))
            expect(page.get_by_text(f"As of version {version}", exact=True)).to_be_visible()
        expect(figure(page, "Rows")).to_have_text(f"{table_lake.count(lake, 'shop.orders', version):,}")
        columns = len(table_lake.open_table(lake, "shop.orders", version).schema().fields)
        expect(figure(page, "Columns")).to_have_text(str(columns))
        slider.press("ArrowRight")


def test_an_address_restores_the_past_and_one_button_leads_back(page, site):
    open_table(page, site, "shop.orders", "schema", version=1)
    expect(page.get_by_role("slider", name="Version")).to_have_value("1")
    expect(page.get_by_role("rowheader", name="note")).to_be_visible()
    expect(page.get_by_role("rowheader", name="coupon")).to_have_count(0)
    page.get_by_role("button", name="Back to now").click()
    expect(page.get_by_role("rowheader", name="coupon")).to_be_visible()
    expect(page).not_to_have_url(re.compile("version="))


def test_a_sample_of_the_past_has_the_rows_of_then(page, site):
    open_table(page, site, "shop.orders", "sample", version=0)
    page.get_by_role("combobox", name="Rows").select_option("1000")
    expect(page.get_by_text("400 rows, the first")).to_be_visible()
    page.get_by_role("slider", name="Version").press("ArrowRight")
    expect(page.get_by_text("900 rows, the first")).to_be_visible()


def test_playing_runs_through_the_versions_to_now(page, site):
    open_table(page, site, "shop.orders", "overview", version=4)
    page.get_by_role("button", name="Play").press("Enter")
    expect(page.get_by_role("slider", name="Version")).to_have_value("6")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_a_version_that_never_was_says_so_and_offers_the_way_back(page, site, problems):
    problems.allow("version=99")
    open_table(page, site, "shop.orders", "overview", version=99)
    expect(page.get_by_role("alert")).to_contain_text("can't be read")
    page.get_by_role("button", name="Back to now").click()
    expect(figure(page, "Rows")).to_be_visible()


def test_history_groups_commits_and_tells_what_each_did(page, site):
    open_table(page, site, "shop.orders", "history")
    groups = page.locator(".tl-timeline__group")
    expect(groups.locator("h3")).to_have_text(["Write", "Optimize", "Merge", "Update", "Delete", "Write"])
    expect(groups.nth(4)).to_contain_text("−50 rows")
    expect(groups.nth(2)).to_contain_text("+1 row · ~1 row")
    page.get_by_label("Operation").select_option("Merge")
    expect(groups).to_have_count(1)
    page.get_by_role("button", name="Version 4", exact=True).click()
    expect(page.get_by_text("num_target_rows_copied")).to_be_visible()


def test_filters_choices_and_sizes_are_part_of_the_address(page, site):
    open_table(page, site, "shop.orders", "history")
    page.get_by_label("Operation").select_option("Merge")
    page.get_by_label("Engine").select_option(index=1)
    expect(page).to_have_url(re.compile(r"/history\?operation=Merge&engine="))
    page.reload()
    expect(page.get_by_label("Operation")).to_have_value("Merge")
    expect(page.locator(".tl-timeline__group")).to_have_count(1)
    page.get_by_role("tab", name="Files").click()
    expect(page).to_have_url(re.compile("/files$"))
    page.get_by_text("Bounds of columns…").click()
    page.get_by_role("checkbox", name="price").check()
    page.get_by_role("checkbox", name="note").check()
    expect(page).to_have_url(re.compile(r"\?column=price&column=note$"))
    page.get_by_role("slider", name="Version").press("ArrowLeft")
    page.reload()
    expect(page).to_have_url(re.compile(r"\?version=5&column=price&column=note$"))
    expect(page.get_by_role("columnheader", name="Greatest price")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Greatest note")).to_be_visible()
    open_table(page, site, "shop.orders", "sample", rows=1000)
    expect(page.get_by_role("combobox", name="Rows")).to_have_value("1000")
    page.get_by_role("combobox", name="Rows").select_option("10000")
    expect(page).to_have_url(re.compile(r"/sample\?rows=10000$"))


def test_history_leads_into_the_past_and_into_a_diff(page, site):
    open_table(page, site, "shop.orders", "history")
    page.get_by_role("button", name="View version 2", exact=True).click()
    expect(page).to_have_url(re.compile("/sample\\?version=2$"))
    page.go_back()
    page.get_by_role("button", name="Diff version 2 with the one before").click()
    expect(page).to_have_url(re.compile("/diff\\?from=1&to=2$"))
    expect(figure(page, "Rows")).to_have_text("−50")


def test_a_diff_tells_schema_files_rows_and_commits(page, site, lake):
    open_table(page, site, "shop.orders", "diff", **{"from": 1, "to": 6})
    before, after = (set(table_lake.open_table(lake, "shop.orders", v).file_uris()) for v in (1, 6))
    delta = table_lake.count(lake, "shop.orders", 6) - table_lake.count(lake, "shop.orders", 1)
    expect(figure(page, "Rows")).to_have_text(f"+{delta}")
    expect(figure(page, "Files")).to_have_text(f"+{len(after - before)} −{len(before - after)}")
    expect(figure(page, "Commits")).to_have_text("5")
    row = page.get_by_role("table", name="Schema changes").get_by_role("row").filter(has_text="coupon")
    expect(row).to_contain_text("Added")
    # The coupon that each row has now is no difference between rows.
    expect(page.get_by_text("Compared by the 6 columns that both versions have.")).to_be_visible()
    expect(page.get_by_role("heading", name="Rows added")).to_have_text("Rows added 52")
    page.get_by_role("spinbutton", name="To version").fill("1")
    expect(page.get_by_text("None: both are the same version.")).to_be_visible()
    page.get_by_role("spinbutton", name="To version").fill("0")
    expect(page.get_by_role("alert")).to_contain_text("Swap them")
    page.get_by_role("button", name="Swap from and to").click()
    expect(page).to_have_url(re.compile("from=0&to=1$"))
    expect(figure(page, "Rows")).to_have_text("+500")


def test_a_diff_lists_the_rows_themselves_and_opens_as_a_query(page, site):
    open_table(page, site, "shop.orders", "diff", **{"from": 3, "to": 4})
    added, removed = (page.get_by_role("region", name=name, exact=True) for name in ("Rows added", "Rows removed"))
    expect(added.get_by_role("heading")).to_have_text("Rows added 2")
    expect(added.get_by_role("gridcell", name="5,000")).to_be_visible()
    expect(removed.get_by_role("heading")).to_have_text("Rows removed 1")
    expect(removed.get_by_role("gridcell", name="returned")).to_be_visible()
    page.get_by_role("button", name="Open as a query").click()
    expect(page).to_have_url(re.compile("/query/"))
    expect(page.locator(".CodeMirror")).to_contain_text("EXCEPT ALL")


def test_a_diff_of_an_append_and_of_a_compaction_say_what_they_are(page, site):
    open_table(page, site, "shop.orders", "diff", **{"from": 0, "to": 1})
    expect(page.get_by_role("heading", name="Rows added")).to_have_text("Rows added 100 of 500")
    expect(page.get_by_text("No row was rewritten")).to_be_visible()
    page.get_by_role("spinbutton", name="To version").fill("5")
    page.get_by_role("spinbutton", name="From version").fill("4")
    expect(page.get_by_text("no row was added or removed")).to_be_visible()
    expect(page.get_by_role("heading", name="Rows added")).to_have_count(0)
