"""Writes studentT95.json: quantiles of Student's t by SciPy. Usage: python studentT95.py > studentT95.json"""

import json

from scipy.stats import t

degrees = [*range(1, 41), 60, 99, 100, 150, 199, 200, 201, 250, 500, 999, 1_000, 10_000, 1_000_000]
print(json.dumps([[df, float(t.ppf(0.975, df))] for df in degrees], indent=None).replace("], [", "],\n["))
