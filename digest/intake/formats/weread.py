"""Notes that the WeRead plugin for Obsidian writes: one file a book, or a public account of WeChat.

    ---
    doc_type: weread-highlights-reviews
    bookId: "858204"
    ---
    # 元数据
    > - 书名： …
    # 高亮划线
    ### chapter
    > 📌 [words](<weread://bestbookmark?bookId=…&chapterUid=…&rangeStart=…&rangeEnd=…>)
    > 💭 the reader's thought
    > ⏱ 2021-04-06 22:02:15 ^858204-19-711-755
    # 读书笔记
    ### 划线评论
    > 📌 words ^<thought>
        💭 the reader's thought
        ⏱ 2021-04-06 22:03:00

The program is zhaohongxuan/obsidian-weread-plugin, its themes read from 2022 to commit 3fc718b. Each release has
another shape, and readers make their own: the words may be an element of a list, the time may stand below the
words or above them, the thought before or behind. Relied on are the signs, the links and the ids. A note that has
none of them is read by its quotes with a time.

``🔥`` stands before what many have marked. An id is book, chapter and range. A thought has an id of its own, so
it goes to the highlight that has its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from digest.core.text import one_line
from digest.intake.addresses import first_address
from digest.intake.dates import read_moment, read_published
from digest.intake.document import Document, Shape
from digest.intake.stamps import read_stamp
from digest.model.clipping import Clipping, Kind, Problem, StatedWork

NAME = "weread"
SHAPE: Shape = "text"
SUREST = 95

_DOC_TYPE = "weread-highlights-reviews"
_PLACE = "weread://bestbookmark"
_LINK = re.compile(r"\]\(<?(weread://bestbookmark\?[^\s<>()]+)>?\)")
_LINKED = re.compile(r"^[ \t]*>[ \t]*(?:📌\S?[ \t]*)?\[.*\]\(<?weread://bestbookmark\?", re.MULTILINE)
_LINK_ALONE = re.compile(r"[ \t]*>[ \t]*\[(?![!\[])(?:[^\]\n]*\Z|.*\]\(<?weread:)")
_LINK_PARTS = re.compile(r"(?:bookId|chapterUid|rangeStart|rangeEnd)=([\w-]+)")
_BLOCK_ID = re.compile(r"\^([A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)+)\Z")
_RANGE_ID = re.compile(r"\^[\w-]*\d-\d+[ \t]*$", re.MULTILINE)

_HEADING = re.compile(r"\\?(#{1,6})[ \t]+(\S.*)")
_MARKS = re.compile(r"(?P<own>📌)?\ufe0f?(?P<popular>🔥)?\ufe0f?[ \t]*")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})[ \t]*")
_QUOTE_SIGNS = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*")
_LIST_SIGN = re.compile(r"[-*+][ \t]+")
_CALLOUT = re.compile(r"\[![^\]\n]*\][+-]?[ \t]*")
_TIME = re.compile(r"(?:\[\[)?(\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:\]\])?[ \t]*(\d{1,2}:\d\d(?::\d\d)?)?")
_TIME_ALONE = re.compile(rf"⏱?\ufe0f?[ \t]*{_TIME.pattern}[ \t]*")
_TIME_BEHIND = re.compile(rf"-[ \t]+⏱\ufe0f?[ \t]*{_TIME.pattern}\Z")
_THOUGHT_ABOVE = re.compile(rf"(?:◆[ \t]*)?{_TIME.pattern}[ \t]*发表想法[ \t]*")
_READERS = re.compile(r"(?:🔥|📊)[ \t]*[\d,]+[ \t]*人(?:共读|划线)[ \t]*")
_NO_WORDS = re.compile(r"(?:\s|\[插图\]|\[图片\]|\ufffc)*")

_STATED = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+)?(书名|作者|简介|出版时间|PC地址)(?:[:：]|[ \t])[ \t]*([^\s:：].*)$", re.MULTILINE
)
_TITLE = re.compile(r"^#[ \t]+(\S.*)$", re.MULTILINE)
_PREAMBLE = 20_000
_LONGEST_INTRODUCTION = 2_000

_READ = frozenset(("元数据", "高亮划线", "划线", "我的划线", "读书笔记", "笔记汇总", "我的笔记"))
_NOT_READ = frozenset(("本书评论", "书评", "点评", "热门划线"))
_INSIDE_A_CHAPTER = frozenset(("高亮", "笔记", "想法"))
_THOUGHTS_OF = " 的想法"


@dataclass(slots=True)
class _Record:
    """A highlight as it is found; ``is_shared`` when it may be other readers' as well."""

    line: int
    chapter: str
    text: str = ""
    notes: dict[str, None] = field(default_factory=dict)
    time: str = ""
    id: str = ""
    url: str = ""
    is_thought: bool = False
    is_shared: bool = False

    @property
    def _parts(self) -> list[str]:
        """Book, chapter and range. The first releases left out the book; the id of a thought is no highlight's."""
        if self.is_thought:
            return []
        return self.id.split("-") if self.id else _LINK_PARTS.findall(self.url)

    @property
    def book(self) -> str:
        """The id of the book, if it is stated."""
        return "-".join(self._parts[:-3])

    def key(self, book: str) -> str:
        """The identity of the highlight in ``book``."""
        parts = [self.book or book, *self._parts[-3:]]
        return "weread:" + "-".join(parts).replace("_", "-") if len(parts) == 4 and parts[0] else ""


