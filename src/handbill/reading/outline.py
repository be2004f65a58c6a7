"""What belongs to what: headings handed down, and the card of lines that speak of one event.

Announcements say a date or a city once and mean it for all that follows. The segments are walked in order;
`headings` keeps what headings say, `anchors` makes an `Entry` wherever a line has a date, or a time of day
or a city under a date, `standing` adds what a sentence says of a whole list, `containers` the lines around.
"""

from collections.abc import Sequence

from handbill.reading.anchors import Anchors
from handbill.reading.containers import with_cards
from handbill.reading.entries import Entry
from handbill.reading.headings import Headings
from handbill.reading.leads import leads_of
from handbill.reading.localities import Localities
from handbill.reading.mentions import without_mentions
from handbill.reading.segments import Segment
from handbill.reading.standing import with_standing
from handbill.reading.tables import tables_of
from handbill.reading.vocabulary import Vocabulary

MOST_ENTRIES = 1000
"""Events that one announcement may hold; a page with more is an archive or an attack."""


def entries_of(
    segments: Sequence[Segment], text: str, vocabulary: Vocabulary, localities: Localities
) -> list[Entry]:
    """Return the entries of *segments* in the order of the text."""
    tables = tables_of(segments, text, vocabulary, localities)
    leads = leads_of(segments, text, localities)
    headings = Headings(segments, text, localities, tables, leads, vocabulary)
    entries = Anchors(segments, text, vocabulary, localities, tables, leads, headings).entries()
    entries = with_standing(entries, segments, text, vocabulary)[:MOST_ENTRIES]
    entries = without_mentions(entries, text, vocabulary)
    return with_cards(entries, segments, headings.places)
