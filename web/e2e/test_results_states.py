"""Results that were stopped, cut, left for another tab and come back to; and what is taken out of them into files."""

import base64
import re
import struct
import xml.etree.ElementTree as xml

import pytest
from playwright.sync_api import expect

from editor_pages import Editor
from result_pages import ENDLESS_ROWS, cells, grid, page, row_is, show, to_clipboard

ENDLESS_SUM = "SELECT sum(sqrt(id)) FROM range(400000000000)"

# In place of the browser's own dialog, which no test can press: keeps what the page writes.
PICKER = """
window.kept = { name: '', text: '', bytes: 0, state: 'none' };
window.showSaveFilePicker = async ({ suggestedName }) => {
  if (window.refusal === 'dialog') throw new DOMException('The user aborted a request.', 'AbortError');
  Object.assign(window.kept, { name: suggestedName, state: 'open' });
  const decoder = new TextDecoder();
  return { createWritable: async () => ({
    write: async (piece) => {
      if (window.refusal === 'disk') throw new Error('The disk is full.');
      if (window.refusal === 'slow') { window.refusal = ''; await new Promise((resolve) => { window.goOn = resolve; }); }
      window.kept.bytes += piece.byteLength;
      window.kept.text += decoder.decode(piece, { stream: true });
    },
    close: async () => { window.kept.state = 'closed'; },
    abort: async () => { window.kept.state = 'aborted'; },
  }) };
};
"""


def status(page):
    return page.locator(".tl-results__status")


def export(page, name):
    page.get_by_role("button", name="Export").click()
    page.get_by_role("menuitem", name=re.compile(f"^{name}")).click()


def exports(page):
    """Those that are on their way, wherever one is in the page."""
    return page.get_by_role("region", name="Exports").get_by_role("listitem")


# MARK: on its way


GROWING = """
({ where, pattern }) => new Promise(done => {
  const seen = [];
  const read = () => document.querySelector(where)?.textContent.match(new RegExp(pattern))?.slice(1).join(' ');
  const look = () => {
    const now = read();
    if (now !== undefined && now !== seen[seen.length - 1]) seen.push(now);
    if (seen.length < 5) requestAnimationFrame(look); else done(seen);
  };
  look();
})
"""


def growing(page, where):
    """Five pairs of rows and bytes as they stood one after the other."""
    seen = page.evaluate(GROWING, {"where": where, "pattern": r"([\d,]+) rows.*?([\d.]+ (?:B|kB|MB|GB))"})
    units = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
    pairs = [text.split(" ") for text in seen]
    return [int(rows.replace(",", "")) for rows, _, _ in pairs], [float(size) * units[unit] for _, size, unit in pairs]


def test_rows_and_bytes_count_up_while_a_statement_runs(page, show):
    show(page, "SELECT 1 AS before")
    page.get_by_label("Row limit").select_option("All rows")
    Editor(page).run(ENDLESS_ROWS)
    for where in (".tl-ed-run-status", ".tl-results__status"):
        rows, sizes = growing(page, where)
        assert rows == sorted(rows) and rows[0] < rows[-1], (where, rows)
        assert sizes == sorted(sizes) and sizes[0] < sizes[-1], (where, sizes)
    expect(status(page)).to_contain_text("rows so far")
    page.get_by_role("button", name="Cancel", exact=True).first.click()
    expect(page.get_by_text(re.compile(r"^[1-9][\d,]+ rows had come when the statement was stopped"))).to_be_visible()


# MARK: stopped and cut


def test_a_statement_that_is_cancelled_says_what_had_come_and_runs_again(page, show, demo, problems):
    problems.allow(r"status of 4\d\d .*/rows")
    query = show(page, ENDLESS_ROWS, wait=False)
    expect(cells(page, 1).first).to_have_text(re.compile(r"^[\d,]+$"))
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_text(re.compile(r"^[1-9][\d,]+ rows had come when the statement was stopped"))).to_be_visible()
    assert demo.get(f"/api/queries/{query}")["state"] == "cancelled"
    page.get_by_role("button", name="Run again").click()
    expect(status(page)).to_contain_text("cut at the limit of 10,000 rows")


