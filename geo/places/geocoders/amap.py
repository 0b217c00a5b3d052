"""AMap (高德地图), web service API version 3, as a geopy geocoder.

Documentation: https://lbs.amap.com/api/webservice/guide/api/georegeo (addresses),
https://lbs.amap.com/api/webservice/guide/api/search (names), and
https://lbs.amap.com/api/webservice/guide/tools/info (error codes). Positions arrive in GCJ-02
and leave here in WGS-84.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderUnavailable,
)
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.places.datum import GCJ02, WGS84, convert
from geo.places.geocoders.answers import first_or_all

DEFAULT_URL: Final = "https://restapi.amap.com"
# Answers to an unknown name: the middle of the city or the district, which is no place.
_COARSE: Final = frozenset({"国家", "省", "市", "区县", "开发区", "乡镇"})
_ERRORS: Final[dict[str, type[GeocoderServiceError]]] = {
    **dict.fromkeys(("10003", "10010", "10029", "10044", "10045"), GeocoderQuotaExceeded),
    **dict.fromkeys(("40000", "40002", "40003"), GeocoderQuotaExceeded),
    **dict.fromkeys(("10004", "10014", "10019", "10020", "10021"), GeocoderRateLimited),
    **dict.fromkeys(("10015", "10016", "10017"), GeocoderUnavailable),
    **dict.fromkeys(("20000", "20001", "20002", "20012"), GeocoderQueryError),
    **dict.fromkeys(("10001", "10002", "10005", "10006"), GeocoderAuthenticationFailure),
    **dict.fromkeys(("10007", "10008", "10009", "10011"), GeocoderAuthenticationFailure),
    **dict.fromkeys(("10012", "10013", "10041", "20011"), GeocoderAuthenticationFailure),
}


class AMap(Geocoder):  # type: ignore[misc]  # geopy carries no types
    """Geocode with AMap.

    ``geocode`` searches names (``v3/place/text``) and, where none is found, addresses
    (``v3/geocode/geo``); ``reverse`` names the address at a point (``v3/geocode/regeo``).
    ``Location.raw`` is AMap's own answer, in GCJ-02; the location's point is WGS-84.
    Errors are geopy's, ``options``
    those of :class:`geopy.geocoders.base.Geocoder`. Only places of ``city`` are asked for.
    """

    def __init__(
        self,
        api_key: str,
        *,
        url: str = DEFAULT_URL,
        city: str,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.api_key = api_key
        self.url = url.rstrip("/")
        self.city = city

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the location of a name or an address, or all found, best first."""
        found = self._call(
            "place/text",
            {"keywords": query, "city": self.city, "citylimit": "true", "offset": "10"},
            _read_pois,
            timeout,
        ) or self._call(
            "geocode/geo", {"address": query, "city": self.city}, _read_geocodes, timeout
        )
        return first_or_all(found, exactly_one=exactly_one)

    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the address at a WGS-84 point (a geopy point or what makes one)."""
        point = query if isinstance(query, Point) else Point(query)
        lon, lat = convert(point.longitude, point.latitude, WGS84, GCJ02)

        def read(page: Mapping[str, Any]) -> list[Location]:
            address = _text(page["regeocode"]["formatted_address"])
            where = (point.latitude, point.longitude)
            return [Location(address, where, page["regeocode"])] if address else []

        found = self._call("geocode/regeo", {"location": f"{lon:.6f},{lat:.6f}"}, read, timeout)
        return first_or_all(found, exactly_one=exactly_one)

    def _call(self, path: str, query: dict[str, str], read: Any, timeout: Any) -> list[Location]:
        parameters = urlencode({"key": self.api_key, "output": "JSON", **query})

        def callback(page: Any) -> list[Location]:
            _check(page)
            try:
                return list(read(page))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise GeocoderParseError(f"AMap's answer has another shape: {error}") from error

        found = self._call_geocoder(f"{self.url}/v3/{path}?{parameters}", callback, timeout=timeout)
        return list(found or ())


def _check(page: Any) -> None:
    """Raise geopy's error for an answer of AMap's that reports one."""
    if not isinstance(page, Mapping) or "status" not in page:
        raise GeocoderParseError("AMap's answer is no AMap answer")
    if str(page["status"]) == "1":
        return
    code = str(page.get("infocode", ""))
    message = f"AMap {code} {page.get('info', '')}".strip()
    raise _ERRORS.get(code, GeocoderServiceError)(message)


def _read_pois(page: Mapping[str, Any]) -> Iterator[Location]:
    for poi in page["pois"]:
        parts = [_text(poi.get(key)) for key in ("name", "address", "adname", "cityname")]
        yield _location(", ".join(part for part in parts if part), poi)


def _read_geocodes(page: Mapping[str, Any]) -> Iterator[Location]:
    for geocode in page["geocodes"]:
        if _text(geocode.get("level")) not in _COARSE:
            yield _location(_text(geocode.get("formatted_address")), geocode)


def _location(address: str, raw: Mapping[str, Any]) -> Location:
    lon, lat = (float(part) for part in _text(raw["location"]).split(","))
    x, y = convert(lon, lat, GCJ02, WGS84)
    return Location(address, (float(y), float(x)), dict(raw))


def _text(value: Any) -> str:
    # AMap writes an empty list where a text is missing.
    return value if isinstance(value, str) else ""
