"""The page that searches the whole register, and the suggestions while typing."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.views import View

from iom_portal.records.history.clock import BadDay
from iom_portal.records.web.views import RegisterPage, bad_request, clock_of

from .advice import advice, outside_of_all_kinds
from .hits import Hit, hits, records_of
from .query import LONGEST_QUERY, SearchQuery, parse_query
from .ranking import EXACT, RankedCard, by_kind, find, searchable
from .suggestions import suggestions

BEST = 5  # exact answers that stand before all others
OF_A_KIND = 5  # answers of each kind, where all kinds are shown
ON_A_PAGE = 25  # answers on a page of one kind
LONGEST_IN_TITLE = 60  # characters of what is looked for


class SearchPage(RegisterPage):
    """The records in which all the words occur: exact ones first, then kind by kind; or those of one kind, by pages."""

    template_name = "pages/search.html"
    description = (
        "Search this unofficial register of IOM: States by any name, persons, organs, events, instruments, "
        "document symbols and sources."
    )
    indexed = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.GET.get("q", "").strip()
        query = parse_query(typed)
        self.kind = request.GET.get("kind", "").strip()
        self.asked = {}
        if query.text:
            self.asked["q"] = query.text[:LONGEST_QUERY]
        if self.kind:
            self.asked["kind"] = self.kind
        if self.kind and self.kind not in searchable():
            return bad_request(request, [("kind", "There is no such kind.", list(searchable()))], clock=self.clock)
        if len(query.text) > LONGEST_QUERY:
            trouble = f"At most {LONGEST_QUERY} characters can be looked for"
            context = self.get_context_data(q=query.text[:LONGEST_QUERY], trouble=trouble)
            return self.render_to_response(context, status=400)
        ranked = find(query, self.clock, self.kind or None)
        context = {"q": query.text, "number": len(ranked)}
        if typed and not query.words:
            context["trouble"] = "There is no word in it to look for"
        elif query.text and not ranked:
            context |= self.without_answers(query)
        elif self.kind:
            pages = -(-len(ranked) // ON_A_PAGE)
            page = request.GET.get("page", "1")
            if not re.fullmatch(r"[1-9][0-9]{0,5}", page) or int(page) > pages:
                allowed = [str(number) for number in range(1, pages + 1)]
                return bad_request(request, [("page", "There is no such page.", allowed)], clock=self.clock)
            context |= self.of_one_kind(ranked, query, int(page), pages)
        elif query.text:
            context |= self.of_all_kinds(ranked, query)
        return self.render_to_response(self.get_context_data(**context))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outside = outside_of_all_kinds(kwargs.get("q", ""))
        return super().get_context_data(asked=self.asked, longest=LONGEST_QUERY, outside=outside, **kwargs)

    def get_title(self, context: dict[str, Any]) -> str:
        words = Truncator(context["q"]).chars(LONGEST_IN_TITLE)
        return f"Search: {words}" if words else "Search"

    def of_all_kinds(self, ranked: list[RankedCard], query: SearchQuery) -> dict[str, Any]:
        """Return the best answers, and the others kind by kind. The records of all are read together."""
        exact = [answer for answer in ranked if answer.match == EXACT][: 2 * BEST]
        may_be_shown = list(exact)
        for of_kind in by_kind(ranked).values():
            may_be_shown += of_kind[: OF_A_KIND + BEST]  # enough, even where all of the best are of this kind
        records = records_of(may_be_shown)
        best = _one_of_each_page(hits(exact, query, records))[:BEST]
        keys_of_best = {(hit.record.kind, hit.record.pk) for hit in best}
        others = [answer for answer in ranked if (answer.card.kind, answer.card.key) not in keys_of_best]
        models = searchable()
        groups = []
        for kind, of_kind in by_kind(others).items():
            groups.append((models[kind], hits(of_kind[:OF_A_KIND], query, records), len(of_kind)))
        return {"best": best, "groups": groups, "kinds": len(by_kind(ranked))}

    def of_one_kind(self, ranked: list[RankedCard], query: SearchQuery, page: int, pages: int) -> dict[str, Any]:
        """Return the answers on one page of those of the kind asked for."""
        on_page = hits(ranked[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], query)
        return {"model": searchable()[self.kind], "hits": on_page, "page": page, "pages": pages}

    def without_answers(self, query: SearchQuery) -> dict[str, Any]:
        """Return what to try instead of a query that found nothing."""
        given = advice(query, self.clock)
        return {"advice": given, "closest": hits(given.closest, query)}


def _one_of_each_page(all_hits: list[Hit]) -> list[Hit]:
    """Return the hits without those whose page an earlier one has.

    A State's former name stands on the page of the State.
    """
    pages: dict[str, Hit] = {}
    for hit in all_hits:
        pages.setdefault(hit.record.page_url.partition("#")[0], hit)
    return list(pages.values())


class Suggest(View):
    """Names to choose from while typing: the options of a list, or with format=json the form that browsers read."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            clock = clock_of(request)
        except BadDay:
            return HttpResponse(status=204)
        form, text = request.GET.get("format", "html"), request.GET.get("q", "").strip()
        if form not in ("html", "json"):
            return bad_request(request, [("format", "There is no such form.", ["html", "json"])], clock=clock)
        if getattr(request, "bad_moment", "") or len(text) > LONGEST_QUERY:
            return HttpResponse(status=204)
        names = suggestions(parse_query(text), clock)
        if form == "html":
            return render(request, "pages/suggestions.html", {"suggestions": names})
        document = [text, [name for name, _ in names]]
        return JsonResponse(document, safe=False, content_type="application/x-suggestions+json")
