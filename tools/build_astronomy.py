#!/usr/bin/env python3
"""Write the periodic terms by which the sun and the moon are placed, as one JSON file.

    pip install pymeeus && .venv/bin/python tools/build_astronomy.py

Sources, as PyMeeus has them: VSOP87D (Bretagnon and Francou 1988), longitude of the Earth, terms of 10e-8
radians and more; the moon of Meeus, Astronomical Algorithms (2nd ed.), tables 47.A and 47.B, which are
Chapront's ELP 2000-82; IAU 1980 nutation, terms of 0.01 seconds of arc and more.
"""

import json
import pathlib

from pymeeus import Coordinates, Earth, Moon

TARGET = pathlib.Path(__file__).resolve().parent.parent / "src/handbill/calendars/astronomy/terms.json"
LEAST, LEAST_NUTATION = 10, 100


def terms() -> dict[str, list[object]]:
    """Return the series, each a list of rows."""
    sines, arguments = Coordinates.NUTATION_SINE_COEF_TABLE, Coordinates.NUTATION_ARG_TABLE
    cosines = Coordinates.NUTATION_COSINE_COEF_TABLE
    return {
        "earth_longitude": [
            [term for term in power if term[0] >= LEAST] for power in Earth.VSOP87_L if power[0][0] >= LEAST
        ],
        "moon_longitude": [[*row[:4], int(row[4])] for row in Moon.PERIODIC_TERMS_LR_TABLE if row[4]],
        "moon_distance": [[*row[:4], int(row[5])] for row in Moon.PERIODIC_TERMS_LR_TABLE if row[5]],
        "moon_latitude": [[*row[:4], int(row[4])] for row in Moon.PERIODIC_TERMS_B_TABLE],
        "nutation": [
            [*argument, *sine, *cosine]
            for argument, sine, cosine in zip(
                arguments, sines, cosines, strict=False
            )  # the last have no cosine
            if abs(sine[0]) >= LEAST_NUTATION
        ],
    }


def main() -> None:
    """Write the file anew and print how many terms each series has."""
    found = terms()
    lines = (
        f'"{name}":[\n' + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]"
        for name, rows in found.items()
    )
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print({name: len(rows) for name, rows in found.items()}, TARGET.name)


if __name__ == "__main__":
    main()
