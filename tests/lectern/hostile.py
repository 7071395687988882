"""Objects of a student who does not want to be understood: what they are asked, they lie about."""

import numpy as np


class Hostile:
    """Says it is right to whoever asks."""

    def __sub__(self, other):
        raise RuntimeError("a method of a student's object was called")

    __rsub__ = __eq__ = __float__ = __abs__ = __le__ = __lt__ = __ge__ = __array__ = __sub__
    __getattr__ = __repr__ = __str__ = __len__ = __iter__ = __hash__ = __bool__ = __sub__

    @property
    def __class__(self):
        raise RuntimeError("the class was asked for")


class HostileFloat(float):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __float__ = __abs__ = __sub__


class Meta(type):
    @property
    def __name__(cls):
        raise RuntimeError("the class was asked for its name")


class HostileName(metaclass=Meta):
    pass


class Liar(type):
    """A class that says it is float, and counts how often it is asked."""

    asked = []

    def __eq__(cls, other):
        Liar.asked.append("__eq__")
        return True

    def __hash__(cls):
        Liar.asked.append("__hash__")
        return hash(float)


class FalseFloat(metaclass=Liar):
    def __float__(self):
        Liar.asked.append("__float__")
        return 3.0


class Raiser(type):
    def __eq__(cls, other):
        raise KeyError("the class was compared")

    def __hash__(cls):
        raise KeyError("the class was looked up")


class Explosive(metaclass=Raiser):
    pass


class HostileArray(np.ndarray):
    def __array_finalize__(self, obj):
        pass


class Silent(Exception):
    def __str__(self):
        raise RuntimeError


class Own(BaseException):
    pass


class Stubborn(KeyboardInterrupt):
    def __str__(self):
        raise Own


class Loud(str):
    def __getitem__(self, place):
        raise Own

    __len__ = __format__ = __bool__ = __str__ = __getitem__


class Shouting(Exception):
    def __str__(self):
        return Loud("loud")


class Interrupted(Exception):
    def __str__(self):
        raise KeyboardInterrupt


class HostileText(str):
    __eq__ = __hash__ = None
