"""The atlas as data: for spreadsheets, GIS and programs, one module a format.

And for the web: what a server and a folder without one both say of sites, atlases and changes.
"""
