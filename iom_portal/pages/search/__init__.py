"""The search of the whole register: a query, what matches it, in which order, how it is shown, what else to ask."""
