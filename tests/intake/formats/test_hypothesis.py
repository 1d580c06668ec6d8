"""Hypothes.is: moments in ids, and whose annotations an export holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from digest.intake.formats import hypothesis_json
from digest.intake.formats.hypothesis import moment_of
from digest.model.clipping import Clipping, DateSource
from tests.intake.documents import document, records


def test_an_id_of_version_1_holds_its_moment_and_no_other_does() -> None:
    made = moment_of("uTuw3tZKEe-oSTuAlhCRBw")  # printed beside it in a note: 2025-01-19 15:19:49 in India
    assert made is not None
    assert made.at.replace(microsecond=0) == datetime(2025, 1, 19, 9, 49, 49, tzinfo=UTC)
    assert made.source == DateSource.ID
    for other in ("3q2-7wAAQACAAAAAAAAAAA", "short", "", "ü" * 22):
        assert moment_of(other) is None


def test_only_the_words_of_the_reader_who_exported_are_read() -> None:
    def annotation(user: str, words: str) -> dict[str, object]:
        quote = {"type": "TextQuoteSelector", "exact": words}
        return {"id": words, "user": user, "uri": "https://example.org/", "target": [{"selector": [quote]}]}

    stated = [annotation("acct:me@h", "mine"), annotation("acct:you@h", "yours")]
    export = json.dumps({"export_userid": "acct:me@h", "annotations": stated})
    found = records(hypothesis_json, document(export))
    assert [record.text for record in found if isinstance(record, Clipping)] == ["mine"]
    found = records(hypothesis_json, document(json.dumps({"rows": stated})))
    assert [record.text for record in found if isinstance(record, Clipping)] == ["mine", "yours"]
