"""Pictures in time as data: where a day falls on an axis, and what stands on which lane.

It imports history, models and dates.
"""
