"""Write how dates are written, language by language, and English names of countries, from CLDR.

    tools/build_written.py      writes src/handbill_site/edition/written.json

Only languages whose CLDR data names the months are kept; regions are left out, since a page is addressed to
the speakers of a language.
"""

import json
from pathlib import Path
from typing import Any

import babel
from babel import Locale, localedata

OUT = Path(__file__).parent.parent / "src" / "handbill_site" / "edition" / "written.json"


def main() -> None:
    """Write the file anew."""
    languages = {name.replace("_", "-"): _language(Locale.parse(name)) for name in _languages()}
    english = Locale("en")
    countries = {
        code: name for code, name in english.territories.items() if len(code) == 2 and code.isalpha()
    }
    written = {"source": f"CLDR of Babel {babel.__version__}", "languages": languages, "countries": countries}
    OUT.write_text(json.dumps(written, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")


def _languages() -> list[str]:
    """Return languages, and languages in another script, that name their months."""
    names = [name for name in localedata.locale_identifiers() if not Locale.parse(name).territory]
    return [name for name in sorted(names) if name != "root" and _names_months(Locale.parse(name))]


def _names_months(locale: Locale) -> bool:
    return not locale.months["format"]["wide"][1].startswith("M0")


def _language(locale: Locale) -> dict[str, Any]:
    return {
        "name": locale.get_display_name(locale) or "",
        "months": [locale.months["format"]["wide"][month] for month in range(1, 13)],
        "weekdays": [locale.days["format"]["wide"][day] for day in range(7)],
        "day": locale.date_formats["full"].pattern,
        "digits": _digits(locale),
        "direction": locale.text_direction,
    }


def _digits(locale: Locale) -> str:
    """Return the ten digits where they are not 0-9, else ""."""
    zeros = {"arab": "٠", "arabext": "۰", "beng": "০", "deva": "०", "mymr": "၀", "tibt": "༠", "olck": "᱐"}
    zero = zeros.get(locale.default_numbering_system)
    return "".join(chr(ord(zero) + digit) for digit in range(10)) if zero else ""


if __name__ == "__main__":
    main()
