"""A curator's hand: a draft is made, edited in any editor, and published."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.home import Home, cubox
from tests.acceptance.service import Clock, Serve
from tests.acceptance.test_mail import HER, HIM, with_mail
from tests.postbox import Postbox

CARD = 7421446577446000001
TIDES = {
    CARD + 1: "Water keeps its own hours, whatever a clock may say of them.",
    CARD + 2: "A tide table is a promise that the moon has made.",
}
NOTES = {CARD + 2: "And keeps it."}
ON_TIDES = (
    "A tide table is a promise that the moon has made to the harbour master.",
    "The harbour master reads the tide table as others read the moon.",
)
MARGINS = {CARD + 10**9: "A margin is a place to answer from."}


@pytest.fixture
def library(home: Home) -> Home:
    home.write("tides.md", cubox(CARD, "Reading the tides", TIDES, notes=NOTES))
    home.write("margins.md", cubox(CARD + 10**9, "In the margin", MARGINS))
    return home


def drafted(home: Home, *words: str, **environ: str) -> Path:
    return Path(home.answer("draft", *words, **environ)["file"])


def id_of(draft: Path, words: str) -> int:
    """The id of the quotation in ``draft`` that has these words."""
    [line] = [line for line in draft.read_text("utf-8").splitlines() if words in line]
    return int(line.rpartition("^h")[2])


def edit(draft: Path, *changes: tuple[str, str]) -> None:
    """Replace words of a draft, each where it has them first."""
    text = draft.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    draft.write_text(text, "utf-8")


def body(draft: Path, text: str) -> None:
    """Let a draft have other pieces below its front matter."""
    _, front, _ = draft.read_text("utf-8").split("---\n", 2)
    draft.write_text(f"---\n{front}---\n{text}", "utf-8")


def set_hold(home: Home, hold: str) -> None:
    home.settings.write_text(f'[drafts]\nhold = "{hold}"\n' + home.settings.read_text("utf-8"), "utf-8")


def record(report: Any) -> Any:
    return json.loads((Path(report["folder"]) / "edition.json").read_text("utf-8"))


def numbers(home: Home) -> list[int]:
    return [row["number"] for row in reversed(home.answer("editions")["editions"])]


def test_drafting_reserves_nothing_and_a_draft_that_was_not_touched_is_the_edition(library: Home) -> None:
    first, second = drafted(library), drafted(library)
    assert first.parent == library.path / "drafts"
    assert (first != second, numbers(library)) == (True, [])
    chosen = library.answer("run", "--dry-run")
    report = library.answer("publish", str(first), "--now")
    assert (report["outcome"], report["edition"], report["works"], report["highlights"]) == ("issued", 1, 2, 3)
    assert chosen["highlights"] == 3
    assert library.answer("run")["outcome"] == "empty"
    refused = library.call("publish", str(second), "--now")
    assert refused.status == 65
    assert refused.err.count("was printed since the draft was made, in edition 1 of 'daily'") == 3


def test_an_edition_is_exactly_what_its_draft_says(library: Home) -> None:
    draft = drafted(library)
    tides, moon, margin = (id_of(draft, words) for words in ("own hours", "the moon", "to answer"))
    edit(draft, ("title:", "title: Slow water"), ("subject:", "subject: Three things about water"))
    body(
        draft,
        f"""\
Dear readers,

this week it is *water*.

## In the margin

> A margin is a place to answer from. ^h{margin}

## Reading the tides

Before the moon:

> A tide table is a promise […] ^h{moon}

And after it.

> ^h{tides}

