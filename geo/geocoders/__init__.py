"""Geocoders: from a name to a place, on geopy.

:class:`GazetteerGeocoder` answers from the project's own gazetteer and asks nobody. The online
services behind it (:mod:`geo.geocoders.services`) are asked only when a caller names them.
Every position that leaves this package is WGS-84.
"""

from __future__ import annotations

from geo.geocoders.amap import AMap
from geo.geocoders.baidu import Baidu
from geo.geocoders.gazetteer import GazetteerGeocoder, Match

__all__ = ["AMap", "Baidu", "GazetteerGeocoder", "Match"]
