"""How fast the models are: thousands of patients beside two solvers, and one patient each.

The workload: 1,000 virtual patients, two compartments, swallowed doses, a site of effect and an
adaptation; 42 doses in two weeks and three days without, a sample an hour; one core.
"""

import doctest
import importlib
import io
import pkgutil
import resource
import time
import tracemalloc
from contextlib import redirect_stdout

import numpy as np

import pharmlib
from pharmlib.dosing import every
from pharmlib.populations.many import simulate_patients
from tests.pharmlib.peers import (
    PEOPLE,
    STATES,
    WORKLOAD,
    RoadRunner,
    patients,
    scipy_run,
    workload_slope,
)

HOURS = np.arange(0.0, 409.0)
REGIMEN = every(10, "8 h", times=42)
DOSES = [(dose.time, dose.amount) for dose in REGIMEN]
PATIENTS = 1000
FEW = 8  # patients for the solvers that take one at a time
ROUNDS = 5  # alternating, so that all meet the same disturbances; the best counts
SLIDER = 20.0  # ms: what a slider may wait for


def main():
    """Print the three tables."""
    workload()
    growth()
    one_patient()


def workload():
    """Print time and error of the workload, for this library and two solvers."""
    drawn = PEOPLE.draw(PATIENTS, np.random.default_rng(1))
    group = patients(drawn)
    values = [{name: float(drawn[name][i]) for name in drawn} for i in range(FEW)]

    def pharmlib_run():
        courses = simulate_patients(group, HOURS, regimen=REGIMEN, curves=STATES)
        return np.stack([courses[name][:FEW] for name in STATES], axis=-1)

    def roadrunner_run(rtol, atol):
        model = RoadRunner(WORKLOAD, STATES, rtol=rtol, atol=atol)
        return lambda: [model.run(HOURS, values=v, doses=DOSES, dosed="gut") for v in values]

    def lsoda_run(rtol, atol, few=FEW):
        return lambda: [
            scipy_run(
                workload_slope, np.zeros(5), HOURS, doses=DOSES, values=tuple(v.values()),
                rtol=rtol, atol=atol,
            )
            for v in values[:few]
        ]  # fmt: skip

    contenders = {
        "pharmlib": (PATIENTS, pharmlib_run),
        "libRoadRunner, tolerance 1e-6": (FEW, roadrunner_run(1e-6, 1e-12)),
        "libRoadRunner, tolerance 1e-9": (FEW, roadrunner_run(1e-9, 1e-16)),
        "SciPy LSODA, tolerance 1e-6": (2, lsoda_run(1e-6, 1e-12, 2)),
        "SciPy LSODA, tolerance 1e-8": (2, lsoda_run(1e-8, 1e-15, 2)),
    }
    truth = np.array(lsoda_run(1e-11, 1e-18)())
    # a state that has all but vanished is compared with a billionth of its peak
    scale = np.maximum(np.abs(truth), 1e-9 * truth.max(axis=1, keepdims=True))[:, 1:]
    best, error = {}, {}
    for _ in range(ROUNDS):
        for name, (count, run) in contenders.items():
            start = time.process_time()
            found = np.array(run())
            spent = 1000 * (time.process_time() - start) / count
            best[name] = min(best.get(name, np.inf), spent)
            error[name] = np.max(np.abs(found - truth[: len(found)])[:, 1:] / scale[: len(found)])
    print(f"\n{PATIENTS:,} patients, {len(DOSES)} doses, {HOURS.size} samples; time of one core")
    print(f"{'':32}{'ms a patient':>14}{'times as long':>15}{'largest error':>15}")
    for name, spent in best.items():
        ratio = spent / best["pharmlib"]
        print(f"{name:32}{spent:14.4f}{ratio:15.0f}{error[name]:15.1e}")


def growth():
    """Print how time and memory grow with the patients."""
    print(f"\n{'patients':>10}{'ms a patient':>14}{'room beyond the result, MB':>28}")
    for count in (100, 1_000, 10_000, 100_000):
        group = patients(PEOPLE.draw(count, np.random.default_rng(1)))
        start = time.process_time()
        courses = simulate_patients(group, HOURS, regimen=REGIMEN, curves="net")
        spent = 1000 * (time.process_time() - start) / count
        room = "" if count > 10_000 else f"{_room(group, courses['net'].nbytes):28.0f}"
        print(f"{count:10,}{spent:14.4f}{room}")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"the most memory at any time: {most:.1f} GB")


def _room(group, result):
    """Return the memory that a simulation needs besides its result, MB."""
    tracemalloc.start()
    simulate_patients(group, HOURS, regimen=REGIMEN, curves="net")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (peak - result) / 1e6


def one_patient():
    """Print the slowest statement among the examples of every public name.

    The examples are what a reader runs, and a slider recomputes no more than that. Figures, and the
    comparison of all models with all observations, are left out.
    """
    slowest = {}
    finder = doctest.DocTestFinder(recurse=True, exclude_empty=True)
    for each in pkgutil.walk_packages(pharmlib.__path__, "pharmlib."):
        if each.name.startswith(("pharmlib.plotting", "pharmlib.evidence")):
            continue
        module = importlib.import_module(each.name)
        for public in () if each.ispkg else module.__all__:
            for test in finder.find(getattr(module, public), public, module=module):
                spent, source = _slowest(test)
                if source and spent > slowest.get(test.name, (0.0, ""))[0]:
                    slowest[test.name] = (spent, source)
    over = [name for name, (spent, _) in slowest.items() if spent > SLIDER]
    print(f"\n{len(slowest)} examples; slowest statement of each, best of 3, ms")
    for name, (spent, source) in sorted(slowest.items(), key=lambda row: -row[1][0])[:40]:
        print(f"{name:44}{spent:9.2f}  {source.splitlines()[0][:60]}")
    print(f"above {SLIDER:g} ms: {', '.join(over) or 'none'}")


def _slowest(test):
    """Return the longest time of a statement of an example, ms, and the statement."""
    found = (0.0, "")
    best = {}
    for _ in range(3):
        names = dict(test.globs)
        with redirect_stdout(io.StringIO()):
            for i, example in enumerate(test.examples):
                code = compile(example.source, test.name, "single")
                start = time.process_time()
                try:
                    exec(code, names)
                except Exception as error:
                    if example.exc_msg is None:
                        raise RuntimeError(f"an example of {test.name} fails") from error
                best[i] = min(best.get(i, np.inf), 1000 * (time.process_time() - start))
    for i, spent in best.items():
        if spent > found[0] and not test.examples[i].source.startswith(("from ", "import ")):
            found = (spent, test.examples[i].source)
    return found
