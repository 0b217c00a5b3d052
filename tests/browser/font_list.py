"""The browser's fonts: the machine's, and the one that our package carries; some have no other."""

from noto_cjk_sans_otc import FONT_PATH

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def font_list(folder):
    """Write a list of fonts into a folder; return its path, for ``FONTCONFIG_FILE``."""
    path = folder / "fonts.conf"
    path.write_text(_FONTS.format(fonts=FONT_PATH.parent, cache=folder), encoding="utf-8")
    return path
