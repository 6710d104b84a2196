"""Both clocks: the day and the moment asked for, the register as it stood then, what revisions changed, digests.

It imports models, what they are made of, and the registry of kinds.
"""
