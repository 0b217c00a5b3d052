"""What became of a report's targets, whatever tells it: its own atlas holds all of it.

``evidence`` is what later words say and when, ``outcomes`` the table that other documents' words
stand in, ``verdicts`` holds evidence against a target, ``course`` says how far a site had come
year by year, and ``table`` is promised and become.
"""
