"""The API of this room: the resources of strategies."""

from iom_portal.records.api.resource import resource

from .models import Commitment, Framework, Objective, Theme

RESOURCES = [
    resource(
        Framework,
        "Strategies, plans and visions of the organization.",
        fields=[
            "slug",
            "title",
            "kind_of_framework",
            "symbol",
            "action",
            "action_on",
            "action_by",
            "start",
            "end",
            "summary",
            "wording",
        ],
    ),
    resource(Commitment, "The four commitments of the mission statement, verbatim."),
    resource(Theme, "What objectives are about: editorial labels of the register."),
    resource(
        Objective,
        "The twelve objectives of the IOM Strategy of 2007, verbatim, with their places in later frameworks.",
    ),
]
