"""Tags and filters of templates: dates and certainty in words, links that keep both clocks, positions in pictures.

They import drawing, history, models and dates. Code of pages may use their words.
"""
