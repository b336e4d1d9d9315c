"""How tests read the view of a live query."""

import re


def figure(page, label):
    return page.locator(".tl-frames__figure").filter(has=page.get_by_text(label, exact=True)).locator("dd")


def version(page):
    return int(figure(page, "Version").inner_text().replace(",", ""))


def wait_beyond(page, old, timeout=30_000):
    """Waits until the frame on screen is of a later version; returns which."""
    return page.wait_for_function(
        """old => [...document.querySelectorAll('.tl-frames__figure')].filter(figure => figure.querySelector('dt').textContent === 'Version')
            .map(figure => Number(figure.querySelector('dd').textContent.replaceAll(',', ''))).filter(version => version > old).map(version => [version])[0]""",
        arg=old,
        timeout=timeout,
    ).json_value()[0]


def paused(page):
    return page.locator(".tl-frames").get_by_text(re.compile("^Paused"))


def behind(page):
    """How many frames came after the one that is held."""
    found = re.search(r"\d[\d,]*", paused(page).inner_text())
    return int(found[0].replace(",", "")) if found else 0
