"""A picture made easy to read: letters dark on even white, lines level. By what Pillow is fast at."""

import itertools
import math
import struct

from PIL import Image, ImageChops, ImageFilter, ImageOps

_SMALL = 300
"""Pixels of the longer side where the background is looked at: letters are specks there, shades are not."""
_WINDOW = 25
_LEAST_PIXELS = 1_600_000
"""Smaller pictures are enlarged: below some 20 pixels of height letters run into each other."""
_MOST_ENLARGED = 3.0
_PROFILE = 700
_STEEPEST = 8.0
"""Degrees; what leans more is meant so."""
_LEVEL = 0.3


def grey_of(image: Image.Image) -> Image.Image:
    """Return *image* in grey, enlarged where it is small."""
    grey = ImageOps.grayscale(image)
    scale = min(_MOST_ENLARGED, (_LEAST_PIXELS / (grey.width * grey.height)) ** 0.5)
    if scale <= 1:
        return grey
    return grey.resize((round(grey.width * scale), round(grey.height * scale)), Image.Resampling.BICUBIC)


def evened(grey: Image.Image) -> Image.Image:
    """Return how far each pixel is from what is around it, dark on white.

    So light letters become dark ones, also where only a part of the flyer has them, and uneven light goes.
    """
    scale = _SMALL / max(grey.size)
    small = grey.resize([max(1, round(side * scale)) for side in grey.size], Image.Resampling.BOX)
    around = small.filter(ImageFilter.MedianFilter(_WINDOW)).filter(ImageFilter.GaussianBlur(4))
    difference = ImageChops.difference(grey, around.resize(grey.size, Image.Resampling.BICUBIC))
    return ImageOps.autocontrast(ImageOps.invert(difference), cutoff=(0.5, 40))


def calmed(grey: Image.Image) -> Image.Image:
    """Return *grey* without grain: the median of nine pixels, then a slight blur."""
    return grey.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.GaussianBlur(1.2))


def tilt_of(even: Image.Image) -> float:
    """Return by how many degrees *even* must be turned, counterclockwise, to be level; 0 where it nearly is.

    Where lines are level, rows of ink and rows of paper alternate most sharply.
    """
    scale = min(1.0, _PROFILE / max(even.size))
    size = [max(1, round(side * scale)) for side in even.size]
    small = ImageOps.invert(even.resize(size, Image.Resampling.BOX))
    coarse = max(_steps(0.0, _STEEPEST, 1.0), key=lambda angle: _sharpness(small, angle))
    fine = max(_steps(coarse, 0.75, 0.25), key=lambda angle: _sharpness(small, angle))
    return fine if abs(fine) > _LEVEL and _sharpness(small, fine) > 1.1 * _sharpness(small, 0.0) else 0.0


def levelled(image: Image.Image, angle: float) -> Image.Image:
    """Return *image* turned by *angle* degrees, counterclockwise, its corners filled with its mean colour."""
    if not angle:
        return image
    mean = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=mean)


def turned(image: Image.Image, degrees: int) -> Image.Image:
    """Return *image* turned by 0, 90, 180 or 270 degrees, counterclockwise."""
    ways = {
        90: Image.Transpose.ROTATE_90,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_270,
    }
    return image.transpose(ways[degrees]) if degrees in ways else image


def _steps(middle: float, reach: float, step: float) -> list[float]:
    count = round(reach / step)
    return [middle + step * number for number in range(-count, count + 1)]


def _sharpness(ink: Image.Image, angle: float) -> float:
    """Return how much rows of *ink* differ from the next, once it is turned by *angle*."""
    level = ink.rotate(angle, Image.Resampling.BILINEAR) if angle else ink
    rows = level.convert("F").resize((1, level.height), Image.Resampling.BOX)
    means = struct.unpack(f"{level.height}f", rows.tobytes())
    return math.fsum((below - above) ** 2 for above, below in itertools.pairwise(means))
