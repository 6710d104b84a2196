"""Revisions in the API: the change feed."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch
from rest_framework import serializers

from ..filtering.filtersets import RevisionFilter
from ..history.changes import CHANGES, Change, changes_of
from ..history.row_changes import RowChange, row_changes
from ..models import Revision
from .fields import ApiAddressField, DescribedField, PageAddressField, WholeRecordField, api_address
from .serializers import ReadOnlySerializer
from .viewsets import ListOrDetail


class ChangeSerializer(serializers.Serializer):
    """What a revision did to a record."""

    kind = serializers.CharField(help_text="The kind of record, in one word.")
    id = serializers.CharField(help_text="Its permanent id.")
    change = serializers.ChoiceField(CHANGES, help_text="What was done to it.")
    differences = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="[name, old text, new text] of each field that a change or a deletion touched.",
    )
    url = serializers.URLField(allow_null=True, help_text="Its address in the API; null where it was deleted.")


class ChangesField(DescribedField):
    """The changes that a revision made; `Revision.changes` is set by the viewset."""

    shape = ChangeSerializer
    many = True

    def to_representation(self, changes: list[Change]) -> list[dict[str, Any]]:
        return [self._object_of(change) for change in changes]

    def _object_of(self, change: Change) -> dict[str, Any]:
        is_deletion = change.change == "deleted"
        return {
            "kind": change.model.kind,
            "id": change.pk,
            "change": change.change,
            "differences": change.fields,
            "url": None if is_deletion else api_address(self.context, change.model, change.pk),
        }


class RowChangeSerializer(serializers.Serializer):
    """What a revision did to a row of the register's files."""

    resource = serializers.CharField(help_text="The kind in the plural; with “_” for “-” the name of its file.")
    id = serializers.CharField(help_text="The id of the row.")
    change = serializers.ChoiceField(CHANGES, help_text="What was done to it.")
    row = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        allow_null=True,
        help_text="{column: text}: the row as the revision left it; null where it was deleted.",
    )


class RowChangesField(DescribedField):
    """The changes of rows that a revision came to; `Revision.rows` is set by the viewset. Not written unless asked for,
    so the schema does not require it."""

    shape = RowChangeSerializer
    many = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read_only, self.required = False, False

    def to_representation(self, rows: list[RowChange]) -> list[dict[str, Any]]:
        return [
            {"resource": row.model.about.resource, "id": row.pk, "change": row.change, "row": row.row} for row in rows
        ]


class RevisionAddressField(WholeRecordField):
    """The address of a revision in the API."""

    schema = ApiAddressField.schema

    def to_representation(self, revision: Revision) -> str:
        return f"{self.context['api']}revisions/{revision.number}/"


class RevisionPageAddressField(WholeRecordField):
    """The address of the page of a revision, or null."""

    schema = PageAddressField.schema

    def to_representation(self, revision: Revision) -> str | None:
        try:
            return f"{self.context['site']}{revision.get_absolute_url()}"
        except NoReverseMatch:
            return None


class RevisionSerializer(ReadOnlySerializer):
    """A revision of the register. Who made it stays private; the role in which it was made does not."""

    id = serializers.SerializerMethodField(help_text="Its number, as text.")
    url = RevisionAddressField()
    page_url = RevisionPageAddressField()
    number = serializers.IntegerField(read_only=True, help_text="Its place in the order of commits, from 1.")
    made_at = serializers.DateTimeField(read_only=True, help_text="When it was committed.")
    hash = serializers.CharField(
        read_only=True, help_text="SHA-256 over what it wrote and over the hash of the one before: docs/api.md."
    )
    role = serializers.SerializerMethodField(help_text="The origin in words.")
    changes = ChangesField(help_text="What it did to each record.")
    rows = RowChangesField(help_text="With expand=rows: what it did to the rows of the register's files.")

    class Meta:
        model = Revision
        fields = ["id", "url", "page_url", "number", "made_at", "origin", "role", "reason", "hash", "changes", "rows"]
        read_only_fields = ["origin", "reason"]
        extra_kwargs = {"reason": {"help_text": "Why it was made."}}

    def get_id(self, revision: Revision) -> str:
        return str(revision.number)

    def get_role(self, revision: Revision) -> str:
        return revision.get_origin_display()


class RevisionViewSet(ListOrDetail):
    """What was changed in the register, when and why. Editors stay unnamed.

    The latest revision comes first; with `since`, the earliest after that one, so that the list can be followed while
    it grows. With `expand=rows` each revision holds every row of the register's files that it made, changed or deleted:
    applied in order to no files, or to those of an earlier revision, they give the files of the present one.
    """

    queryset = Revision.objects.filter(number__isnull=False)
    serializer_class = RevisionSerializer
    filterset_class = RevisionFilter
    lookup_field = "number"
    lookup_value_regex = r"[0-9]+"
    on_demand = ("rows",)

    @property
    def grows_at_end(self) -> bool:
        """Whether new revisions come at the end of the list, as they do in the order of their numbers."""
        return self.values.get("ordering", "number" if "since" in self.values else "") in ("number", "made_at")

    def completed(self, revisions: Sequence[Revision]) -> Sequence[Revision]:
        """Return the revisions with what each did, as far as it is asked for."""
        for name, changes_by_revision in (("changes", changes_of), ("rows", row_changes)):
            if name in self.asked_fields:
                changes = changes_by_revision(revisions)
                for revision in revisions:
                    setattr(revision, name, changes[revision.pk])
        return revisions

    def get_object(self) -> Revision:
        number = int(self.kwargs["number"][:10])
        revision = self.queryset.filter(number=number).first()
        if revision is None:
            raise Http404(f"There is no revision {number}.")
        return revision
