"""Pipelines in a real browser: the real server reads a real broker, and `deltalake` says what came in."""

import json
import re
import subprocess

import pytest
from playwright.sync_api import expect

from pipeline_pages import NO_JSON, NO_OBJECT, broker, cell, flow, lake, numbers, open_pipeline, row_of, rows, site, state, steps
from serving import lasting_port
from table_pages import figure, tree_row, wait_until_loaded
from test_background import messages

LOOKS = {"light": {}, "dark": {"dark": True}, "phone": {"width": 390, "height": 844, "touch": True}}
PLACES = ["overview", "partitions", "rejects", "ledger", "settings"]
NEW = "/pipelines/new"


def action(page, name):
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=name).click()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# MARK: nothing yet


@pytest.mark.parametrize("look", LOOKS)
def test_an_empty_place_shows_ways_to_begin(new_page, empty, accessible, screenshot, look):
    page = new_page(base_url=empty.url, **LOOKS[look])
    page.goto("/pipelines")
    expect(page.get_by_role("heading", name="Nothing flows into the lake yet")).to_be_visible()
    for way in ("Read Kafka topics", "Post over HTTP", "From the command line"):
        expect(page.get_by_role("heading", name=way)).to_be_visible()
    assert fits(page)
    accessible(page)
    screenshot(page, f"pipelines-empty-{look}", full_page=True)
    page.get_by_role("link", name="New pipeline").click()
    expect(page).to_have_url(re.compile(f"{NEW}$"))


