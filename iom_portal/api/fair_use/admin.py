"""Keys to the API: made, looked through and revoked. A key is shown once, in the answer to the form that made it."""

from django.contrib import admin, messages
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from .keys import ApiKey


class RevokedFilter(admin.SimpleListFilter):
    title = "whether it is revoked"
    parameter_name = "revoked"

    def lookups(self, request, model_admin):
        return [("no", "in use"), ("yes", "revoked")]

    def queryset(self, request, keys):
        return keys.filter(revoked_at__isnull=self.value() == "no") if self.value() else keys


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):
    list_display = ["name", "prefix", "contact", "rate", "made_at", "last_used_on", "revoked_at"]
    list_filter = [RevokedFilter]
    search_fields = ["name", "contact", "prefix"]
    readonly_fields = ["prefix", "made_at", "last_used_on", "revoked_at"]
    actions = ["revoke"]

    def get_fields(self, request, obj=None):
        own = ["name", "contact", "rate"]
        return [*own, *self.readonly_fields] if obj else own

    def save_model(self, request, obj, form, change):
        if not change:
            key = obj.take_key()
            request.key_made = key
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        """The key, on a page of its own: no message, session or cookie ever holds it."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"The key of {obj.name}",
            "opts": self.opts,
            "key": request.key_made,
        }
        response = TemplateResponse(request, "admin/api/apikey/made.html", context)
        add_never_cache_headers(response)
        return response

    @admin.action(description="Revoke the selected keys", permissions=["change"])
    def revoke(self, request, keys):
        live = list(keys.filter(revoked_at=None))
        for key in live:
            key.revoke()
            self.log_change(request, key, "Revoked.")
        told = f"{len(live)} keys are revoked." if len(live) != 1 else "One key is revoked."
        self.message_user(request, told, messages.SUCCESS)
