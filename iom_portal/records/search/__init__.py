"""The card of each record, by which it is found: what stands on it, and when it is written anew.

It imports from history and from what stands below.
"""
