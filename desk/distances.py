"""The way between two schools, as the crow flies."""

from math import asin, cos, radians, sin, sqrt

Position = tuple[float, float]
"""Latitude and longitude in degrees, WGS 84."""
_EARTH_KM = 6371.0


def km_between(one: Position, other: Position) -> float:
    """Kilometres along the great circle (the haversine formula)."""
    (lat1, lon1), (lat2, lon2) = ((radians(x), radians(y)) for x, y in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(half, 1.0)))
