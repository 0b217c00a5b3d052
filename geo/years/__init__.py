"""Reports of one place over the years: the same sites, and what became of each target.

``pairs`` finds a site of one report in the next, ``links`` holds what an editor decided on that,
``evidence`` is what reports and later documents say, ``verdicts`` holds it against a target, and
``history`` puts them together.
"""
