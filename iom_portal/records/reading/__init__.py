"""Rows read as tuples, and queries whose SQL is written once and asked with another day each time.

It imports from dates alone.
"""
