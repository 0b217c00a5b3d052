"""The form on a card by which a reader says that something about the site is wrong."""

from __future__ import annotations

import os

from geo.base.errors import InputError
from geo.base.languages import Language
from geo.page.map_frame import show_component
from geo.page.opening import Opened
from geo.view.correcting import VARIABLE, check_mail, correction_form


def mail() -> str:
    """Return whom readers may write to about errors, empty where nobody is named.

    Raises :class:`~geo.base.errors.InputError` where what is named is no address.
    """
    named = os.environ.get(VARIABLE, "").strip()
    return check_mail(named) if named else ""


def show_correction(opened: Opened, site: str, language: Language) -> None:
    """Show the form of a site. The browser makes what is to be sent, and sends nothing."""
    try:
        address = mail()
    except InputError:
        # ``serve`` has refused it; a page that is run by itself goes without.
        address = ""
    form = correction_form(opened.atlas, site, opened.text, language, address)
    digest = f"{opened.digest}-{site}-{language}"
    show_component("correct", {"digest": digest, **form})
