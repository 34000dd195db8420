"""PDF, documents of word processors, rich text."""

from __future__ import annotations

import io
import sys
import zipfile
from itertools import zip_longest
from pathlib import Path
from typing import Any

import docx
import pytest

from conflict_extract.articles import ArticleList, load_articles
from conflict_extract.articles.documents import _pdf
from tests.articles.formats.pdf_writer import Placed, pdf, wrapped
from tests.articles.formats.test_news_export import NEW

PARAGRAPHS = (
    "The garrison of Sorvale withdrew across the river on Tuesday and abandoned the checkpoint at the southern "
    "entrance, "
    "residents told the monitor by telephone during the night.",
    "Fighters of the Ridge Alliance captured the municipality of Harn after two days of clashes. Twenty-two soldiers "
    "surrendered near the brickworks, and the administration had left beforehand.",
    "The ministry of defence denied that the north-eastern checkpoints had been abandoned. Independent "
    "confirmation was "
    "impossible, because communications with the surrounding villages were interrupted.",
    "Displaced families arrived in Oste. Humanitarian organisations registered four hundred households, "
    "according to the "
    "coordinator, who expected considerably more of them by the weekend.",
)
HEAD, TITLE = "River Monitor - Situation Report 14 - 9 April 2031", "Situation report: the river front"
LEFT, RIGHT, WIDE = 40.0, 310.0, 245.0


def read(path: Path, content: bytes) -> ArticleList:
    path.write_bytes(content)
    return load_articles([path])


def text(path: Path, content: bytes) -> list[str]:
    (article,) = read(path, content)
    return article.text.split("\n")


def column(paragraphs: tuple[str, ...], *, hyphens: bool = True, gap: bool = True) -> list[str]:
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [*wrapped(paragraph, WIDE, hyphens=hyphens), *([""] if gap else [])]
    return lines


def frame(number: int, of: int) -> list[Placed]:
    return [(180, 30, 8, HEAD), (270, 820, 8, f"Page {number} of {of}")]


def in_columns(left: list[str], right: list[str], *, by_rows: bool, top: float = 110) -> list[Placed]:
    """Two columns, written one behind the other, or line by line across both."""
    first: list[Placed] = [(LEFT, top + 13 * row, 10, line) for row, line in enumerate(left) if line]
    second: list[Placed] = [(RIGHT, top + 13 * row, 10, line) for row, line in enumerate(right) if line]
    if not by_rows:
        return first + second
    return [line for pair in zip_longest(first, second) for line in pair if line is not None]


@pytest.mark.parametrize("by_rows", [False, True])
@pytest.mark.parametrize("hyphens", [False, True])
def test_columns_are_read_one_behind_the_other(tmp_path: Path, by_rows: bool, hyphens: bool) -> None:
    left, right = column(PARAGRAPHS[:2], hyphens=hyphens), column(PARAGRAPHS[2:], hyphens=hyphens)
    page = [*frame(1, 1), (LEFT, 70, 16, TITLE), *in_columns(left, right, by_rows=by_rows)]
    assert text(tmp_path / "a.pdf", pdf([page])) == [HEAD, TITLE, *PARAGRAPHS]


@pytest.mark.parametrize("by_rows", [False, True])
def test_a_line_across_both_columns_parts_what_is_above_it(tmp_path: Path, by_rows: bool) -> None:
    upper = in_columns(column(PARAGRAPHS[:1]), column(PARAGRAPHS[1:2]), by_rows=by_rows)
    lower = in_columns(column(PARAGRAPHS[2:3]), column(PARAGRAPHS[3:]), by_rows=by_rows, top=360)
    across = "Developments in the north between the second and the ninth of April, as far as they are known"
    page = [*upper, (LEFT, 320, 12, across), *lower]
    assert text(tmp_path / "a.pdf", pdf([page])) == [*PARAGRAPHS[:2], across, *PARAGRAPHS[2:]]


