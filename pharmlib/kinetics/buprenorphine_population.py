"""Buprenorphine under the tongue and from a monthly depot: one published population model.

One fit to 570 people with opioid use disorder gives the blood, the two sublingual forms and the
depot. All clearances, volumes and fractions are relative to the depot, which counts as absorbed
whole.
"""

from __future__ import annotations

import dataclasses

from pharmlib.checks import check
from pharmlib.kinetics.compartments import TwoCompartment
from pharmlib.kinetics.routes import Depot
from pharmlib.kinetics.stages import Absorption
from pharmlib.parameters import Parameters, parameter

__all__ = ["BuprenorphineKinetics"]

_WEIGHT, _BODY_MASS_INDEX = 70.0, 24.8  # of the reference person, kg and kg/m^2
_HIGH_DOSE = 16.0  # mg


@dataclasses.dataclass(frozen=True, kw_only=True)
class BuprenorphineKinetics(Parameters):
    """The typical values of the model; a virtual patient is a copy with some of them changed.

    ``CL = clearance * (weight/70)**0.75 * (BMI/24.8)**-0.362``, flow between the compartments with
    the same power of weight, volumes in proportion to weight, and
    ``k_fast = fast_rate * (BMI/24.8)**-1.32``.

    References
    ----------
    jones2021

    Examples
    --------
    16 mg of film a day: the highest and the lowest level, ug/L.

    >>> film = BuprenorphineKinetics().sublingual(16)
    >>> day = film.steady_state(16, "1 d")
    >>> [round(1000 * day.maximum("concentration")[1], 1),
    ...  round(1000 * day.minimum("concentration")[1], 1)]
    [5.6, 1.4]
    """

    clearance: float = parameter(52.2, "L/h", "clearance", symbol=r"\mathrm{CL}")
    central_volume: float = parameter(432.0, "L", "volume of blood and organs", symbol="V_1")
    intercompartmental_clearance: float = parameter(
        79.5, "L/h", "flow between centre and periphery", symbol="Q"
    )
    peripheral_volume: float = parameter(1110.0, "L", "volume of slow tissue", symbol="V_2")
    tablet_absorption_rate: float = parameter(
        1.17, "1/h", "rate of absorption of a tablet", symbol="k_a"
    )
    tablet_bioavailability: float = parameter(
        0.185, "", "fraction of a tablet that arrives", symbol="F", maximum=1.0
    )
    film_absorption_ratio: float = parameter(
        0.636, "", "rate of absorption of a film, a tablet being 1", symbol=r"r_k"
    )
    film_bioavailability_ratio: float = parameter(
        1.47, "", "fraction of a film that arrives, a tablet being 1", symbol="r_F"
    )
    high_dose_ratio: float = parameter(
        0.765, "", "fraction that arrives from 16 mg on, less being 1", symbol="r_{16}"
    )
    fast_rate: float = parameter(
        0.0277, "1/h", "fast path from the depot", symbol=r"k_\mathrm{fast}"
    )
    slow_rate: float = parameter(
        0.00392, "1/h", "slow path from the depot", symbol=r"k_\mathrm{slow}"
    )
    transit_rate: float = parameter(
        0.000507, "1/h", "second wait of the slow path", symbol=r"k_\mathrm{tr}"
    )
    fast_fraction: float = parameter(
        0.068, "", "fraction of a depot on the fast path", symbol="f", maximum=1.0, zero=True
    )

    def blood(self, *, weight=_WEIGHT, body_mass_index=_BODY_MASS_INDEX) -> TwoCompartment:
        """Return the two compartments of a person.

        Parameters
        ----------
        weight : float or str
            kg.
        body_mass_index : float
            kg/m^2.
        """
        size = check(weight, "weight", unit="kg") / _WEIGHT
        bulk = check(body_mass_index, "body_mass_index") / _BODY_MASS_INDEX
        return TwoCompartment(
            self.clearance * size**0.75 * bulk**-0.362,
            self.central_volume * size,
            intercompartmental_clearance=self.intercompartmental_clearance * size**0.75,
            peripheral_volume=self.peripheral_volume * size,
        )

    def sublingual(self, dose, *, film=True, **person) -> Absorption:
        """Return the model of a sublingual form.

        Parameters
        ----------
        dose : float or str
            The amount taken at once, mg; from 16 mg on a smaller fraction arrives.
        film : bool
            Film, or tablet.
        **person
            `weight` and `body_mass_index`, as for `blood`.
        """
        fraction = self.tablet_bioavailability
        rate = self.tablet_absorption_rate
        if film:
            fraction *= self.film_bioavailability_ratio
            rate *= self.film_absorption_ratio
        if check(dose, "dose", unit="mg", zero=True) >= _HIGH_DOSE:
            fraction *= self.high_dose_ratio
        return self.blood(**person).absorbed(rate, fraction)

    def monthly(self, *, weight=_WEIGHT, body_mass_index=_BODY_MASS_INDEX) -> Depot:
        """Return the model of the monthly depot.

        Parameters
        ----------
        weight : float or str
            kg.
        body_mass_index : float
            kg/m^2.

        Examples
        --------
        The tail after the last injection, in days:

        >>> round(BuprenorphineKinetics().monthly().terminal_half_life / 24)
        57
        """
        bulk = check(body_mass_index, "body_mass_index") / _BODY_MASS_INDEX
        return Depot(
            self.blood(weight=weight, body_mass_index=body_mass_index),
            fast_rate=self.fast_rate * bulk**-1.32,
            slow_rate=self.slow_rate,
            transit_rate=self.transit_rate,
            fast_fraction=self.fast_fraction,
        )
