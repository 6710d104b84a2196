"""The register as CSV files: written, read, loaded in one revision, and audited.

It imports models, what they are made of, and the registry of kinds.
"""
