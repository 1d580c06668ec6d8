"""Faults that are planted in a copy of digest, each with the trial that must notice it (see ``blind``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Change(NamedTuple):
    """In ``file`` of the package, ``there``, which is in it once, becomes ``instead``."""

    file: str
    there: str
    instead: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A precaution that is taken out by ``changes``, made one after the other.

    ``trial`` is what must notice: a part of the trials with words for it, or a test.
    """

    name: str
    trial: str
    changes: Sequence[Change]


def _without(file: str, line: str) -> Change:
    return Change(file, f"{line}\n", "")


def _after(file: str, line: str, *more: str) -> Change:
    """With ``more`` lines after ``line``, as far indented."""
    return Change(file, f"{line}\n", f"{line}\n{_indented(line, more)}")


def _before(file: str, line: str, *more: str) -> Change:
    return Change(file, f"{line}\n", f"{_indented(line, more)}{line}\n")


def _instead(file: str, line: str, *others: str) -> Change:
    return Change(file, f"{line}\n", _indented(line, others))


def _indented(line: str, more: Sequence[str]) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return "".join(f"{indent}{one}\n" for one in more)


def _sql(statement: str) -> str:
    return f'connection.exec_driver_sql("{statement}")'


_NO_MARK = _without("deliver/smtp.py", "            before_last_dot()")
_MARK_LATER = _after("deliver/smtp.py", '            failpoint("after-last-dot")', "before_last_dot()")
_IDS = "            ids = which(connection)"

