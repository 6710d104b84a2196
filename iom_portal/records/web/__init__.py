"""What every page is made of: views, feeds, the facts that a page states, addresses without a record, fair limits.

It imports from the floors below, and from no other door.
"""
