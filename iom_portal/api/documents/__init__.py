"""Endpoints that are no list of a kind: the root, the organization on a day, counts, a comparison, search, citing."""