def test_paragraphs_go_on_across_columns_and_pages(tmp_path: Path) -> None:
    lines = column(PARAGRAPHS, gap=False)
    cut = [lines[:5], lines[5:11], lines[11:15], lines[15:]]
    pages = [
        [*frame(1, 2), *in_columns(cut[0], cut[1], by_rows=True)],
        [*frame(2, 2), *in_columns(cut[2], cut[3], by_rows=True)],
    ]
    assert text(tmp_path / "a.pdf", pdf(pages)) == [HEAD, *PARAGRAPHS]


def test_running_heads_stand_once_and_page_numbers_not_at_all(tmp_path: Path) -> None:
    pages = [
        [*frame(number, 4), *((LEFT, 110 + 13 * row, 10, line) for row, line in enumerate(column((paragraph,))))]
        for number, paragraph in enumerate(PARAGRAPHS, start=1)
    ]
    assert text(tmp_path / "a.pdf", pdf(pages)) == [HEAD, *PARAGRAPHS]


def test_rows_of_a_table_stay_rows(tmp_path: Path) -> None:
    rows = [
        ("Town", "Held by"),
        ("Harn", "Ridge Alliance"),
        ("Oste", "Government"),
        ("Vell", "Government"),
        ("Dusk", "?"),
    ]
    page = [(LEFT + 160 * at, 200 + 14 * row, 10, cells[at]) for row, cells in enumerate(rows) for at in (0, 1)]
    assert text(tmp_path / "a.pdf", pdf([page])) == [" | ".join(cells) for cells in rows]


def test_a_box_of_short_lines_beside_the_text_stays_together(tmp_path: Path) -> None:
    box = ["KEY FIGURES", "412", "households", "displaced", "22", "soldiers", "surrendered"]
    page = [(LEFT, 100 + 15.5 * row, 10, line) for row, line in enumerate(box)]
    main = [line for paragraph in PARAGRAPHS for line in [*wrapped(paragraph, 380), ""]]
    page += [(160, 100 + 13 * row, 10, line) for row, line in enumerate(main) if line]
    found = text(tmp_path / "a.pdf", pdf([page]))
    assert " ".join(found[: -len(PARAGRAPHS)]) == " ".join(box)
    assert found[-len(PARAGRAPHS) :] == list(PARAGRAPHS)


def test_the_days_of_a_chronology_stay_with_what_happened_on_them(tmp_path: Path) -> None:
    page: list[Placed] = []
    top = 100.0
    for number, paragraph in enumerate(PARAGRAPHS, start=6):
        page.append((LEFT, top, 10, f"{number} April"))
        for line in wrapped(paragraph, 380):
            page.append((160, top, 10, line))
            top += 13
        top += 10
    expected = [f"{number} April | {paragraph}" for number, paragraph in enumerate(PARAGRAPHS, start=6)]
    assert text(tmp_path / "a.pdf", pdf([page])) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["The outpost was aban-", "doned at dawn by its crew."], "The outpost was abandoned at dawn by its crew."),
        (["They counted twenty-", "two soldiers on the road."], "They counted twenty-two soldiers on the road."),
        (["The road to Al-", "Harn was open on Friday."], "The road to Al-Harn was open on Friday."),
        (["A cease-", "fire was agreed. The cease-fire held."], "A cease-fire was agreed. The cease-fire held."),
        (["It was over by noon -", "the guns fell silent."], "It was over by noon - the guns fell silent."),
    ],
)  # fmt: skip
def test_hyphens_at_the_ends_of_lines(tmp_path: Path, lines: list[str], expected: str) -> None:
    page = [(LEFT, 200 + 13 * row, 10, line) for row, line in enumerate(lines)]
    assert text(tmp_path / "a.pdf", pdf([page])) == [expected]


