"""The nodes of linked data that every page has: the page itself, the way to it, and this site."""

from datetime import date

from django.conf import settings

from iom_portal.records.web.linked_data import Node, iri, known


def page_node(
    address: str,
    title: str,
    description: str,
    trail: list[tuple[str, str]],
    entity: Node | None = None,
    day: date | None = None,
) -> Node:
    """Return the node of a page of this site.

    address: its canonical one. trail: the way to it, see `breadcrumbs`. entity: the node that it is about. day: the one
    asked for.
    """
    return known(
        {
            "@type": "WebPage",
            "@id": address,
            "name": title,
            "description": description,
            "inLanguage": "en",
            "temporalCoverage": day and day.isoformat(),
            "isPartOf": site(searched=len(trail) == 1),
            "breadcrumb": breadcrumbs(trail),
            "mainEntity": entity,
        }
    )


def breadcrumbs(trail: list[tuple[str, str]]) -> Node:
    """Return the way to a page. trail: (name, path) pairs from the home page on."""
    steps = [
        {"@type": "ListItem", "position": position, "name": name, "item": iri(path)}
        for position, (name, path) in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def site(searched: bool = False) -> Node:
    """Return this site, which is not the organization's. searched: also how it is searched."""
    node: Node = {"@type": "WebSite", "@id": iri("/#site"), "name": "IOM Reference", "url": iri("/")}
    if not searched:
        return node
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{iri('/search/')}?q={{words}}"},
        "query-input": "required name=words",
    }
    return {**node, "disambiguatingDescription": settings.DISCLAIMER, "inLanguage": "en", "potentialAction": action}
