"""Settings: embedded defaults, everything that differs between places comes from the environment.

HANDBILL_VAR        folder for database, spool, edition (default: var/ in the current folder)
DATABASE_URL        sqlite:///… or postgres://… (default: SQLite in HANDBILL_VAR)
HANDBILL_SECRET_KEY signing key (default: made once and kept in HANDBILL_VAR with mode 600)
HANDBILL_SEAL_KEY   and HANDBILL_SEAL_KEY_FILE: keys that what senders sent is sealed with at rest, the newest
                    first (default: one made once and kept in HANDBILL_VAR with mode 600)
HANDBILL_RETENTION_DAYS  days after the event when what senders sent is removed (30)
HANDBILL_BASE_URL   public address, for feeds and links (default: http://127.0.0.1:8000)
HANDBILL_FREE_MB    megabytes of disk that intake leaves free: below it senders are told "try later" (100)
HANDBILL_MOST_WAITING  deliveries that may wait to be read before senders are told so too (50000)
HANDBILL_PROOF_COST work of a visitor's browser before the form is sent: rounds of PBKDF2, times 256 tries on
                    average (default: 5000, half a second to a few seconds)
HANDBILL_SLOW_HOUR  messages without proof of that work that are read in an hour (60)
HANDBILL_SLOW_MOST_WAITING  of them that may wait before senders are told "try later" (5000)
HANDBILL_MAIL_…     and those of other channels are read by them alone, see docs/reference/settings.md
HANDBILL_HOSTS      allowed Host headers, by comma (default: the host of the base URL, localhost)
HANDBILL_HOME       ISO 3166 country assumed for deliveries whose source names none (default: none)
HANDBILL_OBSERVANCES families of observances that the site shows, by comma, or "none" (default: all)
HANDBILL_MODEL_URL  and HANDBILL_MODEL_…: a language model that may add to readings, see
                    handbill.models.settings (default: none, and no text leaves this machine)
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

PACKAGE = Path(__file__).parent
VAR = Path(os.environ.get("HANDBILL_VAR", "var")).resolve()
SPOOL = VAR / "spool"
EDITION = VAR / "edition"
INTAKE_FREE_BYTES = int(os.environ.get("HANDBILL_FREE_MB", "100")) * 1024 * 1024
INTAKE_MOST_WAITING = int(os.environ.get("HANDBILL_MOST_WAITING", "50000"))
PROOF_COST = int(os.environ.get("HANDBILL_PROOF_COST", "5000"))
SLOW_HOUR = int(os.environ.get("HANDBILL_SLOW_HOUR", "60"))
SLOW_MOST_WAITING = int(os.environ.get("HANDBILL_SLOW_MOST_WAITING", "5000"))
BASE_URL = os.environ.get("HANDBILL_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HOME = os.environ.get("HANDBILL_HOME", "")
RETENTION_DAYS = int(os.environ.get("HANDBILL_RETENTION_DAYS", "30"))
SEAL_KEY = os.environ.get("HANDBILL_SEAL_KEY", "")
SEAL_KEY_FILE = os.environ.get("HANDBILL_SEAL_KEY_FILE", "")


def _observances() -> tuple[str, ...] | None:
    """The families that are shown; None for all."""
    families = os.environ.get("HANDBILL_OBSERVANCES", "").split(",")
    named = tuple(family.strip() for family in families if family.strip())
    return tuple(family for family in named if family != "none") if named else None


OBSERVANCES = _observances()


def _model() -> dict[str, str]:
    """What the reader child is told of a language model: nothing, unless an address is set."""
    if not os.environ.get("HANDBILL_MODEL_URL"):
        return {}
    told = {key: value for key, value in os.environ.items() if key.startswith("HANDBILL_MODEL_")}
    return {"HANDBILL_MODEL_SPENT": str(VAR / "model-spent.json")} | told


MODEL = _model()
MODEL_SECONDS = float(MODEL.get("HANDBILL_MODEL_SECONDS", "30")) if MODEL else 0.0


def _secret_key() -> str:
    """The key from the environment, else one made once and kept with mode 600."""
    if key := os.environ.get("HANDBILL_SECRET_KEY"):
        return key
    VAR.mkdir(parents=True, exist_ok=True)
    path = VAR / "secret-key"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
_host = urlsplit(BASE_URL).hostname or "localhost"
ALLOWED_HOSTS = os.environ.get("HANDBILL_HOSTS", f"{_host},localhost,127.0.0.1").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "csp",
    "handbill_site.people",
    "handbill_site.ledger",
    "handbill_site.intake",
    "handbill_site.listing",
    "handbill_site.desk",
    "handbill_site.edition",
    "handbill_site.answering",
    "handbill_site.operation",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "handbill_site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {"environment": "handbill_site.templating.environment"},
    },
]
DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'handbill.sqlite3'}")),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL lets readers go on while one writes; IMMEDIATE takes the write lock at BEGIN, so that a
    # transaction never fails half-way for a lock; FULL flushes each commit before it is answered for;
    # secure_delete overwrites what is deleted.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/people/login/"
LOGIN_REDIRECT_URL = "/desk/"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
# Nothing goes to other sites. (With "no-referrer" browsers would send "Origin: null" from our own forms.)
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
