"""Reading pages as a visitor does: their words without their markup, and the queries they cost."""

import gzip
import re
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext

INLINE = "a|abbr|b|bdi|button|cite|code|em|i|input|label|mark|select|small|span|strong|time"
BLOCK = rf"<(?!/?(?:{INLINE})[ >/])[^>]*>"
MOST_SENT = 20_000  # bytes of the HTML of a page, compressed
UNOFFICIAL = "Not affiliated with or endorsed by the International Organization for Migration"


def html_of(response):
    """The HTML of a page in one form, however its template is broken over lines: no space that a reader cannot see."""
    html = re.sub(r" ?(/?>)", r"\1", re.sub(r"\s+", " ", response.content.decode()))
    return re.sub(rf" ?({BLOCK}) ?", r"\1", html)


def sent(response):
    """How many bytes a page is as it is sent: compressed."""
    return len(gzip.compress(response.content, compresslevel=6))


def words(response):
    """The text of a page, with single spaces."""
    return text_of(re.sub(r"<(head|header).*?</\1>", " ", response.content.decode(), flags=re.S))


def main(response, sources=False):
    """The text between the day bar and the footer; the folded sources and their notes are left out unless asked for."""
    html = response.content.decode()
    inside = html[html.index("<main") : html.index("</main>")]
    if not sources:
        inside = re.sub(r"<details.*?</details>", " ", inside, flags=re.S)
    return text_of(inside)


def text_of(html):
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
