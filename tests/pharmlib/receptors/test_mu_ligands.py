"""The table of binding kinetics: its constants, its unit conversion, its sources."""

import pytest
from numpy.testing import assert_allclose

from pharmlib.checks import ParameterError
from pharmlib.drugs import drug
from pharmlib.receptors.mu_ligands import mu_ligand, mu_ligand_names


@pytest.mark.parametrize(
    ("name", "minutes", "nmol"),
    # domain table of mann2022 (nalmefene: laffont2024), given to two or three digits
    [
        ("buprenorphine", 84, 0.008),
        ("carfentanil", 47, 0.023),
        ("sufentanil", 10.8, 0.084),
        ("fentanyl", 2.7, 0.35),
        ("naloxone", 17.5 / 60, 0.59),
        ("nalmefene", 51 / 60, 0.13),
        ("remifentanil", 5.6, 2.8),
        ("alfentanil", 49 / 60, 42),
    ],
)
def test_half_lives_and_half_occupancies(name, minutes, nmol):
    ligand = mu_ligand(name)
    assert_allclose(60 * ligand.half_life, minutes, rtol=0.015)
    assert_allclose(ligand.half_occupancy, nmol, rtol=0.02)


def test_the_rate_of_binding_is_the_published_one():
    # kon = 3.08e-5 pM**-n / s, at 350 pM, in 1/h
    expected = 3600 * 3.08e-5 * 350**0.844
    assert_allclose(mu_ligand("fentanyl").association("350 pM"), expected, rtol=1e-12)


def test_both_data_files_agree():
    for name in ("fentanyl", "sufentanil", "naloxone"):
        assert_allclose(mu_ligand(name).dissociation_rate, drug(name).dissociation_rate, rtol=1e-9)


def test_an_antagonist_activates_nothing_unless_told_to():
    told = {name: mu_ligand(name).efficacy for name in mu_ligand_names()}
    assert [name for name, efficacy in told.items() if efficacy == 0] == ["nalmefene", "naloxone"]
    for name in ("fentanyl", "buprenorphine", "naloxone"):
        assert told[name] == drug(name).intrinsic_efficacy
    assert mu_ligand("buprenorphine", efficacy=0.4).efficacy == 0.4


def test_every_name_can_be_asked_for():
    assert all(mu_ligand(name).hill_slope <= 1.03 for name in mu_ligand_names())
    with pytest.raises(ParameterError, match=r"name is 'morphine'; it must be one of alfentanil"):
        mu_ligand("morphine")
