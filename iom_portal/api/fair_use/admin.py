"""Keys to the API: made, looked through and revoked. A key is shown once, in the answer to the form that made it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from .keys import ApiKey


class RevokedFilter(admin.SimpleListFilter):
    """Narrows the list to keys that are in use, or to those that are revoked."""

    title = "whether it is revoked"
    parameter_name = "revoked"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [("no", "in use"), ("yes", "revoked")]

    def queryset(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> QuerySet[ApiKey]:
        return keys.filter(revoked_at__isnull=self.value() == "no") if self.value() else keys


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):
    """The keys in the admin: a new one is shown once, and none is changed back after it was revoked."""

    list_display = ["name", "prefix", "contact", "rate", "made_at", "last_used_on", "revoked_at"]
    list_filter = [RevokedFilter]
    search_fields = ["name", "contact", "prefix"]
    readonly_fields = ["prefix", "made_at", "last_used_on", "revoked_at"]
    actions = ["revoke"]

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> tuple[str, ...]:
        own_fields = ("name", "contact", "rate")
        return (*own_fields, *self.readonly_fields) if obj else own_fields

    def save_model(self, request: HttpRequest, obj: ApiKey, form: "ModelForm[ApiKey]", change: bool) -> None:
        if not change:
            obj.new_key = obj.take_key()
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None) -> HttpResponse:
        """Return the key, on a page of its own: no message, session or cookie ever holds it."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"The key of {obj.name}",
            "opts": self.opts,
            "key": obj.new_key,
        }
        response = TemplateResponse(request, "admin/api/apikey/made.html", context)
        add_never_cache_headers(response)
        return response

    @admin.action(description="Revoke the selected keys", permissions=["change"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        """Revoke the selected keys that are in use."""
        keys_in_use = list(keys.filter(revoked_at=None))
        for key in keys_in_use:
            key.revoke()
            self.log_change(request, key, "Revoked.")
        number = len(keys_in_use)
        message = "One key is revoked." if number == 1 else f"{number} keys are revoked."
        self.message_user(request, message, messages.SUCCESS)
