"""The charts of a result: which is proposed, what it says, what can be saved of it."""

import re

import pytest
from playwright.sync_api import expect

from result_pages import MILLION, choice, page, show

DATA = {
    "line": "SELECT timestamp_millis(1764000000000 + id * 60000) AS at, sin(id / 20) * 10 + 20 AS value FROM range(500)",
    "area": "SELECT timestamp_millis(1764000000000 + (id % 100) * 60000) AS at, concat('s', floor(id / 100)) AS series, id % 17 AS n FROM range(300)",
    "bar": "SELECT concat('c', id) AS c, (id * 7) % 23 AS n FROM range(12)",
    "stackedBar": "SELECT concat('c', id % 6) AS c, concat('s', floor(id / 6)) AS s, id AS n FROM range(18)",
    "scatter": "SELECT rand(1) * 10 AS x, rand(2) * 5 AS y FROM range(300)",
    "histogram": "SELECT sqrt(id) AS x FROM range(2000)",
    "heatMap": "SELECT concat('c', id % 12) AS c, concat('r', floor(id / 12)) AS r, (id * 31) % 50 AS n FROM range(120)",
    "pie": "SELECT concat('c', id) AS c, (id + 1) / 15.0D AS share FROM range(5)",
    "bigNumber": "SELECT 9007199254740993 AS visitors",
}
AREA = {"kind": "area", "x": "at", "y": ["n"], "series": "series", "aggregate": "sum", "isLog": False, "hasLegend": True, "isHorizontal": False}


@pytest.mark.parametrize("kind", list(DATA))
def test_the_chart_that_fits_is_proposed_and_can_be_saved(page, show, screenshot, accessible, kind):
    show(page, DATA[kind], place="chart", chart=AREA if kind == "area" else None)
    expect(choice(page, "Chart")).to_have_value(kind)
    picture = page.locator(".tl-chart__picture svg")
    expect(picture).to_be_visible()
    assert picture.locator("path, rect, text").count() > (1 if kind == "bigNumber" else 5)
    screenshot(page, f"results-chart-{kind}")
    for format_name, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        page.get_by_role("button", name="Save the picture").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=format_name).click()
        with open(download.value.path(), "rb") as file:
            data = file.read()
        assert data.startswith(start)
        assert b"NaN" not in data or format_name == "PNG"
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.get_by_role("region", name="Figures of the chart").get_by_role("row")).not_to_have_count(0)
    accessible(page, ".tl-results")


@pytest.mark.parametrize(("look", "options"), [("light", {}), ("dark", {"dark": True}), ("phone", {"width": 390, "height": 844, "touch": True})])
def test_every_chart_is_accessible_in_each_look(new_page, demo, show, screenshot, accessible, look, options):
    page = new_page(base_url=demo.url, **options)
    for kind, sql in DATA.items():
        show(page, sql, place="chart", chart=AREA if kind == "area" else None)
        expect(page.locator(".tl-chart__picture svg")).to_be_visible()
        expect(page.get_by_role("combobox", name="Chart", exact=True)).to_have_value(kind)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        screenshot(page, f"results-chart-{kind}-{look}")
        accessible(page, ".tl-results")


@pytest.mark.parametrize("rows", [900, 60_000])
def test_a_chart_of_many_series_says_that_some_are_left_out(page, show, screenshot, rows):
    """Drawn from the browser's rows, and from the server's buckets."""
    chart = {**AREA, "kind": "line", "x": "x", "series": "c", "aggregate": "avg"}
    show(page, f"SELECT floor(id / 12) AS x, concat('c', id % 12) AS c, id % 7 AS n FROM range({rows})", place="chart", chart=chart)
    note = page.get_by_role("note")
    expect(note).to_contain_text("only the 8 series with the most points of 12 are drawn", timeout=30_000)
    if rows > 50_000:
        expect(note).to_have_text(re.compile(rf"^{rows * 8 // 12:,} points in "))
    screenshot(page, f"results-chart-many-series-{rows}")
    choice(page, "Chart").select_option("bar")
    choice(page, "X").select_option("c")
    choice(page, "Split by").select_option("")
    expect(note).to_have_count(0 if rows < 50_000 else 1)
    choice(page, "Split by").select_option("c")
    expect(note).to_contain_text("only the 7 largest of 12 series are drawn")


