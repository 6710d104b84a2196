"""The kinds of the register as the API names them."""

from iom_portal.api.urls import router
from iom_portal.records.files import kinds
from iom_portal.records.viewsets import RecordViewSet

VIEWSETS = {prefix: viewset for prefix, viewset, _ in router.registry if issubclass(viewset, RecordViewSet)}
KINDS = kinds()
EVERY_LIST = [prefix for prefix, _, _ in router.registry]
EVERY_DOCUMENT = ["organization/", "counts/", "compare/", "search/", "cite/", "schema/", ""]
EVERY_ADDRESS = [*(f"{prefix}/" for prefix in EVERY_LIST), *EVERY_DOCUMENT]
