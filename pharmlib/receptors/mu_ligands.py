"""Ligands of the mu-opioid receptor whose binding was timed, all in one assay.

The values live in ``data/mu_binding.toml``, each with its source.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources

from pharmlib.checks import ParameterError
from pharmlib.receptors.binding_kinetics import BindingRates

__all__ = ["mu_ligand", "mu_ligand_names"]


def mu_ligand(name: str, *, efficacy=None) -> BindingRates:
    """Return how fast a ligand binds to the human mu-opioid receptor.

    The published rate of binding is ``kon * c**n``, so ``K = (koff/kon)**(1/n)``. Where ``n`` is
    not 1 (it is 0.5 for buprenorphine) ``K`` is no true dissociation constant. Other assays give
    other rates: the half-life of buprenorphine on the receptor is 84 min here, 166 min in another
    (boas1985), and 40 or 9 min from breathing and from pain (yassen2007, yassen2006).

    Parameters
    ----------
    name : str
        See `mu_ligand_names`.
    efficacy : float, optional
        Its intrinsic efficacy, which a study of binding does not tell. By default it is
        illustrative: 1, for antagonists 0, and for buprenorphine 0.67, from human ventilation.

    Returns
    -------
    BindingRates

    Raises
    ------
    ParameterError
        When the assay did not include the ligand.

    References
    ----------
    mann2022, laffont2024, boas1985, yassen2007, yassen2006

    Examples
    --------
    >>> carfentanil = mu_ligand("carfentanil")
    >>> round(60 * carfentanil.half_life), round(carfentanil.half_occupancy, 3)
    (47, 0.023)
    """
    if name not in _table():
        raise ParameterError(
            f"name is {name!r}; it must be one of {', '.join(_table())}. "
            "Write BindingRates for a ligand of another assay."
        )
    row = _table()[name]
    k_on, k_off, n = row["association"], row["dissociation"], row["slope"]
    half_occupancy = (k_off / k_on) ** (1 / n) / 1000  # pmol/L to nmol/L
    efficacy = row["efficacy"] if efficacy is None else efficacy
    return BindingRates(half_occupancy, 3600 * k_off, hill_slope=n, efficacy=efficacy)


def mu_ligand_names() -> list[str]:
    """Return the names of all ligands whose binding was timed.

    Examples
    --------
    >>> mu_ligand_names()[:3]
    ['alfentanil', 'buprenorphine', 'carfentanil']
    """
    return list(_table())


@functools.cache
def _table():
    """Return the rows of the data file."""
    file = resources.files("pharmlib").joinpath("data", "mu_binding.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
