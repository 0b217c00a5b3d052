"""Work beside the page: a worker process for each upload, and the line that they wait in.

Nothing here knows of Streamlit. :mod:`geo.jobs.pool` is what the page asks; the worker is
:mod:`geo.jobs.worker`, run as a process of its own; :mod:`geo.jobs.protocol` says what goes
over the pipes between the two.
"""
