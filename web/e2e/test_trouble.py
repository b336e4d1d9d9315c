"""When the engine dies under the page, and when the network between them is slow."""

import os
import re
import signal
import uuid

from playwright.sync_api import expect

from editor_pages import Editor
from live_pages import version, wait_beyond
from result_pages import MILLION, cells, grid, show
from test_live import QUERY
from test_results_states import ENDLESS_SUM

FOOTER = """() => {
    window.footers = [];
    const note = () => window.footers.push(document.querySelector('.tl-footer').textContent);
    new MutationObserver(note).observe(document.querySelector('.tl-footer'), { subtree: true, childList: true, characterData: true });
}"""


def open_tab(site, page, query, **more):
    tab = str(uuid.uuid4())
    site.call("PUT", f"/api/workspace/tabs/{tab}", {"title": "Tab", "query": query, "parameters": {}, "position": 1, "view": {}, **more})
    page.goto(f"{site.url}/query/{tab}")


def kill_engine(site):
    engine = site.get("/healthz")["engine"]
    os.kill(engine["processId"], signal.SIGKILL)
    return engine["restarts"]


def test_live_queries_and_the_footer_outlive_the_engine(new_page, own_server):
    page = new_page()
    open_tab(own_server, page, QUERY, view={"live": True})
    before = wait_beyond(page, -1)
    footer = page.get_by_role("contentinfo")
    expect(footer).to_contain_text("Engine running")
    page.evaluate(FOOTER)
    restarts = kill_engine(own_server)
    expect(footer.get_by_title(re.compile(f"restarted {restarts + 1} times"))).to_contain_text("Engine running")
    told = page.evaluate("window.footers")
    assert any("Engine " in text and "Engine running" not in text for text in told), told
    # Its connection to us was never lost.
    assert not any("Connection lost" in text for text in told), told
    wait_beyond(page, before)
    expect(page.locator(".tl-frames .tl-badge")).to_have_text("Live")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_statement_that_died_with_the_engine_says_so_and_the_next_one_runs(new_page, own_server, problems):
    problems.allow(r"status of (4\d\d|503) .*/rows|ERR_CONNECTION_REFUSED")
    page = new_page()
    open_tab(own_server, page, "SELECT 1")
    editor = Editor(page)
    editor.run(ENDLESS_SUM)
    expect(editor.status).to_contain_text("Running")
    own_server.wait_for("the run", lambda: own_server.get("/api/queries")["queries"][0]["state"] == "running")
    kill_engine(own_server)
    expect(editor.failure).to_contain_text("engine")
    editor.run("SELECT 42 AS after")
    expect(cells(page, 1)).to_have_text(["42"])
    # Before its server ends: what a page keeps in the background would find nobody.
    page.close()


def slow(page, latency=300, per_second=150_000):
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    conditions = {"offline": False, "latency": latency, "downloadThroughput": per_second, "uploadThroughput": per_second}
    session.send("Network.emulateNetworkConditions", conditions)


def test_a_slow_network_shows_what_is_on_its_way_and_then_the_rows(new_page, demo, show, accessible, screenshot):
    page = new_page(base_url=demo.url)
    page.set_default_timeout(60_000)
    # What is looked at below is asked for while the network is slow.
    show(page, MILLION)
    expect(cells(page, 1).first).to_have_text("0")
    slow(page)
    grid(page).focus()
    page.keyboard.press("Control+End")
    waiting = grid(page).locator('[role="row"][aria-busy="true"]')
    expect(waiting.first).to_be_visible()
    screenshot(page, "results-slow-light")
    accessible(page, ".tl-results")
    expect(waiting).to_have_count(0, timeout=60_000)
    expect(cells(page, 1_000_000).first).to_have_text("999,999")


def test_over_a_slow_network_the_page_comes_up_and_a_live_query_moves(new_page, demo):
    page = new_page(base_url=demo.url)
    page.set_default_timeout(60_000)
    slow(page)
    live = demo.call("POST", "/api/live", {"query": f"{QUERY} LIMIT 555"})["liveId"]
    page.goto(f"/live/{live}")
    expect(page.get_by_role("region", name="Live result")).to_be_visible(timeout=60_000)
    wait_beyond(page, version(page), timeout=60_000)
    expect(page.get_by_role("contentinfo")).to_contain_text("Connected")
