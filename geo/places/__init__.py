"""Regions, their gazetteer, the country's units, datums and geocoders."""
