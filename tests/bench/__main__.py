"""Run the benchmarks: ``python -m tests.bench``, or some of them: ``python -m tests.bench models``.

Each module of this folder has a ``main`` that prints a table. Nothing here is a test: a clock says
as much about the machine as about the code.
"""

import importlib
import os
import pathlib
import sys

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # one core for everybody

known = sorted(
    file.stem for file in pathlib.Path(__file__).parent.glob("*.py") if file.stem[0] != "_"
)
for name in sys.argv[1:] or known:
    if name not in known:
        sys.exit(f"benchmark is {name!r}; it must be one of {', '.join(known)}.")
    importlib.import_module(f"tests.bench.{name}").main()
