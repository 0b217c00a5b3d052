"""Coroutines run to their end, whatever else runs in this thread."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def in_thread(coroutine):
    """What it returns or raises. The browser's own loop stays open in the main thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
