"""Live queries in the page: the list of them, the watching view, and the switch on a tab."""

import json
import re
import urllib.parse
import uuid

import pyarrow as pa
import pytest
import table_lake
from playwright.sync_api import expect

from live_pages import figure, version, wait_beyond

QUERY = "SELECT level, count(*) AS n FROM delta_lake.logs GROUP BY level ORDER BY level"


@pytest.fixture
def page(new_page, demo):
    """The demo server's page."""
    return new_page(base_url=demo.url)


@pytest.fixture
def live(demo):
    """A live query of this test's own, so that no other test watches it."""
    started = demo.call("POST", "/api/live", {"query": f"{QUERY} -- {uuid.uuid4()}\n LIMIT {uuid.uuid4().int % 900 + 100}"})
    yield started["liveId"]
    if any(one["liveId"] == started["liveId"] for one in demo.get("/api/live")["live"]):
        demo.call("DELETE", f"/api/live/{started['liveId']}")


def test_the_list_tells_what_is_watched_and_leads_to_it(page, live, accessible, screenshot):
    page.goto("/live")
    row = page.get_by_role("row").filter(has=page.locator(f'a[href="/live/{live}"]'))
    expect(row).to_contain_text("SELECT level, count(*)")
    expect(row).to_contain_text("delta_lake.logs")
    expect(row).to_contain_text("local")
    # Nobody watched it yet, but its first run had a cost.
    expect(row.get_by_text(re.compile(r"^\d+(\.\d)? %$"))).to_be_visible()
    accessible(page)
    screenshot(page, "live-list-light")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(row.get_by_text("delta_lake.logs v")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    accessible(page)
    screenshot(page, "live-list-phone")
    row.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/live\?query=SELECT%20level"))
    expect(page.get_by_role("region", name="Live result")).to_be_visible()
    expect(page.get_by_text("SELECT level, count(*) AS n").first).to_be_visible()


def test_frames_move_with_the_commits_and_say_how_fresh_they_are(page, live, screenshot):
    page.goto(f"/live/{live}")
    expect(page.get_by_text("Live", exact=True).last).to_be_visible()
    wait_beyond(page, version(page))
    expect(figure(page, "Age")).to_have_text(re.compile(r"now|\d+ s ago"))
    expect(figure(page, "Rows")).to_have_text(re.compile(r"^\d+$"))
    expect(figure(page, "Run")).to_have_text(re.compile(r"\d.* (ms|s)$"))
    expect(figure(page, "Commits/min")).to_have_text(re.compile(r"^\d+$"))
    screenshot(page, "live-watch-light")


def test_a_paused_view_stands_still_and_steps_through_the_last_frames(page, live):
    page.goto(f"/live/{live}")
    first = version(page)
    wait_beyond(page, first)
    page.get_by_role("button", name="Pause").click()
    held = version(page)
    expect(page.get_by_text(re.compile(r"Paused, \d+ behind"))).to_be_visible()
    assert version(page) == held
    page.get_by_role("button", name="One frame back").click()
    assert version(page) < held
    page.get_by_role("button", name="One frame forward").click()
    assert version(page) == held
    page.get_by_role("button", name="Resume").click()
    wait_beyond(page, held)


def test_the_view_is_paused_and_stepped_by_keyboard(page, live):
    page.goto(f"/live/{live}")
    wait_beyond(page, version(page))
    page.get_by_role("button", name="Pause").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text(re.compile("^Paused"))).to_be_visible()
    page.get_by_role("button", name="Resume").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^Paused"))).to_have_count(0)


def test_a_tab_with_its_switch_on_is_live_and_stays_so_after_a_reload(page, demo):
    tab = str(uuid.uuid4())
    demo.call("PUT", f"/api/workspace/tabs/{tab}", {"title": "Watched", "query": QUERY, "parameters": {}, "position": 1, "view": {}})
    page.goto(f"/query/{tab}")
    page.get_by_role("switch", name="Live").click()
    expect(page.get_by_role("region", name="Live result")).to_be_visible()
    wait_beyond(page, version(page))
    expect(page.get_by_text("Kept on the server")).to_be_visible()
    demo.wait_for("the kept switch", lambda: any(kept["id"] == tab and kept["view"].get("live") for kept in demo.get("/api/workspace/tabs")["tabs"]))
    page.reload()
    expect(page.get_by_role("region", name="Live result")).to_be_visible()
    page.get_by_role("switch", name="Live").click()
    expect(page.get_by_role("region", name="Live result")).to_have_count(0)
    demo.call("DELETE", f"/api/workspace/tabs/{tab}")


def test_an_ended_live_query_says_so_and_can_be_left(page, live, demo):
    page.goto(f"/live/{live}")
    wait_beyond(page, -1)
    demo.call("DELETE", f"/api/live/{live}")
    expect(page.get_by_text("This live query has ended")).to_be_visible()
    page.get_by_role("link", name="All live queries").click()
    expect(page.get_by_role("heading", name="Live", level=1)).to_be_visible()


def test_a_live_query_that_is_not_there_says_so(page, problems):
    problems.allow("404")
    page.goto(f"/live/{uuid.uuid4()}")
    expect(page.get_by_text("This live query is no more")).to_be_visible()
    page.get_by_role("button", name="All live queries").click()
    expect(page.get_by_role("heading", name="Live", level=1)).to_be_visible()


