"""The atlas to take home: as data, as a web site, on paper.

:mod:`geo.outputs.formats` lists the formats. A format's writer takes an atlas, filtered or
whole, and the report's text where it is at hand; it returns bytes, or for a format that is a
folder the bytes by path. It writes no file.
"""
