"""The whole site as one WSGI application: the edition's files first, Django when something else is asked.

Django is not even imported before that, so a reader's page needs neither it nor the database.
"""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from handbill_site.edition.serve import EditionFirst

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PACKAGE = Path(__file__).parent
EDITION = Path(os.environ.get("HANDBILL_VAR", "var")).resolve() / "edition"
"""As in settings.py, which loads Django."""


@cache
def _django() -> "WSGIApplication":
    from django.core.wsgi import get_wsgi_application

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handbill_site.settings")
    return get_wsgi_application()


def _with_django(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    return _django()(environ, start_response)


application = EditionFirst(EDITION, PACKAGE / "static", _with_django)
