"""What a spreadsheet unpacks to, weighed before a parser takes it up: a few kilobytes may hold a million cells."""

import io
import re
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from itertools import pairwise

# two thousand people with seven long answers each and twenty sessions take less than half of this
_MOST_BYTES = 16 * 1024 * 1024
_MOST_TAGS = 1_000_000
_OVERHEAD = 1024
# whatever is no cell and no text, styles for example, takes a parser twenty times as long
_MOST_OTHER_TAGS = 20_000
_OTHER = re.compile(rb"<(?!/|(?:\w+:)?(?:row|c|v|si|is|t)[\s/>])")
# a parser keeps a row in memory as a whole: some five hundred cells
_MOST_TAGS_IN_ROW = 3_000
# attributes of one tag are kept as a whole too
_ENDLESS_TAG = re.compile(rb"<[^>]{20000}")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")


def is_modest(content: bytes) -> bool:
    """Whether an XLSX is no more than a person could have written, told by its bytes alone.

    Raises whatever `zipfile` does for what is no sound archive.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > _MOST_BYTES:
            return False
        tags = others = 0
        for part in parts:
            if part.compress_size > part.file_size + _OVERHEAD:
                # its directory lies: nothing grows by being packed
                return False
            # asked for a number, it unpacks no more at once than that; asked for all, whatever there is
            with archive.open(part) as stream:
                xml = stream.read(part.file_size + 1)
            tags += xml.count(b"<")
            others += sum(1 for _ in _OTHER.finditer(xml))
            if tags > _MOST_TAGS or others > _MOST_OTHER_TAGS:
                return False
            if _ENDLESS_TAG.search(xml) or _widest_row(xml) > _MOST_TAGS_IN_ROW:
                return False
    return True


def _widest_row(xml: bytes) -> int:
    """Tags between two rows at most; 0 where there are no rows."""
    if 0 in xml[:2] or xml[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
        # no program writes sheets like that, and its rows would not be found
        return xml.count(b"<")
    starts = [found.start() for found in _ROW.finditer(xml)]
    return max((xml.count(b"<", *row) for row in pairwise([*starts, len(xml)])), default=0)