def identify(document: Document) -> int:
    """High for the plugin's type of document or quotes that are links into the app, lower for its signs alone."""
    head = document.head
    if _DOC_TYPE in head and document.front.text("doc_type") == _DOC_TYPE:
        return 95
    if _PLACE in head and _LINKED.search(head):
        return 88
    return 60 if "📌" in head and _RANGE_ID.search(head) else 0


def parse(document: Document) -> Iterator[Clipping | Problem]:
    """The highlights in the order of the file; a problem for one without words, and for those of nobody known."""
    front = document.front
    found = list(_signed(front.body, front.body_line)) or list(_quoted(front.body, front.body_line))
    book = front.text("bookid", "book_id") or next(filter(None, (record.book for record in found)), "")
    work = _work(document, book)
    shared = 0
    for position, record in enumerate(_joined(found, book), 1):
        if _NO_WORDS.fullmatch(record.text):
            yield document.problem(record.line, "a highlight without words", "a picture stays in WeRead")
        elif record.is_shared:
            shared += 1
        else:
            marked = yield from read_stamp(document, record.line, record.time, read=_moment)
            yield Clipping(
                work,
                record.text,
                record.line,
                key=record.key(book),
                note="\n\n".join(filter(None, record.notes)),
                url=record.url,
                marked=marked,
                heading=record.chapter,
                position=position,
            )
    if shared:
        told = f"not read, for they may be other readers': {shared} of the popular highlights"
        yield document.problem(0, told, "turn popular highlights off in the plugin, or take its notebook theme")


def _joined(records: Iterable[_Record], book: str) -> Iterator[_Record]:
    """Each highlight once: what is said further down of the same id, or of the same words, goes to the first."""
    by_key: dict[str, _Record] = {}
    by_words: dict[str, _Record] = {}
    kept: list[_Record] = []
    for record in records:
        key, words = record.key(book), "".join(record.text.split())
        same = by_key.get(key) if key else None
        if same is None and (other := by_words.get(words)) and not (key and other.key(book)):
            same = other
        if same is None:
            same = record
            kept.append(record)
        else:
            _add(same, record)
        if key:
            by_key[key] = same
        if words:
            by_words.setdefault(words, same)
    yield from kept


def _add(record: _Record, further: _Record) -> None:
    """Give ``record`` what ``further`` says of the same highlight."""
    record.notes |= further.notes
    if record.is_thought and not further.is_thought:
        record.id, record.url, record.is_thought = further.id, further.url, False
        record.time = further.time or record.time
    record.time = record.time or further.time
    record.is_shared = record.is_shared and further.is_shared
    if not further.is_thought:
        record.text = further.text or record.text


class _Place:
    """Where in the note a line stands: under which chapter, and whether that is to be read."""

    def __init__(self) -> None:
        self.chapter = ""
        self.is_read = True
        self.is_thought = False
        self.is_below_thought = False
        self.time = ""
        self._unread_level = 0  # of the heading whose part is not read; 0 when all is

    def enter(self, heading: str, level: int) -> None:
        """Go on below ``heading``; the part of a heading ends at the next one of its level, or above."""
        title = one_line(_BLOCK_ID.sub("", heading.rstrip())).removeprefix("◆").strip()
        self.is_thought = title.startswith("划线评论")
        self.is_below_thought = title.endswith(_THOUGHTS_OF)
        self.time = title if self.is_thought and _TIME.search(title) else ""
        if level <= self._unread_level:
            self._unread_level = 0
        if title in _READ:
            self._unread_level, self.chapter = 0, ""
        elif title in _NOT_READ:
            self._unread_level, self.chapter = self._unread_level or level, ""
        elif self.is_below_thought:
            self.chapter = title.removesuffix(_THOUGHTS_OF).rstrip()
        elif title.startswith("章节评论"):
            self.is_read = False
            return
        elif not self.is_thought and title not in _INSIDE_A_CHAPTER:
            self.chapter = title
        self.is_read = not self._unread_level