def test_an_address_with_a_statement_is_watched_for_ever(page, demo):
    page.goto("/live?" + urllib.parse.urlencode({"query": "SELECT :least AS least, count(*) AS n FROM delta_lake.logs WHERE status >= :least", "parameters": json.dumps({"least": {"type": "bigint", "value": "500"}})}))
    result = page.get_by_role("region", name="Live result")
    expect(result.get_by_role("gridcell", name="500", exact=True)).to_be_visible()
    [started] = [one for one in demo.get("/api/live")["live"] if ":least" in one["query"]]
    demo.call("DELETE", f"/api/live/{started['liveId']}")
    expect(page.get_by_text("This live query has ended")).to_be_visible()
    page.reload()
    expect(result.get_by_role("gridcell", name="500", exact=True)).to_be_visible()
    page.get_by_role("button", name="Open in a tab").click()
    expect(page.get_by_label(":least", exact=True)).to_have_value("500")


def test_a_broken_statement_is_refused_with_its_reason(page, demo, problems):
    problems.allow("40[04]")
    tab = str(uuid.uuid4())
    demo.call("PUT", f"/api/workspace/tabs/{tab}", {"title": "Broken", "query": "SELECT * FROM no.such", "parameters": {}, "position": 1, "view": {"live": True}})
    page.goto(f"/query/{tab}")
    expect(page.get_by_text("This query can’t be watched")).to_be_visible()
    expect(page.get_by_text("no.such", exact=False).last).to_be_visible()
    demo.call("DELETE", f"/api/workspace/tabs/{tab}")


def test_nothing_watched_offers_the_way_to_a_query(new_page, empty, accessible):
    page = new_page(base_url=empty.url)
    page.goto("/live")
    expect(page.get_by_text("Nothing is being watched")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Go to Query").click()
    expect(page).to_have_url(re.compile("/query"))


def test_watching_goes_on_after_the_server_was_gone(new_page, own_server, problems):
    problems.allow(r"Failed to load resource|ERR_")
    page = new_page(base_url=own_server.url)
    tab = str(uuid.uuid4())
    own_server.call("PUT", f"/api/workspace/tabs/{tab}", {"title": "Watched", "query": QUERY, "parameters": {}, "position": 1, "view": {"live": True}})
    page.goto(f"/query/{tab}")
    wait_beyond(page, -1)
    before = version(page)
    own_server.stop()
    expect(page.get_by_role("contentinfo")).to_contain_text("Connection lost")
    assert version(page) >= before
    own_server.start()
    expect(page.get_by_role("contentinfo")).to_contain_text("Connected")
    wait_beyond(page, version(page))


def test_a_view_by_its_address_goes_on_after_the_server_was_gone(new_page, own_server, problems):
    problems.allow(r"Failed to load resource|ERR_")
    page = new_page(base_url=own_server.url)
    started = own_server.call("POST", "/api/live", {"query": QUERY})
    page.goto(f"/live/{started['liveId']}")
    before = wait_beyond(page, -1)
    own_server.stop()
    expect(page.get_by_role("contentinfo")).to_contain_text("Connection lost")
    own_server.start()
    wait_beyond(page, before)
    expect(page.get_by_role("region", name="Live result")).to_contain_text("ERROR")


def test_a_query_that_was_ended_is_started_again_by_one_press(page, live, demo):
    page.goto(f"/live/{live}")
    before = wait_beyond(page, -1)
    demo.call("DELETE", f"/api/live/{live}")
    page.get_by_role("button", name="Start again").click()
    wait_beyond(page, before)
    expect(page.get_by_text("This live query has ended")).to_have_count(0)


def test_a_run_that_fails_leaves_the_answer_and_a_later_one_heals_it(new_page, serve, tmp_path):
    path = tmp_path / "delta_lake" / "numbers"
    table_lake.write_deltalake(path, pa.table({"n": [1, 2]}))
    site = serve(tmp_path)
    page = new_page(base_url=site.url)
    started = site.call("POST", "/api/live", {"query": "SELECT sum(n) AS total FROM delta_lake.numbers"})
    page.goto(f"/live/{started['liveId']}")
    result = page.get_by_role("region", name="Live result")
    expect(result.get_by_role("gridcell", name="3", exact=True)).to_be_visible()
    table_lake.write_deltalake(path, pa.table({"other": [1]}), mode="overwrite", schema_mode="overwrite")
    expect(result.get_by_role("alert")).to_contain_text("The newest run failed")
    expect(result.get_by_text("Failing", exact=True)).to_be_visible()
    expect(result.get_by_role("gridcell", name="3", exact=True)).to_be_visible()
    table_lake.write_deltalake(path, pa.table({"n": [20, 30]}), mode="overwrite", schema_mode="overwrite")
    expect(result.get_by_role("gridcell", name="50", exact=True)).to_be_visible()
    expect(result.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("width, dark", [(1280, False), (1280, True), (390, False)], ids=["light", "dark", "phone"])
def test_the_watching_view_is_accessible(new_page, demo, live, accessible, screenshot, width, dark):
    page = new_page(width=width, base_url=demo.url, dark=dark, reduced_motion=True)
    page.goto(f"/live/{live}")
    wait_beyond(page, version(page))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # With reduced motion nothing goes on moving by itself.
    page.wait_for_function("() => document.getAnimations().every(({ playState }) => playState !== 'running')")
    accessible(page)
    screenshot(page, f"live-watch-{'dark' if dark else 'phone' if width < 500 else 'light'}")
