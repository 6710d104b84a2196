"""The page that searches the whole register, and the suggestions while typing."""

import re

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.views import View

from iom_portal.records.history.clock import BadDay
from iom_portal.records.web.views import RegisterPage, bad_request, clock_of

from .ranking import EXACT, LONGEST, advice, find, hits, kinds_of, question_of, records_of, searchable, suggestions

BEST = 5  # exact answers that stand before all others
A_KIND = 5  # answers of each kind, where all kinds are shown
A_PAGE = 25  # answers on a page of one kind
IN_A_TITLE = 60  # characters of what is looked for


class Search(RegisterPage):
    """The records in which all the words occur: exact ones first, then kind by kind; or those of one kind, by pages."""

    template_name = "pages/search.html"
    description = (
        "Search this unofficial register of IOM: States by any name, persons, organs, events, instruments, "
        "document symbols and sources."
    )
    indexed = False

    def get(self, request, *args, **kwargs):
        question, self.kind = question_of(request.GET.get("q", "")), request.GET.get("kind", "").strip()
        text = question.text
        asked = {"q": text[:LONGEST], "kind": self.kind}
        self.asked = {name: value for name, value in asked.items() if value}
        if self.kind and self.kind not in searchable():
            return bad_request(request, [("kind", "There is no such kind.", list(searchable()))], clock=self.clock)
        if len(text) > LONGEST:
            context = self.get_context_data(q=text[:LONGEST], trouble=f"At most {LONGEST} characters can be looked for")
            return self.render_to_response(context, status=400)
        founds = find(question, self.clock, self.kind or None)
        context = {"q": text, "question": question, "number": len(founds)}
        if text and not question.words:
            context["trouble"] = "There is no word in it to look for"
        elif text and not founds:
            context |= self.empty(question)
        elif self.kind:
            pages = -(-len(founds) // A_PAGE)
            page = request.GET.get("page", "1")
            if not re.fullmatch(r"[1-9][0-9]{0,5}", page) or int(page) > pages:
                allowed = [str(number) for number in range(1, pages + 1)]
                return bad_request(request, [("page", "There is no such page.", allowed)], clock=self.clock)
            context |= self.of_one_kind(founds, question, int(page), pages)
        elif text:
            context |= self.of_all_kinds(founds, question)
        return self.render_to_response(self.get_context_data(**context))

    def get_context_data(self, **kwargs):
        return super().get_context_data(asked=self.asked, longest=LONGEST, **kwargs)

    def get_title(self, context: dict) -> str:
        words = Truncator(context["q"]).chars(IN_A_TITLE)
        return f"Search: {words}" if words else "Search"

    def of_all_kinds(self, founds, question):
        exact = [found for found in founds if found.match == EXACT][: 2 * BEST]
        some = [found for of_kind in kinds_of(founds).values() for found in of_kind[: A_KIND + BEST]]
        records = records_of([*exact, *some])
        best = _one_of_each_page(hits(exact, question, records))[:BEST]
        apart = {(hit.record.kind, hit.record.pk) for hit in best}
        grouped = kinds_of([found for found in founds if (found.card.kind, found.card.key) not in apart])
        models = searchable()
        groups = [
            (models[kind], hits(of_kind[:A_KIND], question, records), len(of_kind)) for kind, of_kind in grouped.items()
        ]
        return {"best": best, "groups": groups, "kinds": len(kinds_of(founds))}

    def of_one_kind(self, founds, question, page, pages):
        shown = hits(founds[(page - 1) * A_PAGE : page * A_PAGE], question)
        return {"model": searchable()[self.kind], "hits": shown, "page": page, "pages": pages}

    def empty(self, question):
        found = advice(question, self.clock)
        return {"advice": found, "closest": hits(found.closest, question)}


def _one_of_each_page(found):
    """The Hits without those whose page an earlier one has: a State's former name stands on the page of the State."""
    pages = {}
    for hit in found:
        pages.setdefault(hit.record.page_url.partition("#")[0], hit)
    return list(pages.values())


class Suggest(View):
    """Names to choose from while typing: the options of a list, or with format=json the form that browsers read."""

    def get(self, request):
        try:
            clock = clock_of(request)
        except BadDay:
            return HttpResponse(status=204)
        form, text = request.GET.get("format", "html"), request.GET.get("q", "").strip()
        if form not in ("html", "json"):
            return bad_request(request, [("format", "There is no such form.", ["html", "json"])], clock=clock)
        if request.bad_moment or len(text) > LONGEST:
            return HttpResponse(status=204)
        found = suggestions(question_of(text), clock)
        if form == "html":
            return render(request, "pages/suggestions.html", {"suggestions": found})
        names = [name for name, _ in found]
        return JsonResponse([text, names], safe=False, content_type="application/x-suggestions+json")
