"""A reader's session with the page, spoken as a browser speaks it."""

import asyncio

from proxy import WAIT_SECONDS
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


async def first_run(page):
    """Open the page over a websocket; return how its run ended, and the session's id."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    await page.send(message.SerializeToString())
    while True:
        message = ForwardMsg()
        message.ParseFromString(await asyncio.wait_for(page.recv(), WAIT_SECONDS))
        if message.WhichOneof("type") == "new_session":
            session = message.new_session.initialize.session_id
        if message.WhichOneof("type") == "script_finished":
            return message.script_finished, session