@dataclass(slots=True)
class _Chunk:
    """The lines from the sign of a highlight to the next one, to a heading or to a rule."""

    record: _Record
    lines: list[str] = field(default_factory=list)


def _signed(body: str, first_line: int) -> Iterator[_Record]:
    """The highlights that have a sign or a link."""
    place = _Place()
    chunk: _Chunk | None = None
    above: list[str] = []
    for number, line in enumerate(body.split("\n"), first_line):
        heading = _HEADING.match(line)
        sign = "" if heading else _sign(line)
        if not (heading or sign or _RULE.fullmatch(line) or _THOUGHT_ABOVE.fullmatch(line)):
            (chunk.lines if chunk else above).append(line)
            continue
        if chunk:
            yield from _read(chunk)
        chunk = None
        if heading:
            place.enter(heading[2], len(heading[1]))
            above = []
        elif sign and place.is_read:
            record = _Record(number, place.chapter, time=place.time, is_thought=place.is_thought)
            chunk = _Chunk(record, [line])
            _take_thought(chunk.record, above, place)
            above = []
        else:
            above = [line]
    if chunk:
        yield from _read(chunk)


def _sign(line: str) -> str:
    """What a line begins with that begins a highlight; nothing when it begins none."""
    if "📌" in line or "🔥" in line:
        words = _without_signs(line)
        if words.startswith(("📌", "🔥")) and not _READERS.match(words):
            return words[0]
    return "[" if _LINK_ALONE.match(line) else ""


def _without_signs(line: str) -> str:
    """The words of a line without the signs of a quote, of a callout and of a list."""
    words = line[_end(_QUOTE_SIGNS, line) :]
    words = words[_end(_CALLOUT, words) :]
    return words[_end(_LIST_SIGN, words) :]


def _take_thought(record: _Record, above: Sequence[str], place: _Place) -> None:
    """Give ``record`` the thought that stands above its words, as two of the plugin's themes have it."""
    told = _THOUGHT_ABOVE.fullmatch(above[0]) if above else None
    if told:
        record.time = above[0]
    if told or place.is_below_thought:
        record.notes[_joined_lines(above[1 if told else 0 :])] = None


def _joined_lines(lines: Iterable[str]) -> str:
    return "\n".join(line.strip() for line in lines).strip()


def _read(chunk: _Chunk) -> Iterator[_Record]:
    """The highlight of a chunk, words, thought, time and id in whatever order they come; none if it is no one's."""
    record, lines = chunk.record, chunk.lines
    first = _without_signs(lines[0])
    marks = _MARKS.match(first)
    is_marked, is_popular = (bool(marks["own"]), bool(marks["popular"])) if marks else (False, False)
    if is_popular and not is_marked:
        return
    parts = _Parts(record)
    parts.add(first[_end(_MARKS, first) :].rstrip())
    last = max((index for index, line in enumerate(lines) if _is_anchor(line)), default=0)
    is_after_blank = False
    for index, line in enumerate(lines[1:], 1):
        if is_after_blank and index > last and line[:1] not in " \t":
            break  # nothing of this highlight is further down: what comes is the reader's own text
        parts.take(line, is_between=index < last)
        is_after_blank = not line.strip(" \t>")
    record.text, record.url = _unlinked("\n".join(parts.words).strip())
    record.notes["\n".join(parts.thought).strip()] = None
    many = is_popular or (parts.has_readers and not is_marked)
    record.is_shared = many and not (record.time or any(record.notes))
    if is_marked or record.url:
        yield record


def _is_anchor(line: str) -> bool:
    """Whether a line states a time, a thought or an id, and so belongs to the highlight above it."""
    return "⏱" in line or "💭" in line or ("^" in line and bool(_BLOCK_ID.search(line.rstrip())))


def _unlinked(words: str) -> tuple[str, str]:
    """The words of a link into the app, and where it leads."""
    if not words.startswith("["):
        return words, ""
    start = max(words.rfind(f"](<{_PLACE}"), words.rfind(f"]({_PLACE}"))
    link = _LINK.match(words, start) if start >= 0 else None
    return (words[1:start].strip(), link[1]) if link else (words, "")


