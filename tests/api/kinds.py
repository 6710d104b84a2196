"""The kinds of the register as the API names them."""

from iom_portal.api.resources import router
from iom_portal.records.api.viewsets import RecordViewSet
from iom_portal.records.kinds import kinds

VIEWSETS = {prefix: viewset for prefix, viewset, _ in router.registry if issubclass(viewset, RecordViewSet)}
KINDS = kinds()
EVERY_LIST = [prefix for prefix, _, _ in router.registry]
EVERY_DOCUMENT = ["organization/", "counts/", "compare/", "search/", "cite/", "schema/", ""]
EVERY_ADDRESS = [*(f"{prefix}/" for prefix in EVERY_LIST), *EVERY_DOCUMENT]