def test_what_an_empty_place_gives_to_copy_works_as_it_is(page, serve, broker, tmp_path):
    site = serve(tmp_path / "it's empty")
    page.goto(f"{site.url}/pipelines")
    copied = {way: page.get_by_role("article").filter(has=page.get_by_role("heading", name=way)).locator("pre").inner_text() for way in ("HTTP", "command line")}
    subprocess.run(["bash", "-euo", "pipefail", "-c", copied["HTTP"]], check=True, timeout=60)
    page.get_by_role("navigation", name="Places").get_by_role("link", name="Tables").click()
    tree_row(page, "events").click()
    expect(figure(page, "Rows")).to_have_text("1")
    broker.create("events")
    broker.produce("events", ['{"at": "2026-01-01T00:00:01Z", "name": "from Kafka"}'])
    # Nobody's broker is at the port that it names.
    command = copied["command line"].replace("localhost:9092", broker.address)
    with subprocess.Popen(["bash", "-c", f"exec {command}"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        try:
            expect(figure(page, "Rows")).to_have_text("2")
        finally:
            program.terminate()


def test_an_address_of_no_pipeline_says_so_and_leads_on(page, site):
    page.goto(f"{site.url}/pipelines/nowhere/ledger")
    expect(page.get_by_text("There is no such pipeline")).to_be_visible()
    page.get_by_role("link", name="All pipelines").click()
    expect(page).to_have_url(re.compile("/pipelines$"))


# MARK: the form


def test_a_pipeline_is_made_in_the_form_after_a_look_at_its_messages(page, site, lake, broker):
    broker.create("made.here")
    broker.produce("made.here", [*(json.dumps({"n": n, "name": f"order {n}"}) for n in range(5)), NO_JSON])
    page.goto(f"{site.url}{NEW}")
    page.get_by_label("Brokers", exact=True).fill(broker.address)
    page.get_by_label("Topics", exact=True).fill("made.here")
    expect(page.get_by_label("Table", exact=True)).to_have_value("delta_lake.made_here")
    expect(page.get_by_label("Pipeline’s name", exact=True)).to_have_value("made.here")
    sees_the_messages(page)
    assert "made.here" not in {pipeline["name"] for pipeline in site.get("/api/pipelines")}
    assert not (lake / "delta_lake" / "made_here").exists()
    page.get_by_role("button", name="Create and start").click()
    expect(page).to_have_url(re.compile(r"/pipelines/made\.here$"))
    expect(messages(page)).to_contain_text("made.here starts.")
    expect(state(page)).to_have_text("Running")
    expect(figure(page, "Written")).to_have_text("5")
    expect(figure(page, "Rejects")).to_have_text("1")
    assert rows(lake, "made_here") == [0, 1, 2, 3, 4]
    page.get_by_role("link", name="delta_lake.made_here").click()
    expect(figure(page, "Rows")).to_have_text("5")
    site.call("DELETE", "/api/pipelines/made.here")


def sees_the_messages(page):
    preview = page.get_by_role("region", name="Preview")
    preview.get_by_role("button", name="Look at messages").click()
    expect(preview.get_by_role("tab", name="Rows (5)")).to_be_visible()
    expect(preview.get_by_role("gridcell", name="order 4", exact=True)).to_be_visible()
    preview.get_by_role("tab", name="Columns (2)").click()
    expect(preview.get_by_role("tabpanel").locator("dt")).to_have_text(["n", "name"])
    expect(preview.get_by_role("tabpanel").locator("dd")).to_have_text(["bigint", "string"])
    preview.get_by_role("tab", name="Messages (6)").click()
    expect(preview.get_by_role("tabpanel").locator("pre").filter(has_text=NO_JSON)).to_be_visible()
    preview.get_by_role("tab", name="Rejects (1)").click()
    expect(preview.get_by_role("tabpanel")).to_contain_text("Not valid JSON")
    expect(preview.get_by_role("tabpanel")).to_contain_text("made.here/0 @ 5")


def test_the_form_says_what_is_missing_before_the_server_is_asked(page, site, steps):
    asked = []
    page.on("request", lambda request: asked.append(request.method))
    page.goto(f"{site.url}{NEW}")
    expect(page.get_by_role("button", name="Look at messages")).to_be_disabled()
    page.get_by_role("button", name="Create and start").click()
    expect(page.get_by_text("Name at least one topic.").and_(page.get_by_role("alert"))).to_be_visible()
    page.get_by_label("Topics", exact=True).fill(steps)
    page.get_by_role("button", name="Create and start").click()
    expect(page.get_by_text("A pipeline of this name exists.")).to_be_visible()
    assert "POST" not in asked


def test_a_source_that_is_not_there_is_told_in_the_preview(page, site, problems):
    problems.allow(r"status of (4\d\d|50\d) .*/api/pipelines/preview")
    page.goto(f"{site.url}{NEW}")
    page.get_by_label("Brokers", exact=True).fill(f"127.0.0.1:{lasting_port()}")
    page.get_by_label("Topics", exact=True).fill("nobody.home")
    page.get_by_role("button", name="Look at messages").click()
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("alert")).to_contain_text("The source can’t be read")
    expect(preview.get_by_role("button", name="Look at messages")).to_be_enabled()


# MARK: what is seen of a pipeline


def test_the_list_and_the_palette_lead_to_a_pipeline(page, site, steps):
    page.goto(f"{site.url}/pipelines")
    row = row_of(page, "Pipelines", steps)
    expect(cell(row, "State")).to_have_text("Running")
    expect(cell(row, "Table")).to_have_text("delta_lake.steps")
    expect(cell(row, "Lag")).to_have_text("0")
    expect(cell(row, "Rejects")).to_have_text("1")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Command palette")
    expect(palette.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(steps)
    palette.get_by_role("option").filter(has_text="Pipeline").filter(has_text=steps).first.click()
    expect(page).to_have_url(re.compile("/pipelines/steps$"))


def test_figures_and_charts_follow_the_stream_without_a_reload(page, site, lake, broker, flow):
    flow("moving", numbers(range(10)))
    open_pipeline(page, site, "moving")
    expect(figure(page, "Written")).to_have_text("10")
    for end in (20, 30):
        broker.produce("moving", numbers(range(end - 10, end)))
        expect(figure(page, "Written")).to_have_text(str(end))
    expect(figure(page, "Lag")).to_have_text("0")
    expect(figure(page, "Freshness")).to_have_text(re.compile(r"^\d.* (ms|s)$"))
    expect(figure(page, "Last commit")).not_to_have_text("–")
    assert rows(lake, "moving") == list(range(30))
    charts = page.get_by_role("region", name="The last ten minutes")
    for title in ("Lag in messages", "Rows per second", "Freshness in milliseconds"):
        expect(charts.get_by_role("img", name=title)).to_be_visible()
    charts.get_by_role("group", name=re.compile("^Lag in messages")).press("ArrowRight")
    expect(charts.locator(".tl-chart__reading")).to_contain_text("messages")


def test_each_partition_has_its_position(page, site, steps):
    open_pipeline(page, site, steps, "partitions")
    # The reject came last, into the first one.
    for partition, position, rejects in ((0, 11, 1), (1, 10, 0), (2, 10, 0)):
        row = row_of(page, "Partitions", f"steps/{partition}")
        expect(cell(row, "Position")).to_have_text(str(position))
        expect(cell(row, "End")).to_have_text(str(position))
        expect(cell(row, "Lag")).to_have_text("0")
        expect(cell(row, "Rejects")).to_have_text(str(rejects))
    headers = page.get_by_role("region", name="Partitions").get_by_role("columnheader")
    headers.get_by_role("button", name="Position").click()
    expect(headers.filter(has_text="Position")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("region", name="Partitions").get_by_role("rowheader").first).to_have_text("steps/0")


def test_the_ledger_says_that_nothing_is_missing_or_double(page, site, steps):
    open_pipeline(page, site, steps, "ledger")
    expect(page.get_by_role("status").filter(has_text="Nothing is missing, nothing is double")).to_contain_text("31 offsets of 3 partitions")
    row = row_of(page, "Ledger by partition", "steps/0")
    expect(cell(row, "In the table")).to_have_text("0 – 10")
    expect(cell(row, "At the broker")).to_have_text("0 – 10")
    expect(cell(row, "Rows")).to_have_text("10")
    expect(cell(row, "Rejects")).to_have_text("1")
    expect(cell(row, "Gaps")).to_have_text("none")
    expect(cell(row, "Overlaps")).to_have_text("none")


def test_the_settings_are_those_that_were_given(page, site, broker, steps):
    open_pipeline(page, site, steps, "settings")
    definition = json.loads(page.get_by_role("tabpanel").locator("pre").inner_text())
    assert definition["source"]["brokers"] == broker.address
    assert (definition["table"], definition["format"], definition["schemaMode"]) == ("delta_lake.steps", "json", "evolve")


@pytest.mark.parametrize("look", LOOKS)
def test_every_place_is_accessible_in_each_look(new_page, site, broker, steps, accessible, screenshot, look):
    page = new_page(base_url=site.url, **LOOKS[look])
    page.goto("/pipelines")
    expect(row_of(page, "Pipelines", steps)).to_be_visible()
    assert fits(page)
    accessible(page)
    screenshot(page, f"pipelines-list-{look}")
    for place in PLACES:
        open_pipeline(page, site, steps, place)
        wait_until_loaded(page)
        assert fits(page), place
        accessible(page)
        screenshot(page, f"pipelines-{place}-{look}", full_page=True)
    page.goto(NEW)
    page.get_by_label("Brokers", exact=True).fill(broker.address)
    page.get_by_label("Topics", exact=True).fill(steps)
    page.get_by_role("button", name="Look at messages").click()
    expect(page.get_by_role("tab", name="Rows (30)")).to_be_visible()
    assert fits(page)
    accessible(page)
    screenshot(page, f"pipelines-new-{look}", full_page=True)


# MARK: commands


def test_a_paused_pipeline_reads_nothing_and_goes_on_where_it_stood(page, site, lake, broker, flow):
    flow("halting", numbers(range(5)))
    open_pipeline(page, site, "halting")
    page.get_by_role("button", name="Pause halting").click()
    expect(messages(page)).to_contain_text("halting is paused.")
    expect(state(page)).to_have_text("Paused")
    broker.produce("halting", numbers(range(5, 9)))
    page.reload()
    expect(state(page)).to_have_text("Paused")
    assert rows(lake, "halting") == [0, 1, 2, 3, 4]
    page.get_by_role("button", name="Resume halting").click()
    expect(state(page)).to_have_text("Running")
    page.get_by_role("tab", name="Partitions").click()
    expect(cell(row_of(page, "Partitions", "halting/0"), "Position")).to_have_text("9")
    assert rows(lake, "halting") == list(range(9))


def test_a_restart_loses_and_doubles_nothing(page, site, lake, broker, flow):
    flow("again", numbers(range(5)))
    open_pipeline(page, site, "again")
    page.get_by_role("button", name="Restart again").click()
    expect(messages(page)).to_contain_text("again was restarted.")
    broker.produce("again", numbers(range(5, 7)))
    page.get_by_role("tab", name="Partitions").click()
    expect(cell(row_of(page, "Partitions", "again/0"), "Position")).to_have_text("7")
    assert rows(lake, "again") == list(range(7))


def test_a_reset_reads_again_and_the_ledger_names_it(page, site, lake, flow):
    flow("back", numbers(range(5)))
    open_pipeline(page, site, "back")
    action(page, "Reset position…")
    dialog = page.get_by_role("dialog", name="Reset the position of back")
    expect(dialog.get_by_role("button", name="Reset", exact=True)).to_be_disabled()
    dialog.get_by_label("Read on from").select_option("earliest")
    expect(dialog).to_contain_text("written a second time")
    dialog.get_by_role("button", name="Reset", exact=True).click()
    expect(messages(page)).to_contain_text("back reads on from earliest.")
    site.wait_for("the rows of both times", lambda: len(rows(lake, "back")) == 10)
    assert rows(lake, "back") == sorted([*range(5), *range(5)])
    page.get_by_role("tab", name="Ledger").click()
    expect(page.get_by_role("status").filter(has_text="but by a reset")).to_be_visible()
    expect(cell(row_of(page, "Ledger by partition", "back/0"), "In the table")).to_contain_text("set to 0 by hand")


def test_a_deleted_pipeline_goes_and_its_table_stays(page, site, lake, flow, steps):
    flow("leaving", numbers(range(3)))
    page.goto(f"{site.url}/pipelines")
    page.get_by_role("link", name="leaving", exact=True).click()
    action(page, "Delete pipeline…")
    dialog = page.get_by_role("dialog", name="Delete leaving?")
    expect(dialog).to_contain_text("its rejects stay")
    dialog.get_by_role("button", name="Delete it").click()
    expect(page).to_have_url(re.compile("/pipelines$"))
    expect(messages(page)).to_contain_text("leaving is deleted.")
    expect(row_of(page, "Pipelines", steps)).to_be_visible()
    expect(page.get_by_role("link", name="leaving", exact=True)).to_have_count(0)
    assert "leaving" not in {pipeline["name"] for pipeline in site.get("/api/pipelines")}
    assert rows(lake, "leaving") == [0, 1, 2]


# MARK: rejects


def test_a_mended_reject_becomes_a_row_once(page, site, lake, flow):
    flow("mended", [*numbers(range(3)), '{"n": 3', NO_OBJECT])
    open_pipeline(page, site, "mended", "rejects")
    table = page.get_by_role("region", name="Rejected records")
    expect(table).to_contain_text("Not valid JSON")
    expect(table).to_contain_text("Not an object")
    table.get_by_role("button", name="Value of mended/0 @ 3").click()
    value = table.get_by_role("textbox", name="Value of mended/0 @ 3")
    expect(value).to_have_value('{"n": 3')
    value.fill('{"n": ')
    expect(table.get_by_text("This is not valid JSON yet.")).to_be_visible()
    value.fill('{"n": 3}')
    toolbar = page.get_by_role("toolbar", name="Rejects")
    expect(toolbar).to_contain_text("1 chosen, 1 of them mended")
    toolbar.get_by_role("button", name="Redrive 1").click()
    expect(messages(page)).to_contain_text("1 record became a row.")
    expect(toolbar).to_contain_text("1–1 of 1 reject")
    expect(table).not_to_contain_text("mended/0 @ 3")
    assert rows(lake, "mended") == [0, 1, 2, 3]
    table.get_by_role("checkbox", name="Choose mended/0 @ 4").check()
    toolbar.get_by_role("button", name="Redrive 1").click()
    expect(messages(page)).to_contain_text("0 records became rows, 1 were rejected again.")
    expect(table).to_contain_text("mended/0 @ 4")
    assert rows(lake, "mended") == [0, 1, 2, 3]


def test_rejects_that_come_while_the_list_is_open_are_offered(page, site, broker, flow):
    flow("growing", numbers(range(2)))
    open_pipeline(page, site, "growing", "rejects")
    expect(page.get_by_text("No rejects")).to_be_visible()
    broker.produce("growing", [NO_JSON])
    page.get_by_role("button", name="Newer rejects").click()
    expect(page.get_by_role("region", name="Rejected records")).to_contain_text("growing/0 @ 2")
    expect(page.get_by_role("button", name="Newer rejects")).to_have_count(0)