def test_a_million_points_are_drawn_in_buckets_and_the_chart_says_so(page, show, screenshot):
    show(page, MILLION, place="chart")
    expect(page.get_by_role("note")).to_have_text(re.compile(r"^1,000,000 points in \d{3} buckets of 3 min: the mean"), timeout=60_000)
    picture = page.locator(".tl-chart__picture")
    picture.hover()
    expect(picture.get_by_role("status")).to_contain_text("remainder")
    screenshot(page, "results-chart-million")
    choice(page, "Chart").select_option("histogram")
    choice(page, "Values").select_option("half")
    expect(page.get_by_role("note")).to_contain_text("1,000,000 values counted by the server")
    choice(page, "Chart").select_option("scatter")
    choice(page, "Y").select_option("remainder")
    expect(page.get_by_role("note")).to_contain_text("1,000,000 points counted in")
    choice(page, "Chart").select_option("bar")
    choice(page, "X").select_option("remainder")
    expect(page.get_by_role("note")).to_contain_text("1,000,000 rows grouped by the server")


def test_a_charts_values_are_read_by_keyboard_and_series_are_switched(page, show):
    show(page, DATA["area"], place="chart")
    picture = page.get_by_role("group", name=re.compile("Arrow keys read the values"))
    picture.focus()
    page.keyboard.press("ArrowRight")
    expect(picture.get_by_role("status")).to_contain_text("2025-11-24 17:00:00")
    series = page.get_by_role("group", name="Series").get_by_role("button")
    expect(series).to_have_count(3)
    drawn = page.locator(".tl-chart__picture path").count()
    series.first.click()
    expect(series.first).to_have_attribute("aria-pressed", "false")
    assert page.locator(".tl-chart__picture path").count() < drawn


@pytest.mark.parametrize("rows", [900, 60_000])
def test_a_chart_draws_the_rows_that_the_grid_shows_and_says_so(page, show, accessible, rows):
    """Small results are drawn from the browser's rows, large ones from the server's filtered ones."""
    wishes = {"sort": [], "filters": [{"key": "id", "operator": "less", "value": "12"}], "search": "name"}
    chart = {"kind": "bar", "x": "name", "y": [], "aggregate": "count", "isLog": False, "hasLegend": True, "isHorizontal": False}
    show(page, f"SELECT id, concat('Name ', id % 3) AS name FROM range({rows})", place="chart", chart=chart, wishes=wishes)
    chosen = page.get_by_role("group", name="Rows of the chart")
    expect(chosen).to_contain_text(f"12 of {rows:,} rows")
    expect(page.get_by_role("img", name="rows by name")).to_be_visible()
    accessible(page, ".tl-results")
    page.get_by_role("button", name="Table", exact=True).click()
    figures = page.get_by_role("region", name="Figures of the chart").get_by_role("row")
    expect(figures).to_have_text([re.compile("name.*rows"), "Name 04", "Name 14", "Name 24"])
    page.get_by_role("button", name="Table", exact=True).click()
    page.get_by_role("button", name="Save the picture").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="SVG").click()
    with open(download.value.path(), encoding="utf-8") as file:
        assert f"12 of {rows:,} rows: id less than 12, any column contains" in file.read()
    page.get_by_role("button", name="Table", exact=True).click()
    chosen.get_by_role("button", name="Remove the filter id less than 12").click()
    expect(figures.nth(1)).to_have_text(f"Name 0{rows // 3:,}")
    chosen.get_by_role("button", name="Clear", exact=True).click()
    expect(chosen).to_have_count(0)


@pytest.mark.parametrize("rows", [20, 60_000])
def test_bars_stand_in_the_grids_order(page, show, rows):
    chart = {"kind": "bar", "x": "name", "y": ["id"], "aggregate": "max", "isLog": False, "hasLegend": True, "isHorizontal": False}
    wishes = {"sort": [{"key": "name", "isDescending": True}], "filters": [], "search": ""}
    show(page, f"SELECT id, concat('Name ', id % 3) AS name FROM range({rows})", place="chart", chart=chart, wishes=wishes)
    page.get_by_role("button", name="Table", exact=True).click()
    names = page.get_by_role("region", name="Figures of the chart").get_by_role("rowheader")
    expect(names).to_have_text(["Name 2", "Name 1", "Name 0"])


def test_filters_that_leave_nothing_say_so_in_grid_and_chart(page, show, accessible):
    wishes = {"sort": [], "filters": [{"key": "id", "operator": "less", "value": "0"}], "search": ""}
    show(page, "SELECT id, id * 2 AS twice FROM range(30)", wishes=wishes)
    expect(page.get_by_text("None of the 30 rows meets the filters and the search.")).to_be_visible()
    accessible(page, ".tl-results")
    page.get_by_role("tab", name="Chart").click()
    expect(page.get_by_text("No row has a value for this chart")).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("No row has a value for this chart")).to_have_count(0)
    expect(page.get_by_role("img", name="twice by id")).to_be_visible()
