"""Many reports: the same build over the cores of one machine or a cluster, kept in one atlas.

``tasks`` is what one report needs and gives, ``pools`` and ``cluster`` are where tasks run,
``run`` leads them, ``folder`` and ``postgis`` keep what is finished, ``store`` reads and
filters it again.
"""
