"""Make notebooks/data/co2.csv, the series of the forecast lesson, from the weekly measurements.

    python -m tools.co2_monthly co2.csv

`co2.csv` is the file of that name in the package statsmodels 0.15.0 (statsmodels/datasets/co2/),
which calls it public domain. Its columns are `date`, YYYYMMDD, and `co2`, in ppm, empty where
nothing was measured. A month is the mean of its weeks. Five months have no week at all: they lie on
the straight line between their neighbours, and say so with 0 weeks.
"""

import csv
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from statistics import fmean

TARGET = Path(__file__).parent.parent / "notebooks" / "data" / "co2.csv"


def main(weekly: Path) -> None:
    """Read the weekly file and write the monthly one."""
    weeks: dict[str, list[float]] = defaultdict(list)
    with weekly.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values = weeks[f"{row['date'][:4]}-{row['date'][4:6]}"]
            if row["co2"]:
                values.append(float(row["co2"]))
    means = [fmean(values) if values else None for values in weeks.values()]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        file.write("month,ppm,weeks\n")
        for (month, values), ppm in zip(weeks.items(), bridged(means), strict=True):
            file.write(f"{month},{ppm:.2f},{len(values)}\n")


def bridged(values: list[float | None]) -> list[float]:
    """Return the values with each gap filled by a straight line; the ends must be known."""
    known = [i for i, value in enumerate(values) if value is not None]
    filled = list(values)
    for before, after in pairwise(known):
        step = (values[after] - values[before]) / (after - before)
        for i in range(before + 1, after):
            filled[i] = values[before] + step * (i - before)
    return filled


if __name__ == "__main__":
    main(Path(sys.argv[1]))
