"""Import this before anything of ours: benchmarks/nlu.py has the name of the package it measures.

Python puts the folder of a script first on its path; imported, this moves it to the end, so that `nlu` is the package.
"""

import sys
from pathlib import Path

_HERE = str(Path(__file__).resolve().parents[1])
sys.path[:] = [*(one for one in sys.path if one not in ("", _HERE)), _HERE]