Until next week.
""",
    )
    report = library.answer("publish", str(draft), "--now")
    told = record(report)
    assert [[one["id"] for one in work["highlights"]] for work in told["works"]] == [[margin], [moon, tides]]
    assert (told["title"], told["subject"], told["introduction"], told["lead"]) == (
        "Slow water",
        "Three things about water",
        "Dear readers,\n\nthis week it is *water*.",
        None,
    )
    assert [work["words"] for work in told["works"]] == [
        [],
        [
            {"before": moon, "text": "Before the moon:"},
            {"before": tides, "text": "And after it."},
            {"before": None, "text": "Until next week."},
        ],
    ]
    cut = told["works"][1]["highlights"][0]
    assert (cut["text"], cut["note"]) == (TIDES[CARD + 2], "And keeps it.")
    assert cut["cut"] == {"text": "A tide table is a promise […]", "note": None}
    text = (Path(report["folder"]) / "message.txt").read_text("utf-8")
    places = [
        text.index(words)
        for words in (
            "Slow water",
            "this week it is water.",
            "In the margin",
            "> A margin is",
            "Reading the tides",
            "Before the moon:",
            "> A tide table is a promise […]\n",
            "And after it.",
            "> Water keeps",
            "Until next week.",
        )
    ]
    assert places == sorted(places)
    assert "And keeps it." not in text
    kept = Path(report["file"])
    assert kept == library.path / "drafts" / "issued" / "daily-0001.md"
    assert "status: issued\nedition: 1\n" in kept.read_text("utf-8")
    assert not draft.exists()
    printed = library.answer("highlight", str(moon))["printed"]
    assert [(one["edition"], one["reason"]) for one in printed] == [(1, "chosen by hand")]


def test_a_lost_outbox_of_a_drafted_edition_is_written_again_byte_for_byte(library: Home) -> None:
    draft = drafted(library)
    edit(draft, ("## [Reading", "Words of mine.\n\n## [Reading"))
    folder = Path(library.answer("publish", str(draft), "--now")["folder"])
    frozen = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(library.outbox)
    library.answer("outbox", "rebuild")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == frozen
    library.library.unlink()
    library.answer("outbox", "adopt")
    assert library.answer("run")["outcome"] == "empty"


def test_everything_that_is_wrong_is_told_at_once_with_its_line_and_nothing_is_issued(library: Home) -> None:
    draft = drafted(library)
    edit(
        draft,
        ("digest: daily", "digest: weekly"),
        ("own hours", "own time"),
        ("## [In the margin]", "## [A margin]"),
    )
    draft.write_text(draft.read_text("utf-8") + "\n> An unknown one. ^h999\n", "utf-8")
    before = draft.read_bytes()
    done = library.call("publish", str(draft), "--now")
    lines = [line.removeprefix(f"digest: {draft}:") for line in done.err.splitlines()]
    assert done.status == 65
    wanted = (
        "no digest 'weekly'; there is daily",
        "differs from the library's",
        "stands under 'A margin'",
        "no ^h999",
    )
    for words in wanted:
        assert any(words in line and line.split(":")[0].isdecimal() for line in lines), (words, lines)
    assert len(lines) == 4
    assert draft.read_bytes() == before
    assert numbers(library) == []


def test_a_draft_of_another_library_is_refused(library: Home) -> None:
    draft = drafted(library)
    library.library.unlink()
    done = library.call("publish", str(draft), "--now")
    assert (done.status, "it was made from another library" in done.err) == (65, True)


def test_a_preview_of_a_draft_is_its_letter_or_all_that_is_wrong(library: Home) -> None:
    draft = drafted(library)
    edit(draft, ("title:", "title: Slow water"))
    before = library.traces()
    out = library.path.parent / "preview"
    assert library.call("preview", "--draft", str(draft), "--out", str(out)).status == 0
    assert library.traces() == before
    assert "Slow water" in (out / "message.txt").read_text("utf-8")
    edit(draft, ("own hours", "own time"))
    done = library.call("preview", "--draft", str(draft))
    assert (done.status, "the quotation differs" in done.err) == (65, True)


def test_too_much_is_told_with_its_size_and_nothing_is_cut_by_itself(home: Home) -> None:
    home.settings.write_text(home.settings.read_text("utf-8") + "max_bytes = 24000\n", "utf-8")
    home.write(
        "long.md", cubox(CARD, "A long read", {CARD + n: f"{n}. {'A long sentence. ' * 60}" for n in range(5)})
    )
    draft = drafted(home)
    text = draft.read_text("utf-8")
    draft.write_text(f"{text}\n{'A word of my own. ' * 1500}\n", "utf-8")
    done = home.call("publish", str(draft), "--now")
    assert done.status == 65
    assert "bytes of HTML, and max_bytes is 24,000; cut about" in done.err
    draft.write_text(text, "utf-8")
    assert home.answer("publish", str(draft), "--now")["html_bytes"] <= 24_000


def test_a_draft_is_held_and_issued_by_a_later_run(library: Home) -> None:
    set_hold(library, "2s")
    draft = drafted(library, "--at", "2026-02-14T07:00")
    ready = draft.rename(library.path / "drafts" / "ready" / draft.name)
    [held] = library.answer("run", "--due", "--at", "2026-02-14T07:10")["drafts"]
    assert library.answer("status")["drafts"] == [{"file": str(ready), "until": "2026-02-14T07:10:02+08:00"}]
    assert (held["outcome"], held["until"]) == ("held", "2026-02-14T07:10:02+08:00")
    [issued] = library.answer("run", "--due", "--at", "2026-02-14T07:10:02")["drafts"]
    assert (issued["outcome"], issued["edition"]) == ("issued", 1)
    assert not ready.exists()
    assert library.answer("run", "--due", "--at", "2026-02-14T07:10:03")["drafts"] == []


def test_moving_it_back_cancels_and_saving_it_begins_the_hold_anew(library: Home) -> None:
    draft = drafted(library, "--at", "2026-02-14T07:00")
    edit(draft, ("status: draft", "status: ready"))
    run = ("run", "--due", "--at")
    assert library.answer(*run, "2026-02-14T07:00")["drafts"][0]["until"] == "2026-02-14T07:10:00+08:00"
    edit(draft, ("## [Reading", "Words.\n\n## [Reading"))
    assert library.answer(*run, "2026-02-14T07:09")["drafts"][0]["until"] == "2026-02-14T07:19:00+08:00"
    assert library.answer(*run, "2026-02-14T07:11")["drafts"][0]["outcome"] == "held"
    edit(draft, ("status: ready", "status: draft"))
    assert library.answer(*run, "2026-02-14T07:20")["drafts"] == []
    edit(draft, ("status: draft", "status: ready"))
    assert library.answer(*run, "2026-02-14T07:21")["drafts"][0]["until"] == "2026-02-14T07:31:00+08:00"
    assert numbers(library) == []


def test_the_hold_begins_when_nothing_is_wrong_any_more(library: Home) -> None:
    draft = drafted(library, "--at", "2026-02-14T07:00")
    edit(draft, ("status: draft", "status: ready"))
    copy = Path(shutil.copy(draft, draft.with_name("copy.md")))
    run = ("run", "--due", "--at")
    assert [one["outcome"] for one in library.answer(*run, "2026-02-14T07:00")["drafts"]] == ["wrong", "wrong"]
    copy.unlink()
    assert library.answer(*run, "2026-02-14T07:20")["drafts"][0]["until"] == "2026-02-14T07:30:00+08:00"


def test_a_run_of_one_digest_leaves_the_drafts_of_others_held(library: Home) -> None:
    set_hold(library, "0s")
    text = library.settings.read_text("utf-8")
    library.settings.write_text(f'{text}\n[digests.weekly]\nschedule = "0 8 * * 0"\n', "utf-8")
    draft = drafted(library, "weekly")
    edit(draft, ("status: draft", "status: ready"))
    for digest, outcome in (("daily", "held"), ("weekly", "issued")):
        assert library.answer("run", digest, "--due")["drafts"][0]["outcome"] == outcome


def test_a_wrong_draft_is_told_and_no_other_edition_waits_for_it(library: Home) -> None:
    draft = drafted(library)
    edit(draft, ("own hours", "own time"), ("status: draft", "status: ready"))
    done = library.call("run")
    assert done.status == 0
    assert "the quotation differs from the library's" in done.err
    assert numbers(library) == [1]
    [standing] = library.answer("status")["standing"]
    assert (standing["cause"], standing["subject"]) == ("draft", str(draft))
    edit(draft, ("status: ready", "status: raedy"))
    assert "'raedy' is no status; write draft or ready" in library.call("run").err
    edit(draft, ("status: raedy", "status: draft"))
    assert library.answer("status")["standing"] == []
    assert library.answer("run")["drafts"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_draft_whose_name_is_not_utf8_is_told_and_holds_up_no_other(library: Home) -> None:
    set_hold(library, "0s")
    library.answer("run", "--due")  # what is due by now
    library.write("more.md", cubox(CARD + 10**10, "More", {CARD + 10**10: "A mark for the draft alone."}))
    draft = drafted(library)
    ready = library.path / "drafts" / "ready"
    misnamed = Path(shutil.copy(draft, ready / os.fsdecode(b"b\xe9d.md")))
    edit(misnamed, ("draft: ", "draft: another-"))
    edit(draft, ("status: draft", "status: ready"))
    done = library.call("run", "--due")
    assert (done.status, numbers(library)) == (0, [1, 2])
    assert "drafts/ready/b\\xe9d.md' is not issued:\n  its name is not UTF-8; rename it" in done.err
    assert "its name is not UTF-8" in library.call("publish", str(misnamed), "--now").err
    assert misnamed.exists()


def test_what_is_no_text_in_the_folder_of_the_ready_ones_is_told_once(library: Home) -> None:
    draft = drafted(library)
    ready = library.path / "drafts" / "ready"
    (ready / "bin.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (ready / "link.md").symlink_to(draft)
    (ready / "nowhere.md").symlink_to(draft.with_name("gone.md"))
    (ready / ".#lock.md").symlink_to("an.editor@machine.1")
    link = "a symbolic link, which is not followed; use the file itself"
    assert [told for one in library.answer("run")["drafts"] for told in one["problems"]] == [
        f"{ready / 'bin.md'}: not text but a PNG image; nothing is read from it; it can stay or be moved elsewhere",
        f"{ready / 'link.md'}: {link}",
        f"{ready / 'nowhere.md'}: {link}",
    ]
    assert len(library.answer("status")["standing"]) == 3


def test_a_copy_of_a_draft_is_not_issued_a_second_time(library: Home) -> None:
    set_hold(library, "0s")
    library.answer("run", "--due")  # what is due by now
    library.write("more.md", cubox(CARD + 10**10, "More", {CARD + 10**10: "A mark for the draft alone."}))
    draft = drafted(library)
    edit(draft, ("status: draft", "status: ready"))
    copy = Path(shutil.copy(draft, draft.with_name("copy.md")))
    done = library.call("run", "--due")
    assert done.err.count("another file that is ready is the same draft") == 2
    aside = copy.rename(library.path / "copy.md")
    [issued] = library.answer("run", "--due")["drafts"]
    assert (issued["outcome"], issued["edition"]) == ("issued", 2)
    aside.rename(copy)
    for _ in range(2):
        assert "it was issued already, as edition 2 of 'daily'" in library.call("run").err
        assert copy.exists()
    assert numbers(library) == [1, 2]


def test_drafts_in_a_watched_folder_are_no_clippings(library: Home) -> None:
    text = library.settings.read_text("utf-8")
    library.settings.write_text('[drafts]\nfolder = "../clippings/drafts"\n' + text, "utf-8")
    drafted(library)
    assert library.answer("scan")["problems"] == []
    assert library.answer("status")["library"]["files"] == 2


@pytest.mark.parametrize(
    "point",
    ["before-freezing", "before-commit", "after-freezing", "before-rename", "after-edition", "after-outbox"],
)
def test_a_draft_that_dies_on_the_way_is_issued_once(library: Home, point: str) -> None:
    with Postbox() as postbox:
        with_mail(library, postbox, HER, HIM)
        draft = drafted(library)
        assert library.call("publish", str(draft), "--now", DIGEST_FAILPOINT=f"{point}:1:kill").status == -9
        assert draft.exists()
        library.answer("publish", str(draft), "--now")
        assert not draft.exists()
        [kept] = (library.path / "drafts" / "issued").iterdir()
        assert "edition: 1\n" in kept.read_text("utf-8")
        library.answer("run")
        assert numbers(library) == [1]
        assert sorted(postbox.recipients) == ["her@example.net", "him@example.net"]


@pytest.mark.skipif(sys.platform != "linux", reason="the clock of another process is set on Linux")
def test_with_the_service_an_editor_is_enough(library: Home, tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    clock.set("2026-02-13T15:00:00+08:00")
    with Serve(library, **clock.environ) as serve:
        serve.wait_for("3 highlights new")
        draft = drafted(library, **clock.environ)
        edit(draft, ("own hours", "own time"), ("status: draft", "status: ready"))
        clock.set("2026-02-13T16:00:00+08:00")
        serve.wait_for("is not issued: line")
        edit(draft, ("own time", "own hours"), ("## [Reading", "Words of mine.\n\n## [Reading"))
        clock.set("2026-02-13T16:01:00+08:00")
        serve.wait_for("an edition of 'daily' at 2026-02-13 16:11:0")
        assert numbers(library) == []
        clock.set("2026-02-13T16:11:10+08:00")
        serve.wait_for("edition 1 of 'daily' was made from a draft")
        assert serve.count("is not issued: line") == 1
        clock.set("2026-02-14T07:30:01+08:00")
        serve.wait_for("nothing is fresh for 'daily'")
        serve.stop()
    assert numbers(library) == [1]
    assert not draft.exists()


def test_a_draft_written_by_hand_in_any_file_is_one(library: Home) -> None:
    library.answer("scan")
    id_ = library.answer("search", "answer")["results"][0]["id"]
    bare = library.path / "mine"
    bare.write_text(f"---\ndigest: daily\n---\n## In the margin\n> ^h{id_}\n", "utf-8")
    held = library.answer("publish", str(bare))
    assert held["file"] == str(library.path / "drafts" / "ready" / "mine.md")
    [seen] = library.answer("status")["drafts"]
    assert seen["file"] == held["file"]
    report = library.answer("publish", held["file"], "--now")
    assert (report["outcome"], report["highlights"]) == ("issued", 1)


def test_a_draft_written_by_hand_that_is_saved_again_is_no_second_edition(library: Home) -> None:
    set_hold(library, "0s")
    library.answer("run", "--due")
    library.write("more.md", cubox(CARD + 10**10, "More", {CARD + 10**10: "A mark for the draft alone."}))
    library.answer("scan")
    id_ = library.answer("search", "alone")["results"][0]["id"]
    mine = library.path / "drafts" / "mine.md"
    mine.parent.mkdir()
    text = f"---\ndigest: daily\nstatus: ready\n---\n## More\n> ^h{id_}\n"
    mine.write_text(text)
    assert library.answer("run", "--due")["drafts"][0]["outcome"] == "issued"
    mine.write_text(f"{text}\nAnd more.\n")
    done = library.call("run", "--due")
    assert "it was issued already, as edition 2 of 'daily'" in " ".join(done.err.split())
    assert (numbers(library), mine.exists()) == ([1, 2], True)
    mine.unlink()
    mine.with_name("next.md").write_text(text)
    library.answer("run", "--due")
    assert numbers(library) == [1, 2, 3]


def test_a_file_that_cannot_be_put_away_costs_no_second_edition(library: Home) -> None:
    set_hold(library, "0s")
    draft = drafted(library)
    edit(draft, ("status: draft", "status: ready"))
    in_the_way = library.path / "drafts" / "issued"
    in_the_way.touch()
    for outcome in ("issued", "already-issued"):
        [told] = library.answer("run")["drafts"]
        assert (told["outcome"], told["edition"], told["file"]) == (outcome, 1, str(draft))
        assert "cannot be moved" in told["problems"][0]
    in_the_way.unlink()
    [told] = library.answer("run")["drafts"]
    assert (told["outcome"], told["file"]) == ("already-issued", str(in_the_way / "daily-0001.md"))
    assert numbers(library) == [1]


def test_a_draft_goes_out_once_by_mail_though_the_outbox_cannot_be_written(library: Home) -> None:
    with Postbox() as postbox:
        with_mail(library, postbox, HER, HIM)
        draft = drafted(library)
        in_the_way = library.outbox / "index.html"
        in_the_way.mkdir(parents=True)
        assert library.call("publish", str(draft), "--now").status == 73
        assert postbox.recipients == ["her@example.net", "him@example.net"]
        in_the_way.rmdir()
        assert library.answer("publish", str(draft), "--now")["outcome"] == "already-issued"
        assert (len(postbox.kept), in_the_way.is_file()) == (2, True)


def test_a_draft_whose_edition_was_withdrawn_is_not_issued_again(library: Home) -> None:
    set_hold(library, "0s")
    draft = drafted(library)
    edit(draft, ("status: draft", "status: ready"))
    in_the_way = library.path / "drafts" / "issued"
    in_the_way.touch()
    library.answer("run", "--due")
    assert library.call("editions", "withdraw", "1").status == 0
    [told] = library.answer("run", "--due")["drafts"]
    assert (told["outcome"], told["edition"]) == ("already-issued", 1)
    in_the_way.unlink()
    [told] = library.answer("run", "--due")["drafts"]
    assert (told["outcome"], told["file"]) == ("already-issued", str(in_the_way / "daily-0001.md"))
    again = Path(told["file"]).rename(draft)
    edit(again, ("status: issued", "status: ready"))
    assert "it was issued already, as edition 1" in " ".join(library.call("run", "--due").err.split())


def test_a_run_that_issues_a_draft_sets_its_own_edition_too(library: Home) -> None:
    set_hold(library, "0s")
    draft = drafted(library)
    margin = id_of(draft, "to answer")
    body(draft, f"## In the margin\n\n> ^h{margin}\n")
    edit(draft, ("status: draft", "status: ready"))
    report = library.answer("run")
    assert [one["edition"] for one in report["drafts"]] == [1]
    assert (report["outcome"], report["edition"], report["highlights"]) == ("issued", 2, 2)


def test_an_old_one_says_in_a_draft_too_what_it_is_beside(home: Home) -> None:
    home.write("old.md", cubox(CARD, "Reading the tides", {CARD + 1: ON_TIDES[0], CARD + 2: "Ships wait for it."}))
    home.answer("run", "--at", "2026-02-14T07:30")
    home.write("new.md", cubox(CARD + 10**9, "The moon", {CARD + 10**9: ON_TIDES[1]}))
    draft = drafted(home, "--at", "2026-05-14T07:30")
    old, fresh = (id_of(draft, words) for words in ON_TIDES)
    assert f"\npair: ^h{old} beside ^h{fresh}\n" in draft.read_text("utf-8")
    report = home.answer("publish", str(draft), "--now")
    assert "On the same subject as The moon" in (Path(report["folder"]) / "message.txt").read_text("utf-8")


def test_what_a_held_draft_has_is_left_to_it(library: Home) -> None:
    draft = drafted(library, "--at", "2026-02-14T07:00")
    margin = id_of(draft, "to answer")
    body(draft, f"## In the margin\n\n> ^h{margin}\n")
    assert library.call("publish", str(draft)).status == 0
    report = library.answer("run")
    assert margin not in {one["id"] for work in record(report)["works"] for one in work["highlights"]}
    ready = library.path / "drafts" / "ready" / draft.name
    report = library.answer("publish", str(ready), "--now")
    assert [one["id"] for work in record(report)["works"] for one in work["highlights"]] == [margin]
