"""Spoilt files of every format are read or refused, never anything else."""

from pathlib import Path

import pytest
from tools.mutate import ROOT, SUFFIXES, documents, tried

FOLDERS = [ROOT / "samples", Path(__file__).with_name("data")]
SEED, OF_EACH, LONGEST = 7, 22, 20_000
SPOILT = list(documents(FOLDERS, count=OF_EACH, seed=SEED, size=LONGEST))


def test_two_hundred_documents_of_all_formats_are_tried() -> None:
    formats = {Path(name.partition("#")[0]).suffix for name, _ in SPOILT}

    assert len(SPOILT) == OF_EACH * len(formats)
    assert formats == set(SUFFIXES)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_but_a_refusal_is_raised(suffix: str) -> None:
    of_suffix = [(name, raw) for name, raw in SPOILT if name.partition("#")[0].endswith(suffix)]
    outcomes = {name: tried(raw, name) for name, raw in of_suffix}
    broken = {name: outcome for name, outcome in outcomes.items() if outcome.startswith("broke")}

    assert broken == {}
