"""Baidu Maps (百度地图): geopy's own geocoder, with what it lacks.

Documentation: https://lbsyun.baidu.com/faq/api?title=webapi/guide/webservice-geocoding. Baidu
answers in BD-09 unless asked otherwise (``ret_coordtype``, default ``bd09ll``); positions
leave here in WGS-84.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from geopy.exc import GeocoderParseError
from geopy.geocoders import BaiduV3
from geopy.geocoders.base import DEFAULT_SENTINEL
from geopy.location import Location
from geopy.point import Point

from geo.places.datum import BD09, WGS84, convert

DEFAULT_URL: Final = "https://api.map.baidu.com"
# Answers to an unknown name: the middle of the city or the district, which is no place.
_COARSE: Final = frozenset({"国家", "省", "城市", "区县", "乡镇"})
_NOTHING_FOUND: Final = "无相关结果"


class Baidu(BaiduV3):  # type: ignore[misc]  # geopy carries no types
    """Geocode with Baidu's geocoding API, version 3.

    ``Location.raw`` is Baidu's own answer, in BD-09; the location's point is WGS-84. Errors
    are geopy's, ``options`` those of :class:`geopy.geocoders.base.Geocoder`.
    """

    def __init__(
        self,
        api_key: str,
        *,
        url: str = DEFAULT_URL,
        city: str,
        security_key: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(api_key, security_key=security_key, **options)
        self.api = url.rstrip("/") + self.api_path
        self.reverse_api = url.rstrip("/") + self.reverse_path
        self.city = city

    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the address at a WGS-84 point (a geopy point or what makes one)."""
        point = query if isinstance(query, Point) else Point(query)
        lon, lat = convert(point.longitude, point.latitude, WGS84, BD09)
        found: Location | list[Location] | None = super().reverse(
            (float(lat), float(lon)), exactly_one=exactly_one, timeout=timeout
        )
        return found

    def _construct_url(self, url: str, path: str, params: dict[str, str]) -> str:
        if "address" in params:
            params = {**params, "city": self.city}
        return str(super()._construct_url(url, path, params))

    def _parse_json(self, page: Any, exactly_one: bool = True) -> Any:
        result = self._result(page)
        if not result or result.get("level") in _COARSE:
            return None
        # Baidu repeats no name: its word for the sort of place stands in.
        found = _location(str(result.get("level") or ""), result)
        return found if exactly_one else [found]

    def _parse_reverse_json(self, page: Any, exactly_one: bool = True) -> Any:
        result = self._result(page)
        if not result or not result.get("formatted_address"):
            return None
        found = _location(str(result["formatted_address"]), result)
        return found if exactly_one else [found]

    def _result(self, page: Any) -> Mapping[str, Any] | None:
        """Return the result in Baidu's answer, None where it found nothing.

        Raises geopy's errors for an answer that reports one.
        """
        if not isinstance(page, Mapping) or not isinstance(page.get("status"), int):
            raise GeocoderParseError("Baidu's answer is no Baidu answer")
        if page["status"] == 1 and _NOTHING_FOUND in str(page.get("msg") or page.get("message")):
            return None
        self._check_status(page["status"])
        result = page.get("result")
        if result and not isinstance(result, Mapping):
            raise GeocoderParseError("Baidu's answer has another shape")
        return result or None


def _location(address: str, result: Mapping[str, Any]) -> Location:
    try:
        lon, lat = float(result["location"]["lng"]), float(result["location"]["lat"])
    except (KeyError, TypeError, ValueError) as error:
        raise GeocoderParseError(f"Baidu's answer has another shape: {error}") from error
    x, y = convert(lon, lat, BD09, WGS84)
    return Location(address, (float(y), float(x)), dict(result))
