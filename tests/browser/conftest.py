"""The browser, the site it reads, and a page on a phone or a desk. No test here touches Django's own database.

BROWSER=none leaves the tests out, and says so; without it a machine without a browser is a failure.
"""

import os
import subprocess

import pytest
from playwright.sync_api import expect, sync_playwright

from .reading import Reader
from .serving import ROOT, Site
from .watching import Watch

FLAGS = [
    "--no-sandbox",  # root has no sandbox, and CI is root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=en-US",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1440, "height": 900}}
HERE = os.path.dirname(__file__)

# What is waited for is a condition, never a time; this is how long a busy machine may take to fulfil it.
PATIENCE = 60_000  # milliseconds
expect.set_options(timeout=PATIENCE)


# Where Debian puts families of fonts, and what stands for the generic families when a page meets no other.
FONTS = {
    "dejavu": ("/usr/share/fonts/truetype/dejavu", "DejaVu Serif", "DejaVu Sans", "DejaVu Sans Mono"),
    "liberation": ("/usr/share/fonts/truetype/liberation", "Liberation Serif", "Liberation Sans", "Liberation Mono"),
    "noto": ("/usr/share/fonts/truetype/noto", "Noto Serif", "Noto Sans", "Noto Sans Mono"),
}
GENERIC = ("serif", "sans-serif", "monospace")


def pytest_addoption(parser):
    parser.addoption("--fonts", choices=sorted(FONTS), help="the only fonts that pages meet in the browser (all here)")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Tests in a browser come last: while it is open, its own event loop makes Django refuse the database."""
    ours = [item for item in items if str(item.path).startswith(HERE)]
    items.sort(key=lambda item: str(item.path).startswith(HERE))
    if os.environ.get("BROWSER") == "none":
        for item in ours:
            item.add_marker(pytest.mark.skip(reason="BROWSER=none"))


def pytest_terminal_summary(terminalreporter):
    if os.environ.get("BROWSER") == "none":
        terminalreporter.section("BROWSER=none: NO PAGE WAS TRIED IN A BROWSER", sep="!", red=True)


@pytest.fixture(scope="session")
def site():
    site = Site()
    try:
        yield site.start()
        assert not site.errors(), site.errors()
    finally:
        site.stop()


@pytest.fixture(scope="session")
def chromium():
    """The path of the browser."""
    found = subprocess.run([ROOT / ".ci" / "browser", "--installed"], capture_output=True, text=True)
    if found.returncode:
        pytest.exit(found.stderr.strip(), returncode=1)
    return found.stdout.strip()


@pytest.fixture(scope="session")
def fonts(request, tmp_path_factory):
    """What the environment of the browser says of fonts: with --fonts, that there are no others."""
    chosen = request.config.getoption("--fonts")
    if chosen is None:
        return {}
    place, *families = FONTS[chosen]
    assert os.path.isdir(place), f"{place} is missing: on Debian, apt-get install fonts-{chosen}-core or fonts-{chosen}"
    directory = tmp_path_factory.mktemp("fonts")
    aliases = "".join(
        f"<alias><family>{name}</family><prefer><family>{family}</family></prefer></alias>"
        for name, family in zip(GENERIC, families, strict=True)
    )
    configuration = directory / "fonts.conf"
    configuration.write_text(
        f"<fontconfig><dir>{place}</dir><cachedir>{directory}</cachedir>{aliases}</fontconfig>", encoding="utf-8"
    )
    return {"FONTCONFIG_FILE": str(configuration)}


@pytest.fixture(scope="session")
def browser(chromium, fonts):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=FLAGS, timeout=PATIENCE, env={**os.environ, "LANGUAGE": "en_US", **fonts}
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, site):
    """Opens pages in contexts of their own (cold caches); any trouble on one of them fails the test at its end."""
    contexts, watches = [], []

    def new(**options):
        context = browser.new_context(base_url=site.url, locale="en-US", **options)
        context.set_default_timeout(PATIENCE)
        watch = Watch(context, site)
        contexts.append(context)
        watches.append(watch)
        page = context.new_page()
        page.watch = watch
        return page

    yield new
    for context in contexts:
        context.close()
    troubles = [trouble for watch in watches for trouble in watch.troubles]
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def phone(new_page):
    return new_page(**PHONE)


@pytest.fixture
def desk(new_page):
    return new_page(**DESK)


FORCED = {"forced_colors": "active", "reduced_motion": "reduce"}
ZOOMED = {"viewport": {"width": 320, "height": 256}}  # a window of 1280 by 1024 px at 400 %


@pytest.fixture(
    params=[
        pytest.param(("taps", True, PHONE), id="taps"),
        pytest.param(("taps", False, PHONE), id="taps, no script"),
        pytest.param(("keys", True, {**PHONE, **FORCED}), id="keys, forced colours", marks=pytest.mark.long),
        pytest.param(("keys", False, PHONE | ZOOMED), id="keys, no script, 400 %", marks=pytest.mark.long),
    ]
)
def reader(request, new_page):
    """Someone with a phone, with and without JavaScript, who taps or has nothing but Tab, Enter and letters."""
    hand, scripts, options = request.param
    return Reader(new_page(**options, java_script_enabled=scripts), hand, scripts)
