"""The time of a simulation, cut at every dose and every sample; the same for all patients."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from pharmlib.populations.effect_nodes import Panels, panels

__all__: list[str] = []


class Step(NamedTuple):
    """What happens from one edge to the next: the same for all patients."""

    bolus: float  # mg at the begin
    supply: float  # mg/h, until the end
    sample: int  # index of the grid at the begin; -1 for none
    length: float  # h; 0 after the last sample
    panels: Panels


def plan_steps(regimen, grid, sharp, rtol):
    """Return the steps from the first dose or sample to the last sample."""
    end = float(grid[-1])
    start = float(min([grid[0], *regimen.times]))
    jumps = {start, *regimen.times.tolist(), *(dose.end for dose in regimen)}
    edges = sorted({t for t in {*jumps, *grid.tolist()} if start <= t <= end})
    samples = {time: i for i, time in enumerate(grid.tolist())}
    boluses = Counter()
    for dose in regimen:
        boluses[dose.time] += dose.amount * (dose.end == dose.time)
    infusions = [dose for dose in regimen if dose.end > dose.time]
    steps, since = [], start
    for edge, following in zip(edges, [*edges[1:], end], strict=True):
        since = edge if edge in jumps else since
        # 12 digits: a difference of two times has rounding in the last few, and is used as a key
        length = float(f"{following - edge:.12g}")
        steps.append(
            Step(
                bolus=boluses[edge],
                supply=sum(
                    d.amount / (d.end - d.time) for d in infusions if d.time <= edge < d.end
                ),
                sample=samples.get(edge, -1),
                length=length,
                panels=panels(round(edge - since, 9), length, sharp, rtol)
                if length and sharp
                else (),
            )
        )
    return steps