def test_lines_over_the_report_stay_lines(tmp_path: Path) -> None:
    body = [(LEFT, 120 + 13 * row, 10, line) for row, line in enumerate(wrapped(PARAGRAPHS[0], 2 * WIDE))]
    top = ["River Monitor", "9 April 2031"]
    page = [*((LEFT, 80 + 13 * row, 10, line) for row, line in enumerate(top)), *body]
    assert text(tmp_path / "a.pdf", pdf([page])) == [*top, PARAGRAPHS[0]]


def test_a_file_is_not_dated_by_its_creation(tmp_path: Path) -> None:
    (undated,) = read(tmp_path / "a.pdf", pdf([[(LEFT, 200, 10, PARAGRAPHS[0][:90])]]))
    assert undated.published is None
    (dated,) = read(tmp_path / "a.pdf", pdf([[(LEFT, 60, 10, "9 April 2031"), (LEFT, 200, 10, PARAGRAPHS[0][:90])]]))
    assert dated.published == "2031-04-09"


def test_a_pdf_is_one_whatever_it_is_called(tmp_path: Path) -> None:
    assert text(tmp_path / "a.txt", pdf([[(LEFT, 200, 10, "Sorvale fell on Tuesday.")]])) == [
        "Sorvale fell on Tuesday."
    ]


PLAIN = pdf([[(LEFT, 200, 10, "Sorvale fell on Tuesday.")]])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"no such thing", "is no PDF"),
        ("a.pdf", b"%PDF-1.7\n", "is a damaged PDF"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "is a damaged PDF"),
        ("a.pdf", pdf([[]]), "holds no text (pages: 1)"),
        ("a.docx", b"PK\x03\x04word/", "is not a whole document"),
        ("a.docx", b"no such thing", "is not a whole document"),
        ("a.rtf", b"no such thing", "is no rich text"),
        ("a.rtf", b"{\\rtf1\\ansi }", "holds no text"),
    ],
)
def test_what_is_wrong_with_a_document_is_said(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (failure,) = read(tmp_path / name, content).failures
    assert message in failure.message
    assert failure.hint


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("MOST_PAGES", 1, "has 2 pages, where 1 are the limit"),
        ("LONGEST_TEXT", 10, "is too long"),
        ("MOST_SECONDS_FOR_A_PDF", 0.01, "takes more than 0.01 seconds to read"),
        ("MOST_MEMORY_FOR_A_PDF", 12_000_000, "the library for PDF failed at it"),
    ],
)
def test_a_pdf_is_read_within_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: Any, message: str
) -> None:
    monkeypatch.setattr(_pdf, limit, value)
    lines = [(LEFT, 200 + 13 * row, 10, PARAGRAPHS[0][:60]) for row in range(9)]
    (failure,) = read(tmp_path / "a.pdf", pdf([lines, lines])).failures
    assert message in failure.message
    assert failure.hint