SEEDS = (
    Seed("no mark before the last dot", "blind killed after-last-dot", [_NO_MARK]),
    Seed("the mark comes after the last dot", "blind killed after-last-dot", [_NO_MARK, _MARK_LATER]),
    Seed("the mark comes after the last dot, in chaos", "chaos 1", [_NO_MARK, _MARK_LATER]),
    Seed(
        "dots are sent before the commit",
        "chaos 1",
        [
            Change(
                "app/receipts.py", "        self.settle()\n        return entry.written\n", "        return True\n"
            )
        ],
    ),
    Seed(
        "a doubt is taken for a failure",
        "blind killed after-last-dot",
        [Change("store/deliveries.py", "UNSURE.value", "PENDING.value")],
    ),
    Seed(
        "no answer is taken for a yes",
        "blind gone",
        [_instead("deliver/smtp.py", "            raise Unsure(reason) from error", 'return 250, b"taken"')],
    ),
    Seed(
        "deliveries are marked when they are read",
        "blind killed before-connecting",
        [
            _after(
                "app/delivering.py",
                _IDS,
                _sql("UPDATE deliveries SET state = 'handing-over' WHERE state = 'pending'"),
            )
        ],
    ),
    Seed(
        "deliveries are done when they are read",
        "blind killed before-connecting",
        [
            _after(
                "app/delivering.py", _IDS, _sql("UPDATE deliveries SET state = 'accepted' WHERE state = 'pending'")
            ),
            Change("store/deliveries.py", "(*TO_TRY, DeliveryState.HANDING_OVER)", "DeliveryState"),
        ],
    ),
    Seed(
        "synchronous is lowered",
        "power 0.5",
        [Change("store/library.py", '("synchronous", 2)', '("synchronous", 1)')],
    ),
    Seed("files are not forced to disk", "power 0.5", [_without("disk.py", "            os.fsync(file.fileno())")]),
    Seed(
        "folders are not forced to disk", "power 0.5", [_instead("disk.py", "        os.fsync(descriptor)", "pass")]
    ),
    Seed(
        "two processes may deliver at once",
        "blind at once",
        [Change("store/library.py", 'path, "delivering.lock"', "path, secrets.token_hex()")],
    ),
    Seed(
        "two processes may write at once",
        "tests/store/test_library.py::test_only_one_process_is_the_writer_and_the_next_waits",
        [Change("store/library.py", 'self.path, "lock"', "self.path, secrets.token_hex()")],
    ),
    Seed(
        "a slot may have two editions",
        "tests/store/test_ledger.py::test_a_number_and_a_slot_are_given_once",
        [_without("store/schema.py", '    UniqueConstraint("digest", "slot"),')],
    ),
    Seed(
        "slots come by APScheduler's CronTrigger",
        "tests/core/test_schedule.py::test_where_clocks_change_each_time_of_each_day_is_met_once",
        [
            _instead(
                "core/schedule.py",
                "    return next(_moments(schedule, after.astimezone(zone)), None)",
                "from apscheduler.triggers.cron import CronTrigger",
                "trigger = CronTrigger.from_crontab(schedule, timezone=zone)",
                "return trigger.get_next_fire_time(None, after + _SECOND)",
            )
        ],
    ),
    Seed(
        "a file counts as read before what it says is kept",
        "blind killed in-batch",
        [
            _after(
                "store/holdings.py",
                "    file_ids = _write_files(connection, readings, scan.reader)",
                _sql("COMMIT"),
                _sql("BEGIN IMMEDIATE"),
            )
        ],
    ),
    Seed(
        "files count as read when all are",
        "tests/app/test_ingest.py::test_a_scan_that_is_cut_short_goes_on_where_it_was",
        [
            _before("store/holdings.py", "    added, updated = [], []", 'reader = ""'),
            _before(
                "app/ingest.py",
                "        if list(found.problems) != told_before:",
                "with library.transaction() as connection:",
                '    connection.exec_driver_sql("UPDATE files SET reader = ?", (reader.name,))',
            ),
        ],
    ),
    Seed(
        "a folder that is away counts as empty",
        "tests/app/test_survey.py::test_a_folder_that_is_not_there_is_told_and_nothing_is_dropped",
        [_before("app/survey.py", "        if told := absence(folder):", "if absence(folder):", "    continue")],
    ),
    Seed(
        "an empty folder counts as cleared",
        "tests/app/test_survey.py::test_a_bare_folder_is_an_outage_even_of_few_files",
        [Change("core/outage.py", "(bare and lost > 1) or ", "")],
    ),
    Seed(
        "symbolic links are followed",
        "tests/intake/test_folder.py::test_links_pipes_and_sockets_are_neither_followed_nor_opened",
        [Change("intake/folder.py", 'getattr(os, "O_NOFOLLOW", 0)', "0")],
    ),
    Seed(
        "front matter is read by PyYAML's SafeLoader",
        "tests/intake/test_frontmatter.py::test_a_value_stays_what_was_written",
        [
            _instead(
                "intake/frontmatter.py",
                "        plain = read_plain_yaml(fm)",
                "import yaml",
                "plain = Pairs()",
                "plain.update(yaml.safe_load(fm))",
            )
        ],
    ),
    Seed(
        "what texts became is not cleaned last",
        "tests/render/test_sanitise.py::test_markdown",
        [Change("render/sanitise.py", "Markup(clean)", 'Markup("".join(lines.html))')],
    ),
    Seed(
        "templates may include other files",
        "tests/render/test_template.py::test_no_template_reads_another_file",
        [
            Change(
                "render/template.py",
                "fonts={}",
                "fonts={}, include_loader=lambda path: __import__('pathlib').Path(path).read_text()",
            )
        ],
    ),
    Seed(
        "the subject is written by email's default policy",
        "tests/deliver/test_message.py::test_a_hostile_title_stays_a_subject",
        [
            _after("deliver/message.py", "import email", "import email.policy"),
            Change(
                "deliver/message.py",
                "_encoded(header_text(rendering.subject))",
                'email.policy.SMTP.fold("Subject", rendering.subject)[9:-2]',
            ),
        ],
    ),
    Seed(
        "STARTTLS takes any certificate",
        "tests/deliver/test_smtp.py"
        "::test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password_is_told",
        [Change("deliver/smtp.py", "smtp.starttls(context=ssl.create_default_context())", "smtp.starttls()")],
    ),
)
