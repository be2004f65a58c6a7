"""One reader for all hostile documents of a run: its start costs more than reading most of them."""

from collections.abc import Iterator

import pytest

from handbill_site.intake.child import Reader


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """The real child with its real limits; one that dies of a document is replaced."""
    with Reader() as reader:
        yield reader
