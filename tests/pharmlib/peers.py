"""Equations of the book written a second time, for two solvers that are not the book's.

`WORKLOAD` is the patient of the benchmark: two compartments, swallowed doses, a site of effect, an
effect and an adaptation. SciPy runs it as a Python function, libRoadRunner as compiled SBML.
"""

import itertools

import antimony
import numpy as np
import roadrunner
from scipy.integrate import solve_ivp

from pharmlib.adaptation.opponent_process import OpponentProcess
from pharmlib.kinetics.compartments import TwoCompartment
from pharmlib.populations.distributions import LogNormal
from pharmlib.populations.population import Population
from pharmlib.populations.virtual_patients import SigmoidEffect, VirtualPatients

STATES = ("gut", "concentration", "peripheral", "effect_site", "compensation")
WORKLOAD = """
    gut = 0; concentration = 0; peripheral = 0; effect_site = 0; compensation = 0;
    ka = 1; CL = 20; V1 = 50; Q = 60; V2 = 150; ke0 = 0.5; EC50 = 0.1; n = 1.5; tau = 120;
    gut' = -ka*gut;
    concentration' = (ka*gut - CL*concentration - Q*(concentration - peripheral))/V1;
    peripheral' = Q*(concentration - peripheral)/V2;
    effect_site' = ke0*(concentration - effect_site);
    compensation' = (effect_site^n/(EC50^n + effect_site^n) - compensation)/tau;
"""

# The workload of the benchmark: illustrative medians, spreads as published for such parameters.
PEOPLE = Population(
    {
        "ka": LogNormal(1.0, 0.46),
        "CL": LogNormal(20, 0.30),
        "V1": LogNormal(50, 0.30),
        "Q": LogNormal(60, 0.37),
        "V2": LogNormal(150, 0.35),
        "ke0": LogNormal(0.5, 0.84),
        "EC50": LogNormal(0.1, 1.0),
        "n": LogNormal(1.5, 0.30),
        "tau": LogNormal(120, 0.50),
    },
    correlations={("CL", "V1"): 0.5},
)


def patients(drawn):
    """Return the patients of the workload, from drawn parameters."""
    blood = TwoCompartment(
        drawn["CL"],
        drawn["V1"],
        intercompartmental_clearance=drawn["Q"],
        peripheral_volume=drawn["V2"],
    )
    return VirtualPatients(
        blood.absorbed(drawn["ka"]).effect_site(drawn["ke0"]),
        SigmoidEffect(drawn["EC50"], slope=drawn["n"]),
        OpponentProcess(drawn["tau"]),
    )


def workload_slope(time, y, ka, CL, V1, Q, V2, ke0, EC50, n, tau):
    """Return the derivative of the workload, for SciPy."""
    gut, C1, C2, Ce, C = y
    power = max(Ce, 0.0) ** n
    return [
        -ka * gut,
        (ka * gut - CL * C1 - Q * (C1 - C2)) / V1,
        Q * (C1 - C2) / V2,
        ke0 * (C1 - Ce),
        (power / (EC50**n + power) - C) / tau,
    ]


def scipy_run(slope, start, times, *, doses=(), dosed=0, values=(), method="LSODA", **tolerances):
    """Return the states on a grid, shape (times, states); doses are (time, amount) on the grid."""
    y = np.array(start, dtype=float)
    stops = sorted({times[0], times[-1], *(time for time, _ in doses if time < times[-1])})
    rows = []
    for begin, end in itertools.pairwise(stops):
        y[dosed] += sum(amount for time, amount in doses if time == begin)
        inside = times[(times >= begin) & (times <= end)]
        run = solve_ivp(
            slope, (begin, end), y, method=method, t_eval=inside, args=values, **tolerances
        )
        assert run.success, run.message
        rows.append(run.y.T[:-1])
        y = run.y[:, -1].copy()
    y[dosed] += sum(amount for time, amount in doses if time == times[-1])
    return np.vstack([*rows, y])


class RoadRunner:
    """One model in libRoadRunner: compiled once, run with many values.

    `equations` are those of Antimony: values, and ``x' = ...`` for each state.
    """

    def __init__(self, equations, states, *, rtol=1e-6, atol=1e-12):
        antimony.clearPreviousLoads()
        if antimony.loadAntimonyString(f"model peer\n{equations}\nend") < 0:
            raise ValueError(antimony.getLastError())
        self._model = roadrunner.RoadRunner(antimony.getSBMLString("peer"))
        self._model.timeCourseSelections = list(states)
        self._model.integrator.relative_tolerance = rtol
        self._model.integrator.absolute_tolerance = atol

    def run(self, times, *, values=None, doses=(), dosed=None):
        """Return the states, shape (times, states); `times` and doses on one regular grid."""
        model = self._model
        model.reset()
        for name, value in (values or {}).items():
            model[name] = float(value)
        step = times[1] - times[0]
        stops = sorted({times[0], times[-1], *(time for time, _ in doses)})
        rows = []
        for begin, end in itertools.pairwise(stops):
            for time, amount in doses:
                if time == begin:
                    model[dosed] = model[dosed] + amount
            count = round((end - begin) / step) + 1
            rows.append(np.array(model.simulate(float(begin), float(end), count))[:-1])
        last = np.array([[model[name] for name in model.timeCourseSelections]])
        return np.vstack([*rows, last])
