"""The REST API: its addresses, documents, forms of an answer, schema, docs and fair use.

It stands on top: it imports from every room, and no room imports it.
"""
