"""Clean copies: the pixels of a picture and nothing else, small enough to look at."""

import base64
import io

from PIL import Image

from handbill.formats.picture.opening import reduced
from handbill.values import Picture

COPY_PIXELS = 2_000_000
"""Of A4 that is 1190 × 1680."""
MOST_BYTES = 600_000
_WAYS = ((80, COPY_PIXELS), (50, COPY_PIXELS), (50, COPY_PIXELS // 3))
"""Quality and pixels: a grainy photograph that takes more bytes is encoded once more with less care."""
WEBP = "image/webp"


def clean_copy(image: Image.Image, page: int) -> Picture:
    """Return *image* encoded anew as WebP, with no EXIF, XMP, colour profile, comment or thumbnail.

    The pixels are put into an image of their own first, since Pillow hands on what it read with them.
    """
    small, encoded = image, b""
    for quality, pixels in _WAYS:
        small = reduced(image, pixels)
        encoded = _encoded(small, quality)
        if len(encoded) <= MOST_BYTES:
            break
    return Picture(page, *small.size, WEBP, base64.b64encode(encoded).decode())


def _encoded(image: Image.Image, quality: int) -> bytes:
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