def test_a_statement_that_is_cancelled_before_its_first_row_says_so(page, show, problems):
    problems.allow(r"status of 4\d\d .*/rows")
    show(page, ENDLESS_SUM, wait=False)
    expect(page.get_by_role("status", name="Running")).to_be_visible()
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_text("The statement was stopped before its first row.")).to_be_visible()


def test_a_result_that_is_cut_says_where_and_that_there_is_more(page, show):
    show(page, "SELECT 1 AS before_it")
    row_is(page, 1, "1")
    page.get_by_label("Row limit").select_option("100")
    Editor(page).run("SELECT id FROM range(1000)")
    expect(status(page)).to_contain_text("cut at the limit of 100 rows: the statement has more")
    expect(grid(page)).to_have_attribute("aria-rowcount", "101")


# MARK: left and come back to


def test_a_result_survives_switches_of_tabs_with_all_that_was_set_up(page, show, demo):
    wishes = {"sort": [{"key": "id", "isDescending": True}], "filters": [], "search": ""}
    show(page, "SELECT id, id * 2 AS twice FROM range(400)", wishes=wishes, title="Come back to")
    row_is(page, 1, "399", "798")
    page.get_by_role("searchbox", name="Search in the result").fill("39")
    expect(page.locator(".tl-results__matches")).to_contain_text("of 400 rows")
    kept = cells(page, 1).first.inner_text()
    ran = len(demo.get("/api/queries?limit=1000&derived=true")["queries"])
    page.get_by_role("button", name="New query").click()
    expect(page.get_by_text("No result yet")).to_be_visible()
    page.get_by_role("tab", name="Come back to").click()
    expect(page.get_by_role("searchbox", name="Search in the result")).to_have_value("39")
    expect(cells(page, 1).first).to_have_text(kept)
    page.get_by_role("tab", name="Chart").click()
    expect(page.get_by_role("img", name="twice by id")).to_be_visible()
    page.get_by_role("tab", name=re.compile("^Query")).last.click()
    page.get_by_role("tab", name="Come back to").click()
    expect(page.get_by_role("img", name="twice by id")).to_be_visible()
    assert len(demo.get("/api/queries?limit=1000&derived=true")["queries"]) == ran, "nothing ran again"


# MARK: files that the person chose


def test_an_export_is_written_into_the_chosen_file_as_it_comes(page, show):
    page.add_init_script(PICKER)
    show(page, "SELECT id, concat('ü', id) AS name FROM range(50000) ORDER BY id")
    export(page, "CSV")
    expect(page.get_by_text(re.compile("^CSV exported: "))).to_be_visible()
    kept = page.evaluate("window.kept")
    assert re.fullmatch(r"tideline-[0-9a-f]{8}\.csv", kept["name"])
    assert kept["state"] == "closed"
    lines = kept["text"].splitlines()
    assert (lines[0], lines[1], lines[-1], len(lines)) == ("id,name", "0,ü0", "49999,ü49999", 50_001)
    assert kept["bytes"] == len(kept["text"].encode())


def test_a_dialog_that_is_left_exports_nothing_and_says_nothing(page, show):
    page.add_init_script(PICKER + "window.refusal = 'dialog';")
    show(page, "SELECT 1 AS a")
    export(page, "CSV")
    expect(page.get_by_role("button", name="Export")).to_be_visible()
    expect(page.get_by_text("The export failed")).to_have_count(0)
    assert page.evaluate("window.kept.state") == "none"


def test_a_file_that_can_not_be_written_is_told_and_given_up(page, show):
    page.add_init_script(PICKER + "window.refusal = 'disk';")
    show(page, "SELECT 1 AS a")
    export(page, "CSV")
    expect(page.get_by_text("The export failed. The disk is full.")).to_be_visible()
    assert page.evaluate("window.kept.state") == "aborted"


