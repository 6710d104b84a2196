"""What a page costs who opens it for the first time: bytes, requests, and whether anything moves while it loads."""

import time
from dataclasses import dataclass

# Entries of the browser itself; what moves within half a second of a tap is not counted, as everywhere.
SHIFTS = """() => new Promise(done => {
  const found = [];
  const note = entry => {
    if (entry.hadRecentInput) return;
    const moved = entry.sources.map(({node}) => node?.outerHTML ?? node?.data ?? "").map(each => each.slice(0, 80));
    found.push(`${entry.value.toFixed(4)} ${moved.join(" | ")}`);
  };
  const observer = new PerformanceObserver(list => list.getEntries().forEach(note));
  observer.observe({type: "layout-shift", buffered: true});
  // Two frames are drawn, so that what moves has moved; what the observer still holds is taken from it.
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    observer.takeRecords().forEach(note);
    observer.disconnect();
    done(found);
  }, 60)));
})"""
PATIENCE = 60  # seconds in which all that a page asks for must have come
ICON = "() => document.querySelector('link[rel~=icon]')?.href"


@dataclass
class Cost:
    """html: bytes of the page itself, wire: of all that was sent for it; both packed, with headers.

    requests: the addresses fetched beside the page, its icon among them, but none of a page framed in it, which has a
    budget of its own. shifts: what moved, and by how much.
    """

    address: str
    html: int
    wire: int
    requests: list
    shifts: list


def cost(page, address):
    """Open the address in a page whose context has loaded nothing yet, and give its Cost."""
    sizes, own = {}, {}
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    frame = client.send("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def sent(event):
        if event["frameId"] == frame and not event["request"]["url"].startswith("data:"):
            own[event["requestId"]] = event["request"]["url"]

    def received(event):
        sizes[event["requestId"]] = int(event["encodedDataLength"])

    client.on("Network.requestWillBeSent", sent)
    client.on("Network.loadingFinished", received)
    client.on("Network.loadingFailed", lambda event: sizes.setdefault(event["requestId"], 0))
    page.goto(address, wait_until="load")
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:  # the end of a request is told after its page has loaded
        page.wait_for_timeout(20)
        if own.keys() <= sizes.keys():
            break
    fetched, wire = list(own.values()), sum(sizes.values())
    icon = page.evaluate(ICON)
    if icon and icon not in fetched and not icon.startswith("data:"):  # browsers fetch it out of sight of the page
        fetched.append(icon)
        answer = page.request.get(icon)
        wire += int(answer.headers.get("content-length", len(answer.body()))) + 300
    return Cost(address, sizes[next(iter(own))], wire, fetched[1:], page.evaluate(SHIFTS))
