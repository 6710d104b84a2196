"""Dates that say no more than their source, in words and as model fields, and the rule of what holds on a day.

No models stand here, and nothing else of the project is imported.
"""
