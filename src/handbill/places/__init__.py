"""Places: names in all scripts to cities, countries and zones, over a read-only GeoNames file.

>>> gazetteer().named("札幌")[0].name
'Sapporo'
"""

from handbill.places.choice import Choice, PlaceContext, choose, kilometres
from handbill.places.forms import BaseForm, base_forms
from handbill.places.gazetteer import Gazetteer, gazetteer
from handbill.places.keys import place_key
from handbill.places.mentions import Mention
from handbill.places.regions import Region

__all__ = [
    "BaseForm",
    "Choice",
    "Gazetteer",
    "Mention",
    "PlaceContext",
    "Region",
    "base_forms",
    "choose",
    "gazetteer",
    "kilometres",
    "place_key",
]
