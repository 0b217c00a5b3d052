"""All that is served beside the page, as routes for its server or for one of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.routing import BaseRoute, Route

from geo.base.errors import InputError
from geo.base.languages import choose
from geo.outputs.data.preview import Preview
from geo.serving.citing import Citations
from geo.serving.embeds import Embeds
from geo.serving.feeds import Feeds
from geo.serving.holdings import AtlasHoldings, Holdings
from geo.serving.interface import ROOT, Interface
from geo.serving.pictures import Pictures, folder
from geo.serving.previews import report_preview, site_preview
from geo.serving.published import Publications
from geo.serving.resource import Resource, Turnstile
from geo.serving.site_pages import SitePages

# Drawing takes the processor for a second: one picture at a time, and some who wait.
_PICTURES_WAITING = 15


def make_routes(
    publications: Publications,
    public: str = "",
    shown: Path | None = None,
    pictures: Pictures | None = None,
    many: Callable[[], Holdings] | None = None,
) -> list[BaseRoute]:
    """Return the routes over what is published.

    ``public`` is the public address, or empty; ``shown`` the file of the atlas that the page
    beside them shows, None where there is no page; ``pictures`` keeps those of the sites;
    ``many`` gives what the interface answers from in the place of what is published.
    """
    turnstile = Turnstile()
    read = many or (lambda: AtlasHoldings(publications.read()))
    found: list[BaseRoute] = []
    for path, answer in Interface(read, public).resources():
        resource = Resource(answer, turnstile)
        found.append(Route(f"/{ROOT}{path}", resource))
        if not path.endswith("}"):
            found.append(Route(f"/{ROOT}{path}/", resource))
    kept = Pictures(folder()) if pictures is None else pictures
    pages = SitePages(publications, public, kept, shown)
    found += [Route(path, Resource(answer, turnstile)) for path, answer in pages.resources()]
    others = [
        *Embeds(publications, public, shown).resources(),
        *Citations(publications, public).resources(),
        *Feeds(publications, public, shown).resources(),
    ]
    found += [Route(path, Resource(answer, turnstile)) for path, answer in others]
    drawing = Turnstile(working=1, waiting=_PICTURES_WAITING)
    found += [Route(path, Resource(answer, drawing)) for path, answer in pages.pictures()]
    return found


class IndexPreviews:
    """What the page's own document says of itself, by the parameters of its link."""

    def __init__(self, publications: Publications, public: str, shown: Path) -> None:
        self._publications = publications
        self._public = public
        self._shown = shown.absolute()

    def __call__(self, query: Mapping[str, str]) -> Preview | None:
        """Return the preview, None where the atlas that the page shows is not published."""
        language = choose(query.get("lang"))
        try:
            atlases = self._publications.read().atlases
        except InputError:
            # The page says it itself.
            return None
        for published in atlases:
            if published.path == self._shown:
                site = published.atlas.by_id.get(query.get("site", ""))
                if site is None:
                    return report_preview(published, language, self._public, query)
                return site_preview(published, site, language, self._public)
        return None
