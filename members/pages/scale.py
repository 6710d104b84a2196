"""The heights of numbers in the pictures of the membership over time, in percent of the height of the picture."""

from dataclasses import dataclass

from iom_portal.records.drawing.axis import PRECISION

TOP, BOTTOM = 7.0, 90.0  # the field of a curve; below it stand the years
HEADROOM = 1.04  # the height of the field, in parts of the highest number
ROUND_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)

Level = tuple[float, int]  # a height, and the number that it stands for


def round_step(number: int, most: int) -> int:
    """Return the smallest round step by which `number` is reached in at most `most` steps, or else the largest one."""
    for step in ROUND_STEPS:
        if number <= most * step:
            return step
    return ROUND_STEPS[-1]


@dataclass(frozen=True)
class Scale:
    """The heights of the numbers from 0 up to the highest one."""

    highest: int

    def y(self, number: int) -> float:
        """Return the height at which a number is drawn."""
        return round(BOTTOM - (BOTTOM - TOP) * number / (self.highest * HEADROOM), PRECISION)

    def levels(self) -> list[Level]:
        """Return at most five round numbers with their heights, 0 among them."""
        numbers = range(self.highest + 1)
        return [(self.y(number), number) for number in numbers[:: round_step(len(numbers), 5)]]
