"""A sample address of every page, by the name of its URL, so that what holds for every page can be tried on each.

Without imports: the benchmarks read it too.
"""

PAGES = {
    "home": "/",
    "sheet": "/sheet/",
    "members-sheet": "/sheet/members/",
    "event-list": "/history/",
    "event-detail": "/history/amendments-of-1998-in-force/",
    "organizationname-list": "/names/",
    "instrument-list": "/instruments/",
    "instrument-detail": "/instruments/I05/",
    "attribute-list": "/attributes/",
    "statement-list": "/statements/",
    "figure-list": "/figures/",
    "organ-list": "/organs/",
    "organ-detail": "/organs/executive-committee/",
    "session-list": "/sessions/",
    "leadership": "/leadership/",
    "person-detail": "/leadership/william-lacy-swing/",
    "state-list": "/members/",
    "state-detail": "/members/australia/",
    "state-map": "/members/map/",
    "state-sheet": "/members/australia/sheet/",
    "region-list": "/members/regions/",
    "region-detail": "/members/regions/oceania/",
    "joined-and-left": "/members/changes/",
    "observers": "/observers/",
    "counts": "/counts/",
    "framework-list": "/strategy/",
    "framework-detail": "/strategy/iom-strategy-2007/",
    "objective-list": "/strategy/objectives/",
    "objective-detail": "/strategy/objectives/7/",
    "source-list": "/sources/",
    "source-detail": "/sources/s001/",
    "rule-list": "/rules/",
    "evidence": "/evidence/",
    "changes": "/changes/",
    "revision": "/changes/1/",
    "versions": "/changes/membership/aus-member-1/",
    "compare": "/compare/",
    "cite": "/cite/",
    "data": "/data/",
    "search": "/search/",
    "about": "/about/",
    "seed": "/about/seed/",
    "listed-states": "/about/states/",
    "design": "/about/design/",
    "embed": "/about/embed/",
    "api:docs": "/api/docs/",
    "api:start": "/api/docs/start/",
    "api:resource-docs": "/api/docs/memberships/",
}

# The other faces of pages: what they show once something is asked of them, and what stands in for them.
FACES = [
    "/?as_of=1950-01-01",
    "/?as_of=1953-12-14",
    "/members/?as_of=2013-06-14",
    "/members/?as_of=2013-11-20&as_recorded=1",
    "/members/?region=Oceania&search=a",
    "/compare/?from=1989-12-31&to=1999-12-31",
    "/compare/?from_recorded=1&to_recorded=2",
    "/cite/?address=/members/australia/?as_of=2013-11-20",
    "/about/embed/?show=leader&as_of=2013-06-14",
    "/search/?q=council",
    "/search/?q=burkina+zebra7731",
    "/search/?q=member&kind=membership&page=2",
]
REFUSED = {
    "/nothing/": 404,
    "/members/austria-hungary/": 404,
    "/members/?as_of=yesterday": 400,
    "/members/?as_recorded=never": 400,
}

EMBEDS = {"embed-count": "/embed/count/?as_of=2013-06-14", "embed-leader": "/embed/leader/"}  # pages in those of others
EVERY = [*PAGES.values(), *FACES, *EMBEDS.values(), *REFUSED]

NO_PAGES = {*EMBEDS, "suggest"}  # the last is a part of pages, fetched by their script
NO_PAGES_UNDER = ("admin:", "api:")  # but for those above


def is_page(name, route):
    """Whether a URL is a page of the site: the address of a page ends in a slash, that of a file does not."""
    if name in PAGES or name in NO_PAGES or name.startswith(NO_PAGES_UNDER):
        return name in PAGES
    return route.rstrip("$")[-1:] in ("", "/")