def word(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def document() -> Any:
    found = docx.Document()
    found.sections[0].header.paragraphs[0].text = "River Monitor, 9 April 2031"
    found.add_paragraph("Situation report: the river front", style="Title")
    found.add_paragraph(PARAGRAPHS[0])
    table = found.add_table(rows=0, cols=2)
    for cells in (("Harn", "Ridge Alliance"), ("Oste", "Government")):
        row = table.add_row()
        for cell, value in zip(row.cells, cells, strict=True):
            cell.text = value
    found.add_paragraph(PARAGRAPHS[1])
    return found


def test_a_document_with_its_tables(tmp_path: Path) -> None:
    (article,) = read(tmp_path / "a.docx", word(document()))
    assert article.text.split("\n") == [
        "River Monitor, 9 April 2031",
        "Situation report: the river front",
        PARAGRAPHS[0],
        "Harn | Ridge Alliance",
        "Oste | Government",
        PARAGRAPHS[1],
    ]
    assert article.title == "Situation report: the river front"


def test_the_only_heading_of_a_document_is_its_title(tmp_path: Path) -> None:
    found = docx.Document()
    found.sections[0].header.paragraphs[0].text = "River Monitor | not for distribution"
    found.add_paragraph("Daily report, 9 April 2031")
    found.add_heading("Alliance enters Sorvale", level=1)
    found.add_paragraph(PARAGRAPHS[0])
    (article,) = read(tmp_path / "a.docx", word(found))
    assert article.title == "Alliance enters Sorvale"
    found.add_heading("Outlook", level=1)  # headings of sections
    (article,) = read(tmp_path / "a.docx", word(found))
    assert article.title != "Alliance enters Sorvale"


def test_what_was_inserted_later_is_text_and_what_was_deleted_is_none(tmp_path: Path) -> None:
    found = docx.Document()
    found.add_paragraph("Sorvale fell on Tuesday.")
    content = word(found)
    changed = io.BytesIO()
    run = '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:{0}>{1}</w:{0}></w:r>'
    added = (
        f"<w:ins w:id='1' w:author='a'>{run.format('t', ' It was quiet.')}</w:ins>"
        f"<w:del w:id='2' w:author='a'>{run.format('delText', ' Not so.')}</w:del>"
    )
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for entry in before.infolist():
            data = before.read(entry)
            if entry.filename == "word/document.xml":
                data = data.replace(b"</w:p>", added.encode() + b"</w:p>", 1)
            after.writestr(entry, data)
    assert text(tmp_path / "a.docx", changed.getvalue()) == ["Sorvale fell on Tuesday. It was quiet."]


def test_a_document_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflict_extract.articles.documents._word.LARGEST_UNPACKED_DOCUMENT", 10_000)
    (failure,) = read(tmp_path / "a.docx", word(document())).failures
    assert "unpacks to over 10,000 bytes" in failure.message


def test_half_a_document(tmp_path: Path) -> None:
    content = word(document())
    (failure,) = read(tmp_path / "a.docx", content[: len(content) // 2]).failures
    assert "is not a whole document" in failure.message


def test_another_archive_is_no_document(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    (failure,) = read(tmp_path / "a.docx", stream.getvalue()).failures
    assert "is no document of a word processor" in failure.message


RICH = (
    r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0 Times;}}{\info{\creatim\yr2031\mo5\dy2}{\title Untitled}}"
    r"\pard River Monitor\par 9 April 2031\par Fighters took {\b Sorvale} on Tuesday.\line It was quiet.\par"
    r"\'c1\'ee\'e9\'f6\'fb \u1074?\u1079?\u1103?\u1083?\u1080? город.\par}"
)


@pytest.mark.parametrize("name", ["a.rtf", "a.txt", "a.doc.rtf"])
def test_rich_text(tmp_path: Path, name: str) -> None:
    (article,) = read(tmp_path / name, RICH.encode("cp1251"))
    assert article.text.split("\n") == [
        "River Monitor",
        "9 April 2031",
        "Fighters took Sorvale on Tuesday.",
        "It was quiet.",
        "Бойцы взяли город.",
    ]
    assert article.published == "2031-04-09"


@pytest.mark.parametrize(
    ("name", "content", "module"),
    [
        ("a.pdf", PLAIN, "pypdfium2"),
        ("a.docx", word(document()), "docx"),
        ("a.rtf", RICH.encode("cp1251"), "striprtf.striprtf"),
    ],
)
def test_without_the_library_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    (failure,) = read(tmp_path / name, content).failures
    assert "pip install 'conflict-extract[formats]'" in str(failure.hint)


@pytest.mark.parametrize("suffix", [".docx", ".rtf"])
def test_an_export_of_a_news_archive_is_an_article_a_document(tmp_path: Path, suffix: str) -> None:
    if suffix == ".docx":
        found = docx.Document()
        for line in NEW.strip().split("\n"):
            found.add_paragraph(line)
        content = word(found)
    else:
        content = ("{\\rtf1\\ansi " + NEW.strip().replace("\n", "\\par ") + "}").encode("ascii", "replace")
    assert len(read(tmp_path / f"a{suffix}", content)) == 2
