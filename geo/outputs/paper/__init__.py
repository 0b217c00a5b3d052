"""The printed map: sheets of paper with a map, numbered sites and their list, as PDF or PNG.

Lengths are millimetres on the sheet, from its upper left corner; only ``sheet`` knows the
library that draws.
"""

import logging

# It says on its log where it may not keep its list of fonts, which changes nothing here.
_LOG = logging.getLogger("matplotlib")
if _LOG.level == logging.NOTSET:
    _LOG.setLevel(logging.ERROR)
