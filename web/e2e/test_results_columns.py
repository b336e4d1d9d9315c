"""What can be asked of a result without running its query again: sorting, filtering, searching, counting, columns."""

import json
import re

import pytest
from playwright.sync_api import expect

from result_pages import cells, grid, open_column, page, row_is, show


@pytest.mark.parametrize("rows", [900, 60_000])
def test_sort_filter_and_search_mean_the_same_here_and_there(page, show, rows):
    """Small results are arranged in the browser, large ones by the server."""
    show(page, f"SELECT id, concat('Name ', id % 7) AS name, IF(id % 3 = 0, NULL, id * 1.5D) AS x FROM range({rows}) ORDER BY id")
    row_is(page, 1, "0", "Name 0", "null")
    header = grid(page).get_by_role("columnheader", name=re.compile("^x, "))
    header.click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    row_is(page, 1, "1", "Name 1", "1.5")
    header.click()
    last = rows - 1 if (rows - 1) % 3 else rows - 2
    expect(cells(page, 1).first).to_have_text(f"{last:,}")
    header.click()
    row_is(page, 1, "0", "Name 0", "null")
    panel = open_column(page, "id")
    panel.get_by_label("Rows where it").select_option("less than")
    panel.get_by_label("Value").fill("10")
    panel.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_text(f"10 of {rows:,} rows")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("searchbox", name="Search in the result").fill("name 5")
    expect(page.get_by_text(f"1 of {rows:,} rows")).to_be_visible()
    row_is(page, 1, "5", "Name 5", "7.5")
    page.get_by_role("button", name="Clear", exact=True).click()
    row_is(page, 1, "0", "Name 0", "null")


def test_a_filter_that_can_not_be_says_why(page, show):
    show(page, "SELECT id FROM range(5)")
    panel = open_column(page, "id")
    panel.get_by_label("Rows where it").select_option("is")
    panel.get_by_label("Value").fill("1 OR 1=1")
    panel.get_by_role("button", name="Filter", exact=True).click()
    expect(panel.get_by_role("alert")).to_have_text("Give a whole number, such as 42.")


@pytest.mark.parametrize("rows", [1_000, 100_000])
def test_statistics_of_a_column(page, show, rows):
    show(page, f"SELECT IF(id % 4 = 0, NULL, id) AS n, concat('v', id % 3) AS `t``x` FROM range({rows}) ORDER BY id")
    expect(cells(page, 2).first).to_have_text("1")
    panel = open_column(page, "n")
    figures = panel.get_by_role("region", name="Statistics")
    expect(figures).to_contain_text(f"{rows // 4:,} (25 %)")
    expect(figures).to_contain_text(f"Distinct{rows * 3 // 4:,}")
    expect(figures).to_contain_text(f"Max{rows - 1:,}")
    expect(figures.get_by_role("img", name=re.compile("Histogram of 24 ranges"))).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    panel = open_column(page, "t`x")
    expect(panel.get_by_role("list", name="Most frequent values").get_by_role("listitem")).to_have_count(3)


def test_columns_are_arranged_by_mouse_and_keyboard_and_stay_so(page, show, demo):
    show(page, "SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d")
    names = grid(page).locator(".tl-grid__title")
    expect(names).to_have_text(["a", "b", "c", "d"])
    panel = open_column(page, "d")
    panel.get_by_role("button", name="Pin").click()
    panel.get_by_role("button", name="Wider").click()
    page.keyboard.press("Escape")
    expect(names).to_have_text(["d", "a", "b", "c"])
    grid(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Alt+ArrowRight")
    expect(names).to_have_text(["d", "b", "a", "c"])
    open_column(page, "c").get_by_role("button", name="Hide").click()
    expect(names).to_have_text(["d", "b", "a"])
    grip = grid(page).locator('[data-key="b"] .tl-grid__grip')
    box, width = grip.bounding_box(), grid(page).locator('[data-key="b"]').bounding_box()["width"]
    page.mouse.move(box["x"] + 4, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 74, box["y"] + 20)
    page.mouse.up()
    wider = grid(page).locator('[data-key="b"]').bounding_box()["width"]
    assert abs(wider - width - 70) < 2
    demo.wait_for("the width on the server", lambda: f'"b": {round(wider)}' in json.dumps(demo.get("/api/workspace/tabs")))
    page.reload()
    expect(names).to_have_text(["d", "b", "a"])
    assert grid(page).locator('[data-key="b"]').bounding_box()["width"] == wider
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("menuitem", name=re.compile("^c")).click()
    expect(names).to_have_text(["d", "b", "a", "c"])


def test_a_column_is_dragged_before_another_and_stays_there(page, show, demo):
    show(page, "SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d")
    names = grid(page).locator(".tl-grid__title")
    expect(names).to_have_text(["a", "b", "c", "d"])
    names.nth(3).drag_to(names.nth(1))
    expect(names).to_have_text(["a", "d", "b", "c"])
    row_is(page, 1, "1", "4", "2", "3")
    expect(grid(page).locator(".tl-grid__name--target")).to_have_count(0)
    expect(grid(page).get_by_role("columnheader", name=re.compile("^d,"))).to_have_attribute("aria-sort", "none")
    demo.wait_for("the order on the server", lambda: '["a", "d", "b", "c"]' in json.dumps(demo.get("/api/workspace/tabs")))
    page.reload()
    expect(names).to_have_text(["a", "d", "b", "c"])
