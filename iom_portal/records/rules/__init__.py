"""Rules of the register: what a record must keep to, by itself and among others, each with a name and a reason.

register_rules.py says what a rule is, and lists them. judging.py asks them: as a record is saved, as a revision closes,
and over the whole register. of_every_kind.py has those that all kinds share; each room declares its own in `rules.py`.
"""
