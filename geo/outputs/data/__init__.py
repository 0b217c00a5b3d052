"""The atlas as data: files for spreadsheets, GIS and programs, one module a format."""
