"""The scale of the pictures of the membership over time."""

TOP, BOTTOM = 7.0, 90.0  # the field of a curve; below it stand the years
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
