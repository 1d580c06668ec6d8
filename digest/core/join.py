"""What becomes of a known highlight that a file states once more.

What a file says of a highlight replaces what the library has, so a deleted note is gone. While another file holds
the highlight too, silence takes nothing away. Files that are met in one scan are joined by a rule that does not
ask for their order (``_joined``): which of them is read first makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable

from digest.core.identity import comparable, folded
from digest.core.shelf import Record
from digest.model.clipping import DateSource, Stamp

_TRUST = tuple(DateSource)


def restated(stated: Record, old: Record, *, stands_elsewhere: bool, is_newer: bool) -> Record:
    """How the highlight ``old`` stands once a file states it as ``stated``.

    Args:
        stated: what the file says.
        old: what the library has.
        stands_elsewhere: whether another file holds it too.
        is_newer: whether what the file says is known to be later than what the library has.
    """
    if not stands_elsewhere:
        record = stated
    elif is_newer:
        record = _filled(stated, old)
    else:
        record = _joined(stated, old)
    return record._replace(
        key=record.key or old.key, marked=_better(old.marked, stated.marked, both=stands_elsewhere)
    )


def read_alike(one: Record, other: Record) -> bool:
    """Whether the eye sees no difference: a moved line or a better date is no amendment."""
    return _seen(one) == _seen(other)


def _filled(record: Record, other: Record) -> Record:
    """``record``, and ``other`` where it is silent."""
    return record._replace(
        note=record.note or other.note,
        url=record.url or other.url,
        tags=record.tags or other.tags,
        color=record.color or other.color,
        heading=record.heading or other.heading,
    )


def _joined(one: Record, other: Record) -> Record:
    """All that two files say of one highlight, the same whichever of them is asked first.

    One that has a key, and the longer text, decides; notes that differ are kept both, tags are put together.
    """
    lead = max(one, other, key=lambda record: (record.key != "", len(record.text), record.text, record.key))
    return lead._replace(
        note="\n\n".join(_notes(one.note, other.note)),
        url=_fuller(one.url, other.url),
        tags=one.tags if one.tags == other.tags else tuple(sorted({*one.tags, *other.tags})),
        color=_fuller(one.color, other.color),
        heading=_fuller(one.heading, other.heading),
    )


def _notes(one: str, other: str) -> Iterable[str]:
    """Both notes in an order of their own; one alone when it holds the other."""
    one, other = sorted((one, other), key=lambda note: (len(note), note))
    return (other,) if folded(one) in folded(other) else (one, other)


def _fuller(one: str, other: str) -> str:
    return max(one, other, key=lambda text: (len(text), text))


def _seen(record: Record) -> tuple[object, ...]:
    return (
        comparable(record.text),
        record.markup,
        record.note,
        record.url,
        record.tags,
        record.color,
        record.heading,
    )


def _better(old: Stamp, new: Stamp, *, both: bool) -> Stamp:
    """The date from the more trustworthy source; of two from one that are ``both`` stated, the earlier.

    A file's time or a first sight never changes again.
    """
    if new.source == old.source:
        if new.source in (DateSource.FILE, DateSource.FIRST_SEEN):
            return old
        return min(old, new, key=lambda stamp: stamp.at) if both else new
    return new if _TRUST.index(new.source) <= _TRUST.index(old.source) else old
