"""Optimize, vacuum and the list of jobs in a real browser, on tables that `deltalake` wrote and reads again."""

import re

import pyarrow as pa
import pytest
import table_lake
from playwright.sync_api import expect

from pipeline_pages import cell, lake, row_of, site
from table_pages import open_table


@pytest.fixture(scope="module")
def small(site, lake):
    """A table of five small files."""
    for n in range(5):
        table_lake.write_deltalake(lake / "shop" / "small", pa.table({"n": [n]}), mode="append")
    return "shop.small"


def upkeep(page, what):
    page.get_by_role("button", name="Upkeep").click()
    page.get_by_role("menuitem", name=what).click()


def test_optimize_from_a_tables_menu_is_a_job_with_figures(page, site, lake, small, accessible, screenshot):
    open_table(page, site, small)
    upkeep(page, "Optimize…")
    dialog = page.get_by_role("dialog", name=f"Optimize {small}")
    dialog.get_by_role("button", name="Dry run").click()
    would = dialog.get_by_role("status", name="Figures of Optimize, dry run")
    expect(would.locator("div").filter(has=page.get_by_text("Files removed", exact=True)).locator("dd")).to_have_text("5")
    assert len(table_lake.open_table(lake, small).file_uris()) == 5
    dialog.get_by_role("button", name="Optimize", exact=True).click()
    expect(dialog.get_by_role("status", name="Figures of Optimize", exact=True)).to_be_visible()
    assert len(table_lake.open_table(lake, small).file_uris()) == 1
    assert table_lake.count(lake, small) == 5
    dialog.get_by_role("button", name="All jobs").click()
    expect(page).to_have_url(re.compile(r"/jobs\?table=shop\.small$"))
    jobs = page.get_by_role("region", name="Jobs")
    for kind in ("Optimize", "Optimize, dry run"):
        row = jobs.get_by_role("row").filter(has=page.get_by_role("rowheader", name=kind, exact=True))
        expect(cell(row, "State")).to_have_text("Done")
    accessible(page)
    screenshot(page, "jobs-light")


def test_a_vacuum_shows_what_it_would_delete_before_it_can_be_started(page, site, small):
    open_table(page, site, small)
    upkeep(page, "Vacuum, dry run…")
    dialog = page.get_by_role("dialog", name=f"Vacuum {small}")
    delete = dialog.get_by_role("button", name="Delete the files")
    expect(delete).to_be_disabled()
    dialog.get_by_role("button", name="Dry run").click()
    expect(dialog.get_by_role("status", name="Figures of Vacuum, dry run")).to_contain_text("Files")
    expect(delete).to_be_enabled()
    dialog.get_by_label("Keep the files of the last, in hours").fill("200")
    expect(delete).to_be_disabled()


def test_a_job_that_runs_elsewhere_shows_up_by_itself(page, site, lake):
    name = "shop.another"
    for n in range(2):
        table_lake.write_deltalake(lake / "shop" / "another", pa.table({"n": [n]}), mode="append")
    site.wait_for("the table", lambda: site.get(f"/api/tables/{name}"))
    page.goto(f"{site.url}/jobs?table={name}")
    expect(page.get_by_text(f"No upkeep of {name} has run yet")).to_be_visible()
    site.call("POST", f"/api/tables/{name}/optimize", {})
    row = row_of(page, "Jobs", "Optimize")
    expect(cell(row, "State")).to_have_text("Done")
    expect(cell(row, "Table")).to_have_text(name)
