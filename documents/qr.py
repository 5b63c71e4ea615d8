"""A QR code as a picture for a phone's screen."""

from io import BytesIO

import segno

# what scanners need around the code, in modules (ISO/IEC 18004)
_QUIET_ZONE = 4
# a link of a hundred signs makes a picture of about 500 pixels: no phone has to enlarge it
_PIXELS_A_MODULE = 12


def png(text: str) -> bytes:
    """A PNG of the QR code of `text`, black on white; read even with 15 % of it hidden (level M).

    Raises segno.DataOverflowError for more than a code can hold (about 2,300 Latin signs).
    """
    # a Micro QR would be smaller, and many phones can't read it
    code = segno.make_qr(text, error="m", boost_error=False)
    picture = BytesIO()
    code.save(picture, kind="png", scale=_PIXELS_A_MODULE, border=_QUIET_ZONE)
    return picture.getvalue()
