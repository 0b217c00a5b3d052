"""Reports of one place over the years: the same sites, and what the later ones say of them.

``pairs`` finds a site of one report in the next, ``links`` holds what an editor decided on that,
and ``history`` puts them together with other documents' words (:mod:`geo.promises`).
"""
