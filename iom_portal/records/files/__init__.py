"""The register as CSV files: written, read, and loaded in one revision.

It imports models, what they are made of, and the registry of kinds.
"""
