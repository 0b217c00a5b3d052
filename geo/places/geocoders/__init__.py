"""Geocoders: from a name to a place, on geopy.

:class:`GazetteerGeocoder` answers from the project's own gazetteer and asks nobody. The online
services behind it (:mod:`geo.places.geocoders.services`) are asked only when a caller names them.
Every position that leaves this package is WGS-84.
"""

from __future__ import annotations

from geo.places.geocoders.amap import AMap
from geo.places.geocoders.baidu import Baidu
from geo.places.geocoders.gazetteer import GazetteerGeocoder, Match
from geo.places.geocoders.tianditu import Tianditu

__all__ = ["AMap", "Baidu", "GazetteerGeocoder", "Match", "Tianditu"]
