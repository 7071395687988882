"""The teaching apparatus of the book: exercises that check themselves, sliders, and the site.

A reader needs two names: ``from lectern import check, explore``.
"""

from lectern.checking import CheckFailed, check
from lectern.explorer import Explorer, explore

__all__ = ["CheckFailed", "Explorer", "check", "explore"]
