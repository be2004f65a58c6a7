"""Loading `samples/demo.toml`: calls, sources, and deliveries with the time they came in."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from handbill_site.intake.channels.file.files import media_type_of
from handbill_site.intake.models import Source
from handbill_site.intake.operations import accept, make_source
from handbill_site.listing.calls import create_call

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def load(folder: Path, *, by: str, at: dt.datetime) -> int:
    """Make the calls and sources of *folder*/demo.toml and accept its deliveries; return how many.

    Times without a zone are taken as UTC. Raises: OSError, tomllib.TOMLDecodeError, KeyError.
    """
    plan = tomllib.loads((folder / "demo.toml").read_text("utf-8"))
    for call in plan["call"]:
        create_call(**call, by=by, at=at)
    sources = {source["key"]: _make_source(source, by=by, at=at) for source in plan["source"]}
    for delivery in plan["delivery"]:
        _accept(folder, delivery, sources[delivery["source"]])
    return len(plan["delivery"])


def _make_source(said: dict[str, Any], *, by: str, at: dt.datetime) -> Source:
    return make_source(
        Source.Kind(said["kind"]),
        said.get("address", ""),
        name=said["name"],
        trusted=said.get("trusted", False),
        home=said.get("home", ""),
        calls=said.get("calls", ()),
        by=by,
        at=at,
    )


def _accept(folder: Path, said: dict[str, Any], source: Source) -> None:
    accept(
        (folder / said["file"]).read_bytes(),
        source=source,
        received=said["received"].replace(tzinfo=dt.UTC),
        media_type=said.get("media_type") or media_type_of(said["file"]) or "",
        file_name=said["file"],
        url=said.get("url", ""),
        by=f"source:{source.pk}",
    )
