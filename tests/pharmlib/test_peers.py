"""Numerical models of the book beside libRoadRunner, which solves the same equations its own way.

The equations are typed a second time, from the papers and not from the models, in the units of the
papers where these are others. libRoadRunner compiles them and integrates with CVODE.
"""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from pharmlib.adaptation.nicotinic_acid import NicotinicAcid
from pharmlib.dosing import every, once
from pharmlib.kinetics.enzyme_induction import EnzymeTurnover
from pharmlib.populations.many import simulate_patients
from pharmlib.receptors.regulation import ReceptorRegulation
from pharmlib.simulation import simulate
from tests.pharmlib.peers import PEOPLE, STATES, WORKLOAD, RoadRunner, patients

CVODE = 1e-6  # it is asked for 1e-10 a step, and a run has some thousand


def test_virtual_patients():
    drawn = PEOPLE.draw(40, np.random.default_rng(3))
    hours = np.arange(0.0, 97.0)
    regimen = every(10, "8 h", times=9)
    found = simulate_patients(patients(drawn), hours, regimen=regimen)
    peer = RoadRunner(WORKLOAD, STATES, rtol=1e-10, atol=1e-16)
    doses = [(dose.time, dose.amount) for dose in regimen]
    for i in (0, 13, 39):
        values = {name: drawn[name][i] for name in drawn}
        rows = peer.run(hours, values=values, doses=doses, dosed="gut")
        for name, course in zip(STATES, rows.T, strict=True):
            assert_allclose(found[name][i], course, rtol=CVODE, atol=1e-9 * course.max())


# Ahlstroem 2011: minutes, umol, mmol/L; eight moderators; endogenous nicotinic acid.
NICOTINIC_ACID = """
    Synt = 0.0346; Vmax1 = 0.0573; Km1 = 0.00468; Vmax2 = 1.46; Km2 = 16.6;
    Vc = 0.345; Vt = 3.54; Cld = 0.0203;
    R0 = 0.606; kout = 0.411; ktol = 0.0267; IC50 = 0.0446; g = 1.48; p = 1.21; kcap = 0.0318;
    Inf = 5/30;
    a := Vmax1 + Vmax2 - Synt;
    b := Vmax1*Km2 + Vmax2*Km1 - Synt*(Km1 + Km2);
    Cp = (-b + sqrt(b^2 + 4*a*Synt*Km1*Km2))/(2*a);
    Ct = (-b + sqrt(b^2 + 4*a*Synt*Km1*Km2))/(2*a);
    R = 0.606; M1 = 0.606; M2 = 0.606; M3 = 0.606; M4 = 0.606;
    M5 = 0.606; M6 = 0.606; M7 = 0.606; M8 = 0.606;
    kin := (kout*R0^2 - kcap)*R0^p;
    Cp' = (Inf + Synt - Vmax1*Cp/(Km1 + Cp) - Vmax2*Cp/(Km2 + Cp) - Cld*(Cp - Ct))/Vc;
    Ct' = Cld*(Cp - Ct)/Vt;
    R' = kin*(1 - Cp^g/(IC50^g + Cp^g))/M1^p + kcap - kout*M8*R;
    M1' = ktol*(R - M1); M2' = ktol*(M1 - M2); M3' = ktol*(M2 - M3); M4' = ktol*(M3 - M4);
    M5' = ktol*(M4 - M5); M6' = ktol*(M5 - M6); M7' = ktol*(M6 - M7); M8' = ktol*(M7 - M8);
    at time >= 30: Inf = 0;
"""


def test_nicotinic_acid_in_rats():
    rat = NicotinicAcid()
    minutes = np.arange(0.0, 241.0)
    names = ("Cp", "Ct", "R", "M1", "M8")
    peer = RoadRunner(NICOTINIC_ACID, names, rtol=1e-10, atol=1e-14).run(minutes)
    run = simulate(rat, minutes / 60, regimen=once(rat.dose(5.0), duration="30 min"))
    ours = list(run.names)
    for name, course in zip(("concentration", "tissue", "fatty_acids"), peer.T, strict=False):
        assert_allclose(run[name], course, rtol=1e-5)
    assert_allclose(run[ours[3]], peer[:, 3], rtol=1e-5)
    assert_allclose(run[ours[-1]], peer[:, 4], rtol=1e-5)


INDUCTION = """
    C = 0; E = 1; CL0 = 1.75; V = 98; Emax = 2.5; EC50 = 5.37; thalf = 36; f = 0.9;
    C' = -CL0*(1 - f + f*E)/V*C;
    E' = ln(2)/thalf*(1 + Emax*C/(EC50 + C) - E);
"""


def test_a_drug_that_speeds_up_its_own_end():
    drug = EnzymeTurnover(
        1.75,
        98,
        maximum_induction=2.5,
        half_inducing_concentration=5.37,
        enzyme_half_life=36,
        induced_fraction=0.9,
    )
    hours = np.arange(0.0, 14 * 24 + 1.0)
    regimen = every(480, "12 h", times=20)
    doses = [(dose.time, dose.amount / 98) for dose in regimen]
    peer = RoadRunner(INDUCTION, ("C", "E"), rtol=1e-10, atol=1e-14)
    rows = peer.run(hours, doses=doses, dosed="C")
    run = simulate(drug, hours, regimen=regimen)
    assert_allclose(run["concentration"], rows[:, 0], rtol=1e-5)
    assert_allclose(run["enzyme"], rows[:, 1], rtol=1e-5)


RECEPTORS = """
    R = 1; D = 0; I = 0; kdes = 6; kres = 6; kint = 1; krec = 1; klys = 0.05; kdeg = 0.015;
    rho = 0.8; e = 0.58; i = 0.07;
    R' = kdeg - kdeg*R - kdes*e*rho*R + kres*D + krec*I;
    D' = kdes*e*rho*R - kres*D - kint*i*rho*D - kdeg*D;
    I' = kint*i*rho*D - krec*I - klys*I;
"""


@pytest.mark.parametrize(("coupling", "internalising"), [(0.58, 0.07), (1.0, 1.0)])
def test_receptors_that_are_kept_busy(coupling, internalising):
    times = np.arange(0.0, 100.5, 0.5)
    peer = RoadRunner(RECEPTORS, ("R", "D", "I"), rtol=1e-10, atol=1e-14)
    rows = peer.run(times, values={"e": coupling, "i": internalising})
    receptors = ReceptorRegulation(turnover_rate=0.015)
    course = receptors.respond(0.8, times, coupling=coupling, internalising=internalising)
    for name, expected in zip(("ready", "desensitised", "inside"), rows.T, strict=True):
        assert_allclose(course[name], expected, rtol=CVODE, atol=1e-10)
