"""The static site: the atlas as a page that needs no server and no network.

``content`` gathers what the page is handed, ``document`` makes the one HTML document of it,
``writer`` is what the formats ``site`` and ``html`` call. ``assets`` holds the page's own
markup, style and script; map and reader are those of the Streamlit page.
"""
