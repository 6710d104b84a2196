"""What goes wrong in a browser without anyone noticing: scripts, refused styles, lost files, requests to others."""

from urllib.parse import urlsplit


class Watch:
    """Watches every page of a browser context. `troubles` holds what no page of the site may do, in words.

    expected: HTTP statuses from 400 on that the test asks for.
    """

    def __init__(self, context, site):
        self.site = site
        self.troubles = []
        self.expected = set()
        context.on("console", self._console)
        context.on("weberror", lambda error: self._add(error.page, f"script: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfailed", self._failed)

    def _add(self, page, words):
        self.troubles.append(f"{page.url if page else '?'}: {words}")

    def _console(self, message):
        # A refused page and a refused style both end here; what was refused with a status is told by the response.
        if message.type in ("error", "warning") and "the server responded with a status of" not in message.text:
            self._add(message.page, f"console: {message.text}")

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and f"{parts.scheme}://{parts.netloc}" != self.site.url:
            self.troubles.append(f"a request to another host: {request.url}")

    def _response(self, response):
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"status {response.status}: {response.url}")

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # given up for another one, or become a download
            self.troubles.append(f"failed ({request.failure}): {request.url}")
