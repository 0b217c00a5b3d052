"""Tianditu (天地图), the state's map service, as a geopy geocoder.

Documentation: http://lbs.tianditu.gov.cn/server/search2.html (names, version 2.0),
http://lbs.tianditu.gov.cn/server/geocoding.html (addresses of points). Its positions are in
CGCS2000, which lies within a metre of WGS-84 and is taken as it. Its keys are of two kinds: the
one for servers is needed here, the other is for the tiles in a browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
)
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.places.geocoders.answers import first_or_all

DEFAULT_URL: Final = "https://api.tianditu.gov.cn"
# China's prefix before the six digits of GB/T 2260.
_CHINA: Final = "156"
_IN_A_UNIT: Final = "12"
_FINE: Final = "1000"
_BETWEEN: Final = re.compile(r"[,，\s]+")
# What its words for a refusal mean: its codes are not all documented.
_ERRORS: Final[tuple[tuple[re.Pattern[str], type[GeocoderServiceError]], ...]] = (
    (re.compile("限流|频繁|并发"), GeocoderRateLimited),
    (re.compile("配额|超限|次数|上限"), GeocoderQuotaExceeded),
    (re.compile("(?i:key|tk)|权限|密钥|白名单"), GeocoderAuthenticationFailure),
    (re.compile("参数"), GeocoderQueryError),
)


class Tianditu(Geocoder):  # type: ignore[misc]  # geopy carries no types
    """Geocode with Tianditu.

    ``geocode`` searches names within the unit whose six digits are ``city_code``; ``reverse``
    names the address at a point. ``Location.raw`` is Tianditu's own answer, with its sort of thing
    as ``type`` too. Errors are geopy's, ``options`` those of
    :class:`geopy.geocoders.base.Geocoder`.
    """

    def __init__(
        self, api_key: str, *, url: str = DEFAULT_URL, city_code: str, **options: Any
    ) -> None:
        super().__init__(**options)
        self.api_key = api_key
        self.url = url.rstrip("/")
        self.unit = _CHINA + city_code[:6].ljust(6, "0")

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the location of a name, or all found, best first."""
        asked = {
            "keyWord": query,
            "specify": self.unit,
            "queryType": _IN_A_UNIT,
            "start": "0",
            "count": "10",
        }
        found = self._call("v2/search", "query", asked, _read_names, timeout)
        return first_or_all(found, exactly_one=exactly_one)

    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the address at a WGS-84 point (a geopy point or what makes one)."""
        point = query if isinstance(query, Point) else Point(query)

        def read(page: Mapping[str, Any]) -> Iterator[Location]:
            if address := str(page["result"]["formatted_address"] or ""):
                yield Location(address, (point.latitude, point.longitude), dict(page["result"]))

        asked = {"lon": point.longitude, "lat": point.latitude, "ver": 1}
        found = self._call("geocoder", "geocode", asked, read, timeout)
        return first_or_all(found, exactly_one=exactly_one)

    def _call(
        self,
        path: str,
        kind: str,
        asked: Mapping[str, Any],
        read: Callable[[Mapping[str, Any]], Iterator[Location]],
        timeout: Any,
    ) -> list[Location]:
        about = {
            "postStr": json.dumps(asked, ensure_ascii=False, separators=(",", ":")),
            "type": kind,
            "tk": self.api_key,
        }

        def callback(page: Any) -> list[Location]:
            _check(page)
            try:
                return list(read(page))
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                what = f"Tianditu's answer has another shape: {error}"
                raise GeocoderParseError(what) from error

        url = f"{self.url}/{path}?{urlencode(about)}"
        return list(self._call_geocoder(url, callback, timeout=timeout) or ())

    def _geocoder_exception_handler(self, error: Exception) -> None:
        """Say what a refusal means whose words come with an HTTP error."""
        try:
            page = json.loads(getattr(error, "text", None) or "")
        except ValueError:
            return
        if isinstance(page, Mapping) and "code" in page:
            _check(page)


def _check(page: Any) -> None:
    """Raise geopy's error for an answer of Tianditu's that reports one."""
    if not isinstance(page, Mapping):
        raise GeocoderParseError("Tianditu's answer is no Tianditu answer")
    status = page.get("status")
    if isinstance(status, Mapping):
        code, words = str(status.get("infocode", "")), str(status.get("cndesc") or "")
        is_fine = code == _FINE
    elif status is not None:
        # 101: it knows nothing.
        code, words = str(status), str(page.get("msg") or "")
        is_fine = code in {"0", "101"}
    elif "code" in page:
        words = f"{page.get('msg') or ''} {page.get('resolve') or ''}".strip()
        code, is_fine = str(page["code"]), False
    else:
        raise GeocoderParseError("Tianditu's answer is no Tianditu answer")
    if is_fine:
        return
    kind = next((kind for said, kind in _ERRORS if said.search(words)), GeocoderServiceError)
    raise kind(f"Tianditu {code} {words}".strip())


def _read_names(page: Mapping[str, Any]) -> Iterator[Location]:
    """Yield the named points; a unit, or counts by unit where there are too many, is no place."""
    found = (page["resultType"] and page.get("pois")) or []
    for poi in [found] if isinstance(found, Mapping) else found:
        name = str(poi.get("name") or "")
        if not name:
            continue
        lon, lat = (float(part) for part in _BETWEEN.split(str(poi["lonlat"]).strip()))
        parts = (name, *(str(poi.get(key) or "") for key in ("address", "county", "city")))
        said = ", ".join(part for part in parts if part)
        yield Location(said, (lat, lon), {**poi, "type": str(poi.get("typeName") or "")})
