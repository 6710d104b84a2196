"""The page of the data, and the files themselves."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.generic import View

from iom_portal.records.web.allowance import Account
from iom_portal.records.web.views import ClockMixin, RegisterPage

from ..sheets.answering import too_many
from . import building
from .building import EditionManifest
from .editions import Edition, NothingToDownload
from .queries import QUERIES
from .serving import CACHE_AND_ASK, CACHE_FOR_GOOD, send


def make_manifest(request: HttpRequest, edition: Edition) -> tuple[EditionManifest | None, int]:
    """Return (manifest, 0) of an edition, which is made if it is missing.

    (None, seconds to wait) for an address that has had too many made.
    """
    manifest = building.find_manifest(edition)
    if manifest is not None:
        return manifest, 0
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            edition = Edition.of(self.clock)
        except NothingToDownload:
            return super().get_context_data(edition=None, manifest=None, rows=[], **kwargs)
        if edition.day:
            manifest = building.find_manifest(edition)
        else:
            manifest, _ = make_manifest(self.request, edition)
        return super().get_context_data(
            edition=edition,
            manifest=manifest,
            rows=_rows_of_tables(manifest) if manifest else [],
            forms=building.FORMS,
            queries=QUERIES,
            rights=settings.DATA_RIGHTS,
            **kwargs,
        )


def _rows_of_tables(manifest: EditionManifest) -> list[tuple[str, list[int | None]]]:
    """Return (table, the number of its rows in each file) of every table; None where a file has no such table."""
    files = manifest["files"]
    tables: dict[str, None] = {}
    for file in files:
        tables.update(dict.fromkeys(file["rows"]))
    rows = []
    for table in tables:
        rows.append((table, [file["rows"].get(table) for file in files]))
    return rows


class OfAnEdition(ClockMixin, View):
    """An address that gives something of the edition asked for."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            edition = Edition.of(self.clock)
        except NothingToDownload as error:
            raise Http404(str(error)) from None
        manifest, wait = make_manifest(request, edition)
        if manifest is None:
            return too_many(request, wait)
        return self.answer(edition, manifest)

    def answer(self, edition: Edition, manifest: EditionManifest) -> HttpResponseBase:
        """Return what the address gives of an edition that has been made."""
        raise NotImplementedError

    @property
    def for_good(self) -> bool:
        """Whether the address names the revision, by its hash too."""
        return bool(self.clock.moment and self.clock.moment.is_named_for_good)


class Download(OfAnEdition):
    """One of the files, or a part of it."""

    def answer(self, edition: Edition, manifest: EditionManifest) -> HttpResponseBase:
        extension = self.kwargs["extension"]
        for form, file in zip(building.FORMS, manifest["files"], strict=True):
            if form.extension == extension:
                return send(
                    self.request,
                    building.folder(edition) / form.name,
                    name=f"{edition.stem}.{extension}",
                    media_type=form.media_type,
                    digest=file["sha256"],
                    modified=edition.made_at,
                    for_good=self.for_good,
                )
        raise Http404("There is no such file.")


class ManifestDocument(OfAnEdition):
    """What the files are, for programs."""

    def answer(self, edition: Edition, manifest: EditionManifest) -> HttpResponse:
        response = JsonResponse(manifest, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = CACHE_FOR_GOOD if self.for_good else CACHE_AND_ASK
        return response


class Sums(OfAnEdition):
    """The SHA-256 of each file under the name it is saved by, as `sha256sum --check` reads them."""

    def answer(self, edition: Edition, manifest: EditionManifest) -> HttpResponse:
        lines = []
        for file in manifest["files"]:
            extension = file["name"].rpartition(".")[2]
            lines.append(f"{file['sha256']}  {edition.stem}.{extension}\n")
        return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
