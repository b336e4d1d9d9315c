"""Frames of a live query one by one: what is held stays, what is said of them is true, and keys lead through them."""

import re

import pyarrow as pa
import pytest
import table_lake
from playwright.sync_api import expect

from live_pages import behind, figure, paused, version, wait_beyond
from result_pages import cells, grid

TOTAL = "SELECT count(*) AS rows, sum(n) AS total FROM delta_lake.numbers"


class Numbers:
    """A table of the test's own, and a server over it."""

    def __init__(self, lake, serve, **options):
        self.lake = lake
        self.path = lake / "delta_lake" / "numbers"
        table_lake.write_deltalake(self.path, pa.table({"n": [1, 2]}))
        self.site = serve(lake, **options)

    def append(self, *values):
        table_lake.append(self.lake, "delta_lake.numbers", pa.table({"n": list(values)}))

    def table(self):
        return table_lake.DeltaTable(self.path)

    def watch(self, page, sql=TOTAL):
        live = self.site.call("POST", "/api/live", {"query": sql})["liveId"]
        page.goto(f"{self.site.url}/live/{live}")
        wait_beyond(page, -1)
        return live


@pytest.fixture
def numbers(serve, tmp_path):
    return Numbers(tmp_path / "lake", serve)


def test_a_held_frame_stays_however_many_come_after_it(page, numbers, screenshot):
    numbers.watch(page)
    numbers.append(3)
    wait_beyond(page, 0)
    page.get_by_role("button", name="Pause").click()
    expect(paused(page)).to_have_text("Paused")
    # One frame may stand for several commits.
    for _ in range(600):
        numbers.append(1)
        if behind(page) > 55:
            break
    assert behind(page) > 55, "more than are kept"
    expect(figure(page, "Version")).to_have_text("1")
    expect(cells(page, 1)).to_have_text(["3", "6"])
    screenshot(page, "live-held-light")
    expect(page.get_by_role("button", name="One frame back")).to_be_disabled()
    page.get_by_role("button", name="One frame forward").click()
    expect(paused(page)).to_have_text("Paused, 49 behind")
    assert version(page) > 1
    page.get_by_role("button", name="Resume").click()
    expect(figure(page, "Version")).to_have_text(str(numbers.table().version()))


def test_commits_that_change_no_rows_move_version_and_age_on(page, numbers):
    live = numbers.watch(page)
    for value in (3, 4, 5):
        numbers.append(value)
    expect(figure(page, "Version")).to_have_text("3")
    expect(cells(page, 1)).to_have_text(["5", "15"])
    before = numbers.site.get(f"/api/live/{live}")
    assert numbers.table().optimize.compact()["numFilesRemoved"] > 1
    expect(figure(page, "Version")).to_have_text("4")
    after = numbers.site.get(f"/api/live/{live}")
    assert (after["snapshot"]["sequence"], after["runs"]) == (before["snapshot"]["sequence"], before["runs"]), "nothing ran again"
    page.get_by_role("button", name="Pause").click()
    numbers.append(6)
    expect(paused(page)).to_have_text("Paused, 1 behind")
    expect(figure(page, "Version")).to_have_text("4")
    page.get_by_role("button", name="Resume").click()
    expect(figure(page, "Version")).to_have_text("5")


def test_the_figures_of_a_frame_are_those_of_its_tables(page, numbers):
    numbers.append(3, 4, 5)
    live = numbers.watch(page)
    table = numbers.table()
    expect(figure(page, "Version")).to_have_text("1")
    expect(figure(page, "Rows")).to_have_text("1")
    expect(figure(page, "Rows in tables")).to_have_text(str(table.to_pyarrow_table().num_rows))
    expect(figure(page, "Files")).to_have_text(str(len(table.file_uris())))
    expect(page.get_by_text("Rows read")).to_have_count(0)
    snapshot = numbers.site.get(f"/api/live/{live}")["snapshot"]
    expect(figure(page, "Run")).to_have_text(re.compile(r"^[\d.]+ (ms|s)$"))
    assert snapshot["tables"][0]["committedAt"] == snapshot["committedAt"]
    expect(figure(page, "Age")).to_have_text(re.compile(r"^(now|\d+ (s|min) ago)$"))
    numbers.append(6)
    wait_beyond(page, 1)
    expect(figure(page, "Commits/min")).to_have_text(re.compile(r"^[\d,]+$"))


