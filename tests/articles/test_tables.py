"""Tables and JSON files as programs export them, with the faults that they really have."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from conflict_extract.articles import ArticleList, load_articles
from conflict_extract.articles._source import Source
from conflict_extract.articles.formats import json_files, table
from conflict_extract.errors import ArticleError

BODY = "Militiamen entered Port Sael on Friday, its harbour master said."
MORE = "The navy denied that the harbour of Port Sael had been taken."
LAST = "Dockers in Besk stopped work on Sunday over the fighting."


def load(path: Path, content: str | bytes) -> ArticleList:
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return load_articles([path])


def told(found: ArticleList) -> list[str]:
    return [failure.message.partition(", line ")[2] for failure in found.failures]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("comma.csv", 'id,date,source,title,text\r\n7,2021-10-08,Besk Herald,"Port ""Sael"" entered","{}\n{}"\r\n'),
        (
            "semicolon.csv",
            'id;Datum;Quelle;Titel;Text\n7;08.10.2021;Besk Herald;"Port ""Sael"" entered";"{}\n{}"\n8;19.10.2021;;;x\n',
        ),
        ("french.csv", 'id;date;source;titre;texte\n7;2021-10-08;Besk Herald;"Port ""Sael"" entered";"{}\n{}"\n'),
        ("tab.tsv", 'id\tdate\tsource\ttitle\ttext\n7\t2021-10-08\tBesk Herald\tPort "Sael" entered\t"{}\n{}"\n'),
        ("tab.csv", 'id\tdate\tsource\ttitle\ttext\n7\t2021-10-08\tBesk Herald\tPort "Sael" entered\t"{}\n{}"\n'),
        ("bar.csv", 'id|date|source|title|text\n7|2021-10-08|Besk Herald|"Port ""Sael"" entered"|"{}\n{}"\n'),
        (
            "excel.csv",
            '\ufeffsep=;\nid;date;source;title;text\n7;2021-10-08;Besk Herald;"Port ""Sael"" entered";"{}\n{}"\n',
        ),
        (
            "pandas.csv",
            ",id,publish_date,source.name,title,maintext\n"
            '0,7,2021-10-08,Besk Herald,"Port ""Sael"" entered","{}\n{}"\n',
        ),
        ("mysql.csv", 'id,date,source,title,text\n"7","2021-10-08","Besk Herald","Port \\"Sael\\" entered","{}\n{}"\n'),
        ("trailing.csv", 'id,date,source,title,text\n7,2021-10-08,Besk Herald,"Port ""Sael"" entered","{}\n{}",,\n'),
        ("named.txt", 'id,date,source,title,text\n7,2021-10-08,Besk Herald,"Port ""Sael"" entered","{}\n{}"\n'),
    ],
)  # fmt: skip
def test_a_row_is_an_article_whatever_parts_its_cells(tmp_path: Path, name: str, content: str) -> None:
    content = content.replace("{}\n{}", f"{BODY}\n{MORE}")
    for suffix, packed in (("", content.encode()), (".gz", gzip.compress(content.encode()))):
        found = load(tmp_path / (name + suffix), packed)
        article = found[0]
        assert found.failures == []
        assert (article.external_id, article.published, article.outlet) == ("7", "2021-10-08", "Besk Herald")
        assert article.title == 'Port "Sael" entered'
        assert article.text.split("\n") == [BODY, MORE]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "cp1251"])
def test_encodings_of_tables(tmp_path: Path, encoding: str) -> None:
    text = (
        "Солдаты оставили город Тольме."
        if encoding == "cp1251"
        else "Les soldats ont quitté la ville de Besk à l’aube, après l’été."
    )
    content = "outlet;text\nBesk Herald;" + " ".join([text] * 20)
    (article,) = load(tmp_path / "a.csv", content.encode(encoding))
    assert article.text.startswith(text)
    assert article.outlet == "Besk Herald"


def test_a_first_line_that_names_no_text_is_refused_with_the_reason(tmp_path: Path) -> None:
    found = load(tmp_path / "a.csv", f'1,2021-10-08,Besk Herald,"{BODY}"\n2,2021-10-09,Besk Herald,"{MORE}"\n')
    (failure,) = found.failures
    assert "its first line names no column of texts: 1,2021-10-08,Besk Herald" in failure.message
    assert failure.hint is not None
    assert '"text"' in failure.hint
    assert "is empty" in load(tmp_path / "b.csv", "").failures[0].message
    assert "no rows" in load(tmp_path / "c.csv", "outlet,text\n").failures[0].message
    assert "binary" in load(tmp_path / "d.csv", b"outlet,text\n\0\1\2").failures[0].message


def test_a_bad_row_is_named_by_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows: list[str | bytes] = [
        "id,date,text",
        f'1,2021-10-08,"{BODY}\nСнова."',
        f"2,2021-10-08,{BODY}",  # its comma is not in quotation marks
        f'3,2021-10-08,"She said "no" to it.\n{MORE}"',
        '4,2021-10-08,""',
        f'5,2021-10-08,"{MORE}"',
        "6,2021-10-08",
        b'7,2021-10-08,"Besk \xff."',
        f'8,2021-10-08,"{LAST}"',
    ]
    found = load(tmp_path / "a.csv", b"\n".join(row.encode() if isinstance(row, str) else row for row in rows))
    assert [article.external_id for article in found] == ["1", "5", "8"]
    assert [message.split()[0].strip(":") for message in told(found)] == ["4", "5", "7", "9", "10"]
    assert all(failure.hint for failure in found.failures)


def test_a_quotation_mark_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    rows = [f'{number},2021-10-08,"{BODY} {number}"' for number in range(1, 40)]
    rows[9] = f'10,2021-10-08,"{BODY}'
    found = load(tmp_path / "a.csv", "id,date,text\n" + "\n".join(rows))
    assert [article.external_id for article in found] == [str(number) for number in range(1, 40) if number != 10]
    assert len(found.failures) == 1
    assert told(found)[0].startswith("11: its quotation marks do not")


def test_a_table_that_knows_no_quotation_marks(tmp_path: Path) -> None:
    rows = [f'{number}\t2021-10-08\t"Not again", said a docker in Besk {number}' for number in range(3)]
    rows.append('3\t2021-10-08\t"A quotation that goes on')
    rows.append(f"4\t2021-10-08\t{BODY}")
    found = load(tmp_path / "a.tsv", "id\tdate\ttext\n" + "\n".join(rows))
    assert found.failures == []
    assert [article.text for article in found][2:4] == [
        '"Not again", said a docker in Besk 2',
        '"A quotation that goes on',
    ]


def test_reading_a_table_in_disorder_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LONGEST_ROW", 100)
    monkeypatch.setattr(table, "MOST_READ_AGAIN", 1000)
    monkeypatch.setattr(table, "READ_AGAIN_RATIO", 0)
    rows = ['1,2021-10-08,"a', *["2,2021-10-08,b,c"] * 20]
    found = load(tmp_path / "a.csv", "id,date,text\n" + "\n".join(rows * 100))
    assert list(found) == []
    assert "quotation marks are in disorder; reading stopped" in found.failures[-1].message
    monkeypatch.setattr(table, "MOST_BROKEN_LINES", 10)
    found = load(tmp_path / "b.csv", "id,date,text\n" + "1,2\n" * 50)
    assert "more than 10 rows that cannot be used; reading stopped at line 12" in found.failures[-1].message


def test_numeric_dates_are_told_by_the_others_of_the_table(tmp_path: Path) -> None:
    found = load(tmp_path / "a.csv", f"date,text\n8/10/2021,{LAST} A.\n28/10/2021,{LAST} B.\n")
    assert [article.published for article in found] == ["2021-10-08", "2021-10-28"]
    found = load(tmp_path / "b.csv", f"date,text\n8/10/2021,{LAST} A.\n9/10/2021,{LAST} B.\n")
    assert [article.published for article in found] == [None, None]


def test_a_table_of_any_size_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w") as stream:
        stream.write("id,text\n")
        stream.writelines(f"{number},{LAST}\n" for number in range(20_000))
    found: Iterator[object] = table.read(Source(path, "a.csv"))
    for _ in range(3):
        next(found)
    import tracemalloc

    tracemalloc.start()
    try:
        assert sum(1 for _ in found) == 19_997
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def obj(outlet: str, text: str = BODY) -> str:
    return json.dumps({"outlet": outlet, "text": text})


@pytest.mark.parametrize(
    ("name", "content", "outlets"),
    [
        ("lines.json", f"{obj('A')}\n{obj('B')}\n\n{obj('C')}", "ABC"),
        ("lines.ndjson", f"{obj('A')}\n{obj('B')}\n", "AB"),
        ("lines.jl", f"\ufeff{obj('A')}\n", "A"),
        ("lines.txt", f"{obj('A')}\n{obj('B')}\n", "AB"),
        ("several.jsonl", f"{obj('A')}{obj('B')} {obj('C')}\n{obj('D')}", "ABCD"),
        ("several.json", f"{obj('A')}{obj('B')}", "AB"),
        ("array.jsonl", "[\n " + obj("A") + ",\n " + obj("B") + "\n]\n", "AB"),
        ("array in a line.jsonl", f"[{obj('A')}, {obj('B')}]\n", "AB"),
        ("array begun in a line.jsonl", f"[{obj('A')},\n{obj('B')}]\n", "AB"),
        ("spread.jsonl", json.dumps({"outlet": "A", "text": BODY}, indent=2), "A"),
        ("spread.json", "\n".join(json.dumps({"outlet": name, "text": BODY}, indent=2) for name in "AB"), "AB"),
        ("separated.json", f"\x1e{obj('A')}\n\x1e{obj('B')}\n", "AB"),
        ("wrapped lines.jsonl", '{"_index": "n", "_source": ' + obj("A") + '}\n{"articles": [' + obj("B") + "]}", "AB"),
        ("no suffix", obj("A"), "A"),
        ("list.json", "[" + ", ".join(map(obj, "AB")) + "]", "AB"),
        ("nan.json", '{"outlet": "A", "published": NaN, "text": "' + BODY + '"}', "A"),
    ],
)
def test_json_in_every_arrangement(tmp_path: Path, name: str, content: str, outlets: str) -> None:
    for suffix, packed in (("", content.encode()), (".gz", gzip.compress(content.encode()))):
        found = load(tmp_path / (name + suffix), packed)
        assert found.failures == []
        assert "".join(str(article.outlet) for article in found) == outlets


def test_what_stands_before_broken_json_is_read(tmp_path: Path) -> None:
    found = load(tmp_path / "a.json", f"{obj('A')}\n\n{{broken")
    assert [article.outlet for article in found] == ["A"]
    assert told(found)[0].startswith("3: not valid JSON")
    found = load(tmp_path / "a.jsonl", f"{{broken\n{obj('A')}{obj('B')}x\n{obj('C')}")
    assert [article.outlet for article in found] == ["C"]
    assert [message[0] for message in told(found)] == ["1", "2"]
    assert "holds an empty list" in load(tmp_path / "b.json", '{"status": "ok", "articles": []}').failures[0].message


def test_json_too_large_to_be_read_at_once_says_how_to_split_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_files, "LARGEST_JSON_FILE", 1000)
    (failure,) = load(tmp_path / "a.json", "[" + ",\n".join(map(obj, "ABCDEFGHIJKLMN")) + "]").failures
    assert "is too large" in failure.message
    assert failure.hint is not None
    assert "jq" in failure.hint
    assert len(load(tmp_path / "b.json", "\n".join(map(obj, "ABCDEFGHIJKLMN")))) == 14


def test_numeric_dates_are_told_by_the_others_of_the_file(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"{BODY} {day}.", "date": f"{day}/10/2021"}) for day in (8, 28)]
    assert [article.published for article in load(tmp_path / "a.jsonl", "\n".join(lines))] == [
        "2021-10-08",
        "2021-10-28",
    ]
    assert [article.published for article in load(tmp_path / "a.json", f"[{','.join(lines)}]")] == [
        "2021-10-08",
        "2021-10-28",
    ]


def test_tables_are_told_from_prose() -> None:
    assert table.is_table(b"date,outlet,title,text\n")
    assert table.is_table(b"id;Datum;Quelle;Text\r\n")
    assert not table.is_table(b"Text, title and date of the treaty were agreed, the source said.\n")
    assert not table.is_table(b"title: x\ntext: y\n")
    assert not table.is_table(b"text\n")
    with pytest.raises(ArticleError):
        next(iter(table.read(Source(Path("/dev/null"), "null.csv"))))
