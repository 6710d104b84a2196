"""What a list can be asked, for pages and the API alike: one FilterSet of a kind, made of its fields.

It imports from history, reading and from what stands below.
"""