def test_an_answer_that_is_cut_says_so_without_inventing_its_length(page, numbers):
    numbers.append(*range(12_000))
    numbers.watch(page, "SELECT n FROM delta_lake.numbers")
    expect(figure(page, "Rows")).to_have_text("first 10,000")
    expect(page.locator(".tl-results__status")).to_have_text("10,000 rows · the query has more rows: only the first 10,000 are sent")


def test_a_query_that_has_used_its_share_says_that_it_waits(page, serve, tmp_path, accessible, screenshot):
    # A thousandth of a core: what the first run takes beyond the seconds that are saved up is paid back for an hour.
    numbers = Numbers(tmp_path / "lake", serve, environment={"TIDELINE_LIVE_CORES": "0.001"})
    dear = "SELECT max(n + id) AS n FROM delta_lake.numbers, (SELECT max(id % 7) AS id FROM range(900000000)) AS much"
    live = numbers.watch(page, dear)
    numbers.append(100)
    slowed = page.locator(".tl-frames").get_by_text("Live, slowed")
    expect(slowed).to_be_visible()
    expect(slowed).to_have_attribute("title", re.compile("used its share"))
    # What is shown is what the answer holds.
    expect(figure(page, "Version")).to_have_text("0")
    accessible(page)
    screenshot(page, "live-slowed-light")
    page.goto(f"{numbers.site.url}/live")
    row = page.get_by_role("row").filter(has=page.locator(f'a[href="/live/{live}"]'))
    expect(row.get_by_text("waiting", exact=True)).to_be_visible()


# MARK: keys


@pytest.fixture
def moving(new_page, demo):
    page = new_page(base_url=demo.url)
    sql = "SELECT level, count(*) AS n FROM delta_lake.logs GROUP BY level ORDER BY level LIMIT 777"
    live = demo.call("POST", "/api/live", {"query": sql})["liveId"]
    page.goto(f"/live/{live}")
    wait_beyond(page, version_once_shown(page))
    return page


def version_once_shown(page):
    return wait_beyond(page, -1)


def goes_on(page):
    wait_beyond(page, version(page))
    expect(paused(page)).to_have_count(0)


def test_space_pauses_from_wherever_it_does_nothing_else(moving):
    page = moving
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(" ")
    expect(paused(page)).to_be_visible()
    page.keyboard.press(" ")
    goes_on(page)
    grid(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    expect(paused(page)).to_be_visible()
    # Enter still opens the cell.
    expect(page.get_by_role("complementary", name="Cell")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Cell")).to_be_visible()
    page.get_by_role("button", name="Close the cell").click()
    grid(page).focus()
    page.keyboard.press(" ")
    goes_on(page)
    page.get_by_role("tab", name="Chart").click()
    expect(page.locator(".tl-chart__picture svg")).to_be_visible()
    page.keyboard.press(" ")
    expect(paused(page)).to_be_visible()
    page.get_by_role("group", name=re.compile("Arrow keys read the values")).focus()
    page.keyboard.press(" ")
    goes_on(page)


def test_space_is_left_to_what_has_a_use_for_it(moving):
    page = moving
    grid(page).focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    expect(grid(page).get_by_role("columnheader").nth(1)).to_have_attribute("aria-sort", "ascending")
    goes_on(page)
    page.get_by_role("searchbox", name="Search in the result").focus()
    page.keyboard.type("O R")
    expect(page.get_by_role("searchbox", name="Search in the result")).to_have_value("O R")
    goes_on(page)
    page.get_by_role("button", name="One frame back").focus()
    held = version(page)
    page.keyboard.press(" ")
    expect(paused(page)).to_be_visible()
    assert version(page) <= held
    page.get_by_role("button", name="Resume").focus()
    page.keyboard.press(" ")
    goes_on(page)


def test_arrow_keys_that_choose_something_step_no_frames(moving):
    page = moving
    page.get_by_role("tab", name="Grid").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Chart")).to_be_focused()
    expect(page.get_by_role("tab", name="Chart")).to_have_attribute("aria-selected", "true")
    goes_on(page)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="Grid")).to_be_focused()
    goes_on(page)
    grid(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    goes_on(page)
    # The browser's own way back.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Shift+ArrowLeft")
    goes_on(page)
    page.keyboard.press("ArrowLeft")
    expect(paused(page)).to_be_visible()
    held = version(page)
    page.keyboard.press("ArrowLeft")
    assert version(page) < held
    page.keyboard.press("ArrowRight")
    assert version(page) == held
