"""The online geocoders: which there are, how they are set up, how they are asked.

Keys and addresses come from the environment:

=========================== ==============================================================
``GEO_AMAP_KEY``            key of AMap's web service
``GEO_BAIDU_KEY``           key (AK) of Baidu's web service
``GEO_BAIDU_SK``            its security key, where the AK asks for signed requests
``GEO_TIANDITU_SERVER_KEY`` Tianditu's key for servers; not that of its tiles, which
                            browsers see
``GEO_NOMINATIM_URL``       another Nominatim server (likewise ``GEO_AMAP_URL``,
                            ``GEO_BAIDU_URL``, ``GEO_TIANDITU_URL``)
``GEO_USER_AGENT``          what to call ourselves; Nominatim's public server wants to
                            know who asks
``GEO_TIMEOUT``             seconds to wait for an answer (default 10)
=========================== ==============================================================

No service is set up, and no key is missed, before a caller names it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from geopy.adapters import RequestsAdapter
from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim

from geo.base.errors import InputError
from geo.model.regions import Region
from geo.places.geocoders import amap, baidu, tianditu
from geo.places.geocoders.answers import (
    Answer,
    Candidate,
    explain,
    is_final,
    read_candidate,
    sort_out,
)
from geo.places.geocoders.cache import AnswerCache
from geo.places.naming import MAX_LENGTH, Name

NOMINATIM_URL: Final = "https://nominatim.openstreetmap.org"
USER_AGENT: Final = "work-report-map/1 (places of a Chinese government work report)"
TIMEOUT_S: Final = 10.0
# The public Nominatim server allows one request a second; the keyed ones a few.
DELAY_S: Final = {"nominatim": 1.0, "amap": 0.35, "baidu": 0.35, "tianditu": 0.35}
# After so many failures in a row a service is left alone for the rest of the run.
MAX_FAILURES: Final = 3
TERMS: Final = {
    "nominatim": "ODbL 1.0, © OpenStreetMap contributors",
    "amap": "AMap's terms: for checking, not for keeping",
    "baidu": "Baidu's terms: for checking, not for keeping",
    "tianditu": "Tianditu's terms do not say that positions may be kept: for checking",
}
NAMES: Final = tuple(TERMS)
# Whose positions may be kept: their licence and whom they are owed to.
KEPT: Final = {"nominatim": ("ODbL-1.0", "© OpenStreetMap contributors")}
_KEYS: Final = {
    "amap": "GEO_AMAP_KEY",
    "baidu": "GEO_BAIDU_KEY",
    "tianditu": "GEO_TIANDITU_SERVER_KEY",
}
_URLS: Final = {
    "nominatim": NOMINATIM_URL,
    "amap": amap.DEFAULT_URL,
    "baidu": baidu.DEFAULT_URL,
    "tianditu": tianditu.DEFAULT_URL,
}


@dataclass
class Service:
    """One online geocoder, set up: asks at its own pace, remembers what it was told.

    What it names outside the bounds of ``region`` is refused.
    ``ask`` never raises for what a service does; it counts failures and gives the service up
    for the rest of the run when asking on is of no use.
    """

    name: str
    url: str
    search: Callable[[str], Any]
    cache: AnswerCache
    region: Region
    failures: int = field(default=0, init=False)
    given_up: str = field(default="", init=False)

    def ask(self, query: str) -> Answer:
        """Return what the service says of ``query``, from the cache where it has said it."""
        query = query.strip()
        if not Name(query).plain or len(query) > MAX_LENGTH:
            return Answer(self.name, query[:MAX_LENGTH], "nothing", message=reject(query))
        kept = self.cache.get(self.name, self.url, self.region.code, query)
        if kept is not None:
            return sort_out(self.name, query, kept, self.region.bounds)
        if self.given_up:
            return Answer(self.name, query, "skipped", message=f"not asked: {self.given_up}")
        try:
            found: Sequence[Any] = self.search(query) or ()
            candidates: list[Candidate] = [read_candidate(location) for location in found]
        except (GeopyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            return Answer(self.name, query, "failed", message=self._count(error))
        self.failures = 0
        self.cache.put(candidates, self.name, self.url, self.region.code, query)
        return sort_out(self.name, query, candidates, self.region.bounds)

    def _count(self, error: Exception) -> str:
        message = explain(error)
        self.failures += 1
        if is_final(error):
            self.given_up = message
        elif self.failures >= MAX_FAILURES:
            self.given_up = f"{self.failures} failures in a row, the last: {message}"
        return message


def reject(query: str) -> str:
    """Return why a query is not worth asking."""
    if len(query) > MAX_LENGTH:
        return f"the query is longer than {MAX_LENGTH} characters"
    return "the query is empty" if not query.strip() else "the query holds no word"


def set_up(names: Sequence[str], cache: AnswerCache, region: Region) -> list[Service]:
    """Return the named services, ready to be asked for places of ``region``.

    Raises :class:`~geo.base.errors.InputError` for an unknown name, a missing key, an address that
    is none.
    """
    return [_set_up(name, cache, region, os.environ) for name in dict.fromkeys(names)]


def parse_names(text: str) -> list[str]:
    """Return the services named in ``text``, separated by commas.

    Raises :class:`~geo.base.errors.InputError` for an unknown one.
    """
    names = [part.strip().lower() for part in text.split(",") if part.strip()]
    for name in names:
        if name not in NAMES:
            raise InputError("no_online_geocoder", name=name, choices=", ".join(NAMES))
    if not names:
        raise InputError("online_geocoder_missing", choices=", ".join(NAMES))
    return list(dict.fromkeys(names))


def _set_up(
    name: str, cache: AnswerCache, region: Region, environment: Mapping[str, str]
) -> Service:
    if name not in _URLS:
        raise InputError("no_online_geocoder", name=name, choices=", ".join(NAMES))
    url = _address(environment, f"GEO_{name.upper()}_URL", _URLS[name])
    # One try a question: the adapter would ask a server that hangs three times.
    common: dict[str, Any] = {
        "user_agent": environment.get("GEO_USER_AGENT", "").strip() or USER_AGENT,
        "timeout": _timeout(environment),
        "adapter_factory": partial(RequestsAdapter, max_retries=0),
    }
    geocoder: Any
    options: dict[str, Any] = {"exactly_one": False}
    if name == "nominatim":
        parts = urlsplit(url)
        geocoder = Nominatim(scheme=parts.scheme, domain=parts.netloc + parts.path, **common)
        west, south, east, north = region.bounds
        options |= {
            "geometry": "geojson",
            "namedetails": True,
            "country_codes": "cn",
            "language": "zh",
            "viewbox": [(south, west), (north, east)],
            "limit": 5,
        }
    elif name == "amap":
        key = _key(environment, name)
        geocoder = amap.AMap(key, url=url, city=region.city.name, **common)
    elif name == "tianditu":
        key = _key(environment, name)
        code = region.city.code
        geocoder = tianditu.Tianditu(key, url=url, city_code=code, **common)
    else:
        key = _key(environment, name)
        signed = environment.get("GEO_BAIDU_SK", "").strip() or None
        geocoder = baidu.Baidu(key, url=url, city=region.city.name, security_key=signed, **common)
    limited = RateLimiter(
        geocoder.geocode,
        min_delay_seconds=DELAY_S[name],
        max_retries=0,
        swallow_exceptions=False,
    )
    return Service(name, url, lambda query: limited(query, **options), cache, region)


def _key(environment: Mapping[str, str], name: str) -> str:
    key = environment.get(_KEYS[name], "").strip()
    if not key:
        raise InputError("geocoder_needs_key", name=name, variable=_KEYS[name])
    return key


def configured(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the services that somebody has set up: by a key, or Nominatim by an address or a name.

    Nominatim's public server wants to know who asks: ``GEO_USER_AGENT`` says it.
    """
    named = [name for name in NAMES if environment.get(_KEYS.get(name, ""), "").strip()]
    own = ("GEO_NOMINATIM_URL", "GEO_USER_AGENT")
    is_own = any(environment.get(variable, "").strip() for variable in own)
    return ["nominatim", *named] if is_own else named


def _address(environment: Mapping[str, str], variable: str, default: str) -> str:
    url = environment.get(variable, "").strip().rstrip("/") or default
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise InputError("no_http_address", variable, address=url)
    return url


def _timeout(environment: Mapping[str, str]) -> float:
    text = environment.get("GEO_TIMEOUT", "").strip()
    try:
        seconds = float(text) if text else TIMEOUT_S
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise InputError("no_seconds", "GEO_TIMEOUT", value=text)
    return seconds