def test_an_export_can_be_given_up_and_leaves_nothing(page, show):
    page.add_init_script(PICKER + "window.refusal = 'slow';")
    show(page, "SELECT id FROM range(1000)")
    export(page, "JSON")
    page.wait_for_function("() => typeof window.goOn === 'function'")
    assert page.evaluate("window.kept.state") == "open"
    exports(page).get_by_role("button", name="Cancel").click()
    expect(exports(page)).to_have_count(0)
    page.evaluate("window.goOn()")
    page.wait_for_function("() => window.kept.state === 'aborted'")
    expect(page.get_by_text(re.compile("exported|export failed"))).to_have_count(0)
    expect(page.get_by_role("button", name="Export")).to_be_visible()


@pytest.mark.parametrize("rows", [900, 60_000])
def test_an_export_and_a_copy_hold_the_rows_that_are_shown(page, show, rows):
    page.add_init_script(PICKER)
    wishes = {"sort": [{"key": "id", "isDescending": True}], "filters": [{"key": "id", "operator": "less", "value": "700"}], "search": ""}
    show(page, f"SELECT id, concat('n', id) AS name FROM range({rows})", wishes=wishes)
    expect(page.get_by_text(f"700 of {rows:,} rows")).to_be_visible()
    row_is(page, 1, "699", "n699")
    export(page, "CSV")
    expect(page.get_by_text(re.compile("^CSV exported: "))).to_be_visible()
    assert page.evaluate("window.kept.text").splitlines() == ["id,name", *(f"{n},n{n}" for n in reversed(range(700)))]
    grid(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    expect(page.get_by_text("Copied 700 rows of 2 columns")).to_be_visible()
    assert to_clipboard(page).splitlines() == [f"{n}\tn{n}" for n in reversed(range(700))]


# MARK: pictures

PIXELS = """
async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0);
  const { data } = pen.getImageData(0, 0, picture.width, picture.height);
  const counts = {};
  for (let at = 0; at < data.length; at += 4) {
    const colour = `${data[at]},${data[at + 1]},${data[at + 2]},${data[at + 3]}`;
    counts[colour] = (counts[colour] ?? 0) + 1;
  }
  return counts;
}
"""


def saved(page, name):
    page.get_by_role("button", name="Save the picture").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=name).click()
    with open(download.value.path(), "rb") as file:
        return download.value.suggested_filename, file.read()


@pytest.mark.parametrize("dark", [False, True])
def test_saved_pictures_hold_title_legend_and_the_colours_on_the_screen(new_page, demo, show, dark):
    page = new_page(base_url=demo.url, height=1000, dark=dark)
    show(page, "SELECT concat('c', id % 4) AS c, concat('s<', floor(id / 4)) AS s, id + 1 AS n FROM range(8)", place="chart")
    expect(page.get_by_role("img", name="n by c and s")).to_be_visible()
    name, data = saved(page, "SVG")
    assert name == "n-by-c-and-s.svg"
    root = xml.fromstring(data.decode())
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "n by c and s"
    assert {"s<0", "s<1", "c0", "c3"} <= set(texts)
    colour = page.locator(".tl-chart__swatch").first.evaluate("swatch => getComputedStyle(swatch).backgroundColor")
    bars = [element for element in root.iter("{http://www.w3.org/2000/svg}rect") if element.get("fill") == colour]
    assert len(bars) == 5, "four bars and the legend's"
    name, data = saved(page, "PNG")
    assert name == "n-by-c-and-s.png"
    assert struct.unpack(">II", data[16:24]) == (2 * int(root.get("width")), 2 * int(root.get("height")))
    counts = page.evaluate(PIXELS, base64.b64encode(data).decode())
    wanted = ",".join(re.findall(r"\d+", colour)) + ",255"
    assert counts.get(wanted, 0) > 2_000
