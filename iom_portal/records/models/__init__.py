"""The models of the kernel: what every kind of record is, where facts come from, and the revisions that write them."""

from .card import Card
from .coverage import Coverage
from .revision import Register, Revision
from .rule_exception import RuleException
from .sources import Citation, SeedLine, Source
from .written_rows import WrittenRows

KINDS = (
    Source,
    RuleException,
    Coverage,
    SeedLine,
    Citation,
)  # the kinds of this room, in the order in which they are told

__all__ = [
    "KINDS",
    "Card",
    "Citation",
    "Coverage",
    "Register",
    "Revision",
    "RuleException",
    "SeedLine",
    "Source",
    "WrittenRows",
]
