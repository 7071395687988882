"""The teaching apparatus of the book: exercises that check themselves, sliders, and the site.

A reader needs two names, ``from lectern import check, explore``. Who asks before showing needs a
third, ``Prediction``.
"""

from lectern.checking import CheckFailed, check
from lectern.explorer import Explorer, explore
from lectern.prediction import Prediction

__all__ = ["CheckFailed", "Explorer", "Prediction", "check", "explore"]
