"""The addresses of the files of the register."""

from django.urls import path, re_path

from .building import FORMS
from .views import Data, Download, ManifestDocument, Sums

EXTENSIONS = "|".join(form.extension for form in FORMS)

urlpatterns = [
    path("data/", Data.as_view(), name="data"),
    re_path(rf"^data/iom-reference\.(?P<extension>{EXTENSIONS})$", Download.as_view(), name="download"),
    path("data/manifest.json", ManifestDocument.as_view(), name="data-manifest"),
    path("data/SHA256SUMS", Sums.as_view(), name="data-sums"),
]
