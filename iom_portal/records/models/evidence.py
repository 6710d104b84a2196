"""On what kind of evidence a fact rests."""

from django.db import models


class Evidence(models.TextChoices):
    DOCUMENT = "document", "A document says it"
    SECONDARY = "secondary", "Press, reference works or copies say it"
    DATASET = "dataset", "A research data set says it, often right to the year only"
    UNVERIFIED = "unverified", "Not verified: recollection or inference"
