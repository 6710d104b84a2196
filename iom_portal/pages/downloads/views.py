from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.generic import View

from iom_portal.records.web.allowance import Account
from iom_portal.records.web.views import ClockMixin, RegisterPage

from ..sheets.answering import too_many
from . import building
from .editions import Edition, NothingToDownload
from .queries import QUERIES
from .serving import ASK_AGAIN, FOR_GOOD, send


def made(request: HttpRequest, edition: Edition) -> tuple[dict[str, Any] | None, int]:
    """Return (manifest, 0) of an edition, which is made if it is missing.

    (None, seconds to wait) for an address that has had too many made.
    """
    found = building.manifest(edition)
    if found is not None:
        return found, 0
    account = Account.of_address(request, settings.DOWNLOAD_RATE, purpose="editions", burst=False)
    account.take()
    if account.wait:
        return None, account.wait
    return building.build(edition), 0


class Data(RegisterPage):
    """The register as files: what they hold, how large they are, how to cite, verify and query them.

    Of the register of all days the files are made where they are missing; of one day, once the first is asked for.
    """

    template_name = "pages/data.html"
    title = "Data: the register as files"
    description = (
        "The whole unofficial register of IOM to download: one SQLite file, CSV in a Frictionless data package, JSON, "
        "with SHA-256, row counts and how to cite."
    )

    def get_context_data(self, **kwargs):
        context = {"edition": None, "manifest": None, "rows": []}
        try:
            context["edition"] = edition = Edition.of(self.clock)
        except NothingToDownload:
            return super().get_context_data(**context, **kwargs)
        found = building.manifest(edition) if edition.day else made(self.request, edition)[0]
        rows = []
        if found:
            every = {name: None for file in found["files"] for name in file["rows"]}
            rows = [(name, [file["rows"].get(name) for file in found["files"]]) for name in every]
        return super().get_context_data(
            edition=edition,
            manifest=found,
            rows=rows,
            forms=building.FORMS,
            queries=QUERIES,
            rights=settings.DATA_RIGHTS,
            **kwargs,
        )


class OfAnEdition(ClockMixin, View):
    """An address that gives something of the edition asked for."""

    def get(self, request, *args, **kwargs):
        try:
            edition = Edition.of(self.clock)
        except NothingToDownload as error:
            raise Http404(str(error)) from None
        found, wait = made(request, edition)
        if found is None:
            return too_many(request, wait)
        return self.answer(edition, found, **kwargs)

    @property
    def for_good(self):
        """Whether the address names the revision."""
        return bool(self.clock.moment and self.clock.moment.asked.isdecimal())


class Download(OfAnEdition):
    """One of the files, or a part of it."""

    def answer(self, edition, found, extension):
        for form, file in zip(building.FORMS, found["files"], strict=True):
            if form.extension == extension:
                return send(
                    self.request,
                    building.folder(edition) / form.name,
                    name=f"{edition.stem}.{extension}",
                    media_type=form.media_type,
                    digest=file["sha256"],
                    modified=int(edition.made_at.timestamp()),
                    for_good=self.for_good,
                )
        raise Http404("There is no such file.")


class Manifest(OfAnEdition):
    """What the files are, for programs."""

    def answer(self, edition, found):
        response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = FOR_GOOD if self.for_good else ASK_AGAIN
        return response


class Sums(OfAnEdition):
    """The SHA-256 of each file under the name it is saved by, as `sha256sum --check` reads them."""

    def answer(self, edition, found):
        lines = [f"{file['sha256']}  {edition.stem}.{file['name'].rpartition('.')[2]}\n" for file in found["files"]]
        return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
