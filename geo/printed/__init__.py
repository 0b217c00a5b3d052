"""The printed map: sheets of paper with a map, numbered sites and their list, as PDF or PNG.

Lengths are millimetres on the sheet, from its upper left corner; only ``sheet`` knows the
library that draws.
"""
