"""Exercises written to a temporary folder, whole or deliberately broken.

The model is a copy, so that lines and passages stay put when the exercise of the book is edited.
"""

from pathlib import Path

import pytest

MODEL = Path(__file__).with_name("sobering-up.md")

MIXED = """\
---
file_format: mystnb
kernelspec: {name: python3}
exercise:
  title: All kinds
  chapter: balance
  level: 2
  minutes: 5
  objectives: [See every kind of answer.]
  parameters:
    half_life: {value: 6, unit: h, meaning: half-life, choose: [3, 4, 12]}
    times: {value: [0, 6, 12], unit: h, meaning: times asked for}
    drug: {value: morphine, unit: "", meaning: name of the drug}
  answers:
    fractions:
      kind: array
      unit: "%"
      meaning: what is left
      reference: [100, 50, 25]
      derivation: halved at every half-life
      tolerance: {absolute: 0.5}
    left:
      kind: function
      unit: ""
      meaning: fraction left at a time
      at: [0, 6, [12]]
      reference: [1, 0.5, 0.25]
      derivation: halved at every half-life
      tolerance: {relative: 0.01}
    shape:
      kind: choice
      unit: ""
      meaning: shape of the curve
      options: {line: a straight line, exponential: an exponential}
      feedback: {line: A line would reach zero.}
      reference: exponential
      derivation: equal fractions in equal times
---

# All kinds

For `drug` with `half_life`, give `fractions` (%) at `times`, the function `left(time)` (no
unit), and the `shape` (choice) of the curve.

```{code-cell}
:tags: [setup]

import numpy as np

from lectern import check
```

```{code-cell}
:tags: [parameters]

half_life = 6  # h
times = [0, 6, 12]  # h
drug = "morphine"
```

```{code-cell}
:tags: [starter]

fractions = ...  # %
def left(time):
    return ...
shape = ...  # choice
```

:::{hint}
Halve it.
:::

```{code-cell}
---
tags: [misconception]
misconception: You drew a line.
---
shape = "line"
fractions = 100 * (1 - np.array(times) / (4 * half_life))
```

```{code-cell}
:tags: [solution]

fractions = 100 * 0.5 ** (np.array(times) / half_life)
def left(time):
    return 0.5 ** (time / half_life)
shape = "exponential"
```

Half is half.

```{code-cell}
check("mixed")
```
"""


@pytest.fixture
def mixed(tmp_path):
    """A valid exercise with an array, a function and a choice."""
    path = tmp_path / "exercises" / "mixed.md"
    path.parent.mkdir()
    path.write_text(MIXED, encoding="utf-8")
    return path


@pytest.fixture
def edited(tmp_path):
    """A function that writes the model exercise with some passages replaced."""

    def edit(*replacements, source=None):
        text = source or MODEL.read_text(encoding="utf-8")
        for old, new in replacements:
            assert text.count(old) >= 1, f"{old!r} is not in the exercise"
            text = text.replace(old, new, 1)
        path = tmp_path / "exercises" / ("mixed.md" if source else "sobering-up.md")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return edit


@pytest.fixture
def mixed_text():
    return MIXED
