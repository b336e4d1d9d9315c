"""When a chart's text was painted, told by the page itself."""

# A message that is posted in a frame's callback comes after that frame was painted.
WATCH = """() => {
    window.painted = [];
    const note = new MessageChannel();
    note.port1.onmessage = ({ data }) => window.painted.push([data, performance.timeOrigin + performance.now()]);
    let last;
    const look = () => {
      const text = document.querySelector('.tl-chart__picture svg')?.textContent;
      if (text !== last) note.port2.postMessage(last = text);
      requestAnimationFrame(look);
    };
    look();
}"""


def watch_chart(page):
    """From now on the page notes each text of its chart with the time at which it was painted."""
    page.evaluate(WATCH)


def painted_at(page, text, timeout=30_000):
    """Milliseconds since 1970 at which the chart first showed a number; waits for it."""
    found = "text => window.painted.find(([shown]) => shown && shown.split(/[^0-9,.]+/).includes(text))?.[1]"
    return page.wait_for_function(found, arg=text, timeout=timeout).json_value()