class _Parts:
    """What the lines of one highlight say; its time and id go to the record."""

    def __init__(self, record: _Record) -> None:
        self.words: list[str] = []
        self.thought: list[str] = []
        self.has_readers = False
        self._record = record
        self._into: list[str] | None = self.words  # None behind the end of the words or of the thought

    def take(self, line: str, *, is_between: bool) -> None:
        """Read a line; ``is_between`` when a time or an id stands further down."""
        words = line[_end(_QUOTE_SIGNS, line) :].rstrip()
        bare = words[_end(_LIST_SIGN, words) :]
        if bare.startswith("💭"):
            self._into = self.thought
            self.add(bare.lstrip("💭 \t"))
        elif bare.startswith("⏱"):
            self._record.time = self._record.time or bare
            self._without_id(bare)
            self._into = None
        elif _READERS.match(words):
            self.has_readers = True
            self._without_id(words)
        elif self._into is not None:
            self.add(words)
        elif is_between and words:
            self.thought.append(bare)

    def add(self, words: str) -> None:
        """Put words to what is open, without the id and the time that may stand behind them."""
        if self._into is None:
            return
        words = self._without_id(words)
        if self._into is self.thought and (time := _TIME_BEHIND.search(words)):
            self._record.time = self._record.time or time[0]
            words = words[: time.start()].rstrip()
            self._into.append(words)
            self._into = None
            return
        self._into.append(words)
        if self._into is self.words and self._record.id:
            self._into = None

    def _without_id(self, words: str) -> str:
        found = _BLOCK_ID.search(words) if "^" in words else None
        if found is None:
            return words
        self._record.id = self._record.id or found[1]
        return words[: found.start()].rstrip()


def _end(pattern: re.Pattern[str], line: str) -> int:
    found = pattern.match(line)
    return found.end() if found else 0


def _quoted(body: str, first_line: int) -> Iterator[_Record]:
    """The quotes with a time or an id, and those below the heading of a thought: a template without any signs."""
    place = _Place()
    chunk: _Chunk | None = None
    is_after_blank = True
    for number, line in enumerate(body.split("\n"), first_line):
        heading = _HEADING.match(line)
        is_quote = is_after_blank and line.lstrip(" \t").startswith(">")
        if chunk and (heading or is_quote):
            yield from _read_quote(chunk)
            chunk = None
        if heading:
            place.enter(heading[2], len(heading[1]))
        elif is_quote and place.is_read:
            record = _Record(number, place.chapter, time=place.time, is_thought=place.is_thought)
            chunk = _Chunk(record, [line])
        elif chunk:
            chunk.lines.append(line)
        is_after_blank = heading is not None or not line.strip()
    if chunk:
        yield from _read_quote(chunk)


def _read_quote(chunk: _Chunk) -> Iterator[_Record]:
    """The quote that a chunk begins with, if a time, an id or the heading above it says that it is a highlight."""
    record = chunk.record
    blank = next((index for index, line in enumerate(chunk.lines) if not line.strip()), len(chunk.lines))
    words = []
    for line in chunk.lines[:blank]:
        bare = _without_signs(line).rstrip()
        if id_ := _BLOCK_ID.search(bare):
            record.id, bare = id_[1], bare[: id_.start()]
        if _TIME_ALONE.fullmatch(bare):
            record.time = bare
        elif not _RULE.fullmatch(bare):
            words.append(bare)
        if not words:
            record.line += 1
    record.text = "\n".join(words).strip()
    if record.is_thought:
        record.notes[_joined_lines(chunk.lines[blank:])] = None
    if record.time or record.id or record.is_thought:
        yield record


def _work(document: Document, book: str) -> StatedWork:
    front = document.front
    stated = {name: value.strip() for name, value in reversed(_STATED.findall(front.body[:_PREAMBLE]))}
    introduction = stated.get("简介", "")
    heading = _TITLE.search(front.body)
    title = heading[1].strip() if heading and heading[1].strip() not in _READ | _NOT_READ else ""
    return StatedWork(
        title=one_line(stated.get("书名", "")) or front.text("title") or one_line(title or document.stem),
        kind=Kind.ARTICLE if book.startswith("MP_") else Kind.BOOK,
        key=f"weread:{book.replace('_', '-')}" if book else "",
        author=front.text("author") or one_line(stated.get("作者", "")),
        app="WeRead",
        app_url=first_address(stated.get("PC地址", "")),
        published=read_published(stated.get("出版时间", "").partition(" ")[0]),
        excerpt=introduction if len(introduction) <= _LONGEST_INTRODUCTION else "",
        tags=front.tags("tags", "tag", "标签"),
    )


def _moment(stated: str, zone: tzinfo) -> datetime | None:
    time = _TIME.search(stated)
    return read_moment(" ".join(filter(None, time.groups())), zone) if time else None
