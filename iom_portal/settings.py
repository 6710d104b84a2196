"""Settings of the portal: one module, driven by the environment. `.env.example` lists every variable.

Outside debug an unsafe value stops the start with a message that names it (see `refuse_unsafe` at the end).
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))  # the database file and the collected static files
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
IS_LOCAL = SITE_HOST in {"localhost", "127.0.0.1", "::1"}
IS_HTTPS = SITE_URL.startswith("https://")
USUAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
if not IS_LOCAL:
    USUAL_HOSTS.append(SITE_HOST)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=USUAL_HOSTS)

RELEASE = env.str("RELEASE", default="")  # what names the running code: see iom_portal/release.py

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "axes",
    "simple_history",
    "modelsearch",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "iom_portal.records",
    "members",
    "organs",
    "strategy",
    "iom_portal.pages",
    "iom_portal.api",
]

MIDDLEWARE = [
    "iom_portal.api.middleware.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "iom_portal.api.middleware.PackMiddleware",
    "iom_portal.pages.middleware.RecordedMiddleware",
    "iom_portal.api.middleware.ApiViewMiddleware",
    "csp.middleware.CSPMiddleware",
    "iom_portal.pages.middleware.DatabaseTroubleMiddleware",
    "iom_portal.pages.middleware.RefusedMethodMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "iom_portal.urls"
WSGI_APPLICATION = "iom_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "iom_portal.records.web.template_loader.UnindentedLoader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [f"iom_portal.records.templatetags.{name}" for name in ("records", "sources", "words")],
        },
    }
]

# Database: a SQLite file unless DATABASE_URL names a PostgreSQL server.
DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'register.sqlite3'}")
try:
    DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
except Exception as error:
    raise ImproperlyConfigured(
        "DATABASE_URL cannot be read. Write postgres://user:password@host:5432/name or sqlite:////path/to/file."
    ) from error
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"].get("ENGINE") == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # a file, locked as the real one is
elif DATABASES["default"].get("ENGINE") == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 10
    INSTALLED_APPS.append("django.contrib.postgres")  # modelsearch builds on it
else:
    raise ImproperlyConfigured(
        f"DATABASE_URL must begin with postgres:// or sqlite://, not “{DATABASE_URL.split(':', 1)[0]}”."
    )
DATABASE_ROUTERS = ["iom_portal.records.history.snapshots.RecordRouter"]
SNAPSHOT_DIR = VAR_DIR / "snapshots"  # the register as recorded at past moments; may be deleted at any time
SNAPSHOT_BYTES = env.int("SNAPSHOT_BYTES", default=500_000_000)  # their total size, above which the least used go
SHEET_DIR = VAR_DIR / "sheets"  # sheets and pictures that were set in type; may be deleted at any time
SHEET_BYTES = env.int("SHEET_BYTES", default=100_000_000)  # their total size, above which the least used go
SHEET_RATE = env.str("SHEET_RATE", default="60/min")  # how many that are not there yet one address may ask for
DOWNLOAD_DIR = VAR_DIR / "downloads"  # the register as files, once made; may be deleted at any time
DOWNLOAD_BYTES = env.int("DOWNLOAD_BYTES", default=1_000_000_000)  # their total size, above which the least used go
DOWNLOAD_RATE = env.str("DOWNLOAD_RATE", default="20/min")  # how many sets of them one address may have made
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The words of a card are folded before they are indexed, so PostgreSQL needs neither a dictionary nor an extension.
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database", "SEARCH_CONFIG": "simple"}}

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
# What clients spend is counted by all processes together: in that cache, or without one in a file of this machine.
if env.str("CACHE_URL", default=""):
    CACHES["counters"] = CACHES["default"]
else:
    CACHES["counters"] = {
        "BACKEND": "iom_portal.records.web.counters.CounterCache",
        "LOCATION": VAR_DIR / "counters.sqlite3",
    }
API_RATE = env.str("API_RATE", default="1200/min")  # units that one address may spend: see iom_portal/api/fair_use
API_KEY_RATE = env.str("API_KEY_RATE", default="6000/min")  # units that a key may spend which has no rate of its own

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "iom_portal.records.web.clients.client_address"
AXES_LOCKOUT_CALLABLE = "iom_portal.pages.errors.locked_out"
CSRF_FAILURE_VIEW = "iom_portal.pages.errors.form_refused"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "iom_portal" / "static"]
if DEBUG:
    STATICFILES_STORAGE_CLASS = "django.contrib.staticfiles.storage.StaticFilesStorage"
else:
    STATICFILES_STORAGE_CLASS = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_STORAGE_CLASS},
}

WHITENOISE_ROOT = BASE_DIR / "iom_portal" / "root"  # files served at the root of the site, such as /favicon.ico
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

FIXTURES = BASE_DIR / "fixtures"

# Who does not stand behind this register: on every page, in every answer and in every file.
DISCLAIMER = (
    "Unofficial reference. Not affiliated with or endorsed by the International Organization for Migration (IOM)."
)

# What may be done with the data, as every file of it says. The project states no licence; one granted goes here.
DATA_RIGHTS = (
    "No licence is granted for this compilation. Facts may be cited and quoted with their source, as the law of your "
    "country allows; the sources keep their own rights."
)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": [
        "iom_portal.api.forms.renderers.JSONRenderer",
        "iom_portal.api.forms.renderers.NDJSONRenderer",
        "iom_portal.api.forms.renderers.CSVRenderer",
        "iom_portal.api.forms.linked.JSONLDRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "iom_portal.api.schema.openapi.RegisterSchema",
    "DEFAULT_PAGINATION_CLASS": "iom_portal.records.api.pagination.RegisterPagination",
    "EXCEPTION_HANDLER": "iom_portal.api.problems.problem_response",
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "IOM reference API",
    "DESCRIPTION": (
        "Read-only access to an unofficial register of the International Organization for Migration: its history, "
        "organs, Member States, leadership and strategies, every fact with its dates and sources. "
        "Any day can be asked for with `as_of`."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVERS": [{"url": "/", "description": "The site from which this document comes."}],
    "SERVE_INCLUDE_SCHEMA": False,
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "key": {
                "type": "http",
                "scheme": "bearer",
                "description": "An API key, which allows more requests. Nothing needs one: ask for it where the limits "
                "for everybody do not suffice.",
            }
        }
    },
    "SECURITY": [{}, {"key": []}],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "iom_portal.api.schema.openapi.complete",
    ],
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Security that follows from the address: cookies and redirects are strict where the site is served over https.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
NUM_PROXIES = env.int("NUM_PROXIES", default=0)  # so many entries at the end of X-Forwarded-For were written by proxies
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}


def refuse_unsafe() -> None:
    """Stop outside debug when a value would be unsafe in public, and say which one and what to set."""
    faults = []
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or "insecure" in SECRET_KEY:
        faults.append("SECRET_KEY must be a random text of at least 50 characters (“make run” writes one into .env)")
    if "*" in ALLOWED_HOSTS:
        faults.append("ALLOWED_HOSTS must name the hosts: “*” lets anyone choose the address in our links")
    if not IS_LOCAL and not IS_HTTPS:
        faults.append(f"SITE_URL must begin with https:// for a public host, not “{SITE_URL}”")
    if not SITE_HOST:
        faults.append("SITE_URL must be a full address such as https://example.org")
    if BEHIND_PROXY and NUM_PROXIES < 1:
        faults.append(
            "NUM_PROXIES must say how many proxies stand in front when BEHIND_PROXY=true, usually 1: without it all "
            "visitors would count as one client, and one of them could lock the others out"
        )
    if NUM_PROXIES < 0:
        faults.append(f"NUM_PROXIES must be 0 or more, not {NUM_PROXIES}")
    if faults:
        raise ImproperlyConfigured("Refusing to start: " + "; ".join(faults) + ".")


if DEBUG:
    SECRET_KEY = SECRET_KEY or "for-debugging-only"
else:
    refuse_unsafe()
