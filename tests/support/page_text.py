"""Reading pages as a visitor does: their words without their markup, and the queries they cost."""

import re
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext

UNOFFICIAL = "Not affiliated with or endorsed by the International Organization for Migration"


def html_of(response):
    """The HTML of a page in one form, however its template is broken over lines: no space beside a tag."""
    return re.sub(r" (?=</?[a-z!]|/?>)|(?<=>) ", "", re.sub(r"\s+", " ", response.content.decode()))


def words(response):
    """The text of a page, with single spaces."""
    return _text(re.sub(r"<(head|header).*?</\1>", " ", response.content.decode(), flags=re.S))


def main(response, sources=False):
    """The text between the day bar and the footer; the folded sources and their notes are left out unless asked for."""
    html = response.content.decode()
    inside = html[html.index("<main") : html.index("</main>")]
    if not sources:
        inside = re.sub(r"<details.*?</details>", " ", inside, flags=re.S)
    return _text(inside)


def _text(html):
    html = re.sub(r"<br>|</(?:p|li|h\d|t[dhr]|d[dt]|div|ul|ol|summary)>", " ", html)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html))).strip()


def queries(client, address):
    """How many queries a page costs, once the content types are known."""
    client.get(address)
    return counted(client, address)


def counted(client, address):
    """How many queries a page costs just now."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(captured)
