"""The atlas in other formats, one module a format; :mod:`geo.exports.formats` lists them.

A format's writer takes an atlas, filtered or whole, and the report's text where it is at
hand; it returns bytes, or for a format that is a folder the bytes by path. It writes no file.
"""
