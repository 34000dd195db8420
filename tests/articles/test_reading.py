from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import random
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from conflict_extract.articles import ArticleList, load_articles, make_article, read_articles
from conflict_extract.errors import ArticleError
from conflict_extract.schema import Article, Failure

BODY = "Fighters took the town of Kafr Zita on Saturday after two days of clashes, a commander said."
ARABIC = "أعلن المتحدث باسم الفصائل أن قوات الجيش انسحبت من بلدة كفر زيتا في ريف حماة. ولم يعلق الجيش على ذلك."
RUSSIAN = "Представитель штаба сообщил, что войска покинули город на рассвете. Министерство это опровергло."


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def only_failure(found: ArticleList) -> Failure:
    assert list(found) == []
    (failure,) = found.failures
    assert failure.error == "ArticleError"
    assert failure.hint
    return failure


def test_folders_are_read_in_order_with_hidden_and_other_files_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.md", "a/1.TXT", ".hidden/x.txt", "a/.x.txt", "picture.png", "c.html.bak"):
        write(tmp_path / name, f"{BODY} It is file {name}.")
    write(tmp_path / "folder.txt" / "z.txt", BODY)
    found = load_articles([tmp_path])
    assert found.failures == []
    assert [Path(str(article.path)).relative_to(tmp_path).as_posix() for article in found] == [
        "a/1.TXT",
        "a/2.md",
        "b.txt",
        "folder.txt/z.txt",
    ]


def test_links_that_lead_back_end(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", BODY)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert len(load_articles([tmp_path])) == 1


def test_the_same_text_twice_is_one_article_and_of_two_outlets_two(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", BODY)
    write(tmp_path / "b.txt", BODY.replace("\n", "\r\n"))
    write(tmp_path / "c.json", json.dumps({"text": BODY, "outlet": "Orontes Wire"}))
    assert len(load_articles([tmp_path, tmp_path / "a.txt"])) == 2


def test_reading_is_lazy(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", BODY)

    def paths() -> Iterator[Path]:
        yield tmp_path / "a.txt"
        raise AssertionError("read ahead")

    assert isinstance(next(read_articles(paths())), Article)


def test_arguments_override_what_files_say(tmp_path: Path) -> None:
    write(tmp_path / "a.md", f"---\noutlet: Other\npublished: 2020-01-01\n---\n{BODY}")
    (article,) = load_articles([tmp_path], outlet=" Orontes  Wire ", published="May 3, 2012")
    assert (article.outlet, article.published) == ("Orontes Wire", "2012-05-03")
    with pytest.raises(ArticleError, match="'soon' is not a full date"):
        read_articles([tmp_path], published="soon")


def test_identity_depends_on_outlet_and_text_alone() -> None:
    first = make_article(BODY, outlet="Orontes Wire", published="2012-05-03", title="A", url="u", path="a.txt")
    second = make_article("\ufeff" + BODY, outlet="Orontes Wire")
    assert first.id == second.id
    assert first.id.startswith("art_")
    assert len(first.id) == 20
    assert first.id != make_article(BODY).id
    assert first.id != make_article(BODY + " ", outlet="Orontes Wire").id


def test_text_is_unchanged_but_for_newlines_and_mark() -> None:
    assert make_article("\ufeffThe  town\r\nfell.\rIt\u00a0burned. \n").text == "The  town\nfell.\nIt\u00a0burned. \n"


def test_front_matter(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.md",
        "---\ntitle: 'Garrison leaves: a report'\noutlet: Orontes Wire\ndate: 2012-05-03T10:00:00Z\n"
        f"url: https://example.org/1\nlanguage: en-GB\nid: 17\nauthor: [A, B]\n---\n\n{BODY}\n",
    )
    (article,) = load_articles([path])
    assert article.text == f"\n{BODY}\n"
    assert article.title == "Garrison leaves: a report"
    assert article.outlet == "Orontes Wire"
    assert article.published == "2012-05-03T10:00:00+00:00"
    assert article.url == "https://example.org/1"
    assert article.language == "en"
    assert article.external_id == "17"
    assert article.path == str(path)


def test_front_matter_that_says_nothing_of_a_field_leaves_it_to_the_text_and_null_means_unknown(tmp_path: Path) -> None:
    write(tmp_path / "a.md", f"---\ntitle: Garrison leaves\n---\nKYIV, May 3, 2012 (Reuters) - {BODY}")
    write(tmp_path / "b.md", f"---\noutlet: null\n---\nKYIV (Reuters) - {BODY}")
    first, second = load_articles([tmp_path])
    assert (first.outlet, first.published, first.title) == ("Reuters", "2012-05-03", "Garrison leaves")
    assert second.outlet is None


# the same in every process, for two of them share the tests
NOISE = random.Random(1).randbytes(9999)  # noqa: S311  # nothing secret
CUT = gzip.compress(NOISE.hex().encode() + b"\n", mtime=0)[:-2000]


@pytest.mark.parametrize(
    "front",
    [
        "\n".join(
            [
                "a0: &a0 [x, x, x, x, x, x]",
                *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 6)}]" for n in range(1, 6)),
                "published: *a5",
            ]
        ),
        "a: &a [*a]\npublished: *a",
    ],
    ids=["sixfold six times", "in a circle"],
)
def test_references_of_front_matter_are_not_written_out_without_end(tmp_path: Path, front: str) -> None:
    failure = only_failure(load_articles([write(tmp_path / "a.md", f"---\n{front}\n---\n{BODY}")]))
    assert "come to more than 10,000 values" in failure.message
    text = f"---\noutlet: &o Orontes Wire\nsource: *o\n---\n{BODY}"
    (article,) = load_articles([write(tmp_path / "b.md", text)])
    assert article.outlet == "Orontes Wire"


@pytest.mark.parametrize("text", [f"---\n{BODY}\n", f"---\n\n{BODY}\n\n---\n\n{BODY}", f"{BODY}\n---\na: b\n---\n"])
def test_rules_of_dashes_are_text(tmp_path: Path, text: str) -> None:
    (article,) = load_articles([write(tmp_path / "a.txt", text)])
    assert article.text == text


@pytest.mark.parametrize(
    "front",
    [
        "title: a: b",
        'title: "a\nb: c',
        "a: " + "[" * 1900,
        "a: " + "[" * 60_000,
        "a: !!python/object/apply:os.getcwd []",
    ],
    ids=["colon", "quote", "brackets", "very many brackets", "code"],
)
def test_broken_front_matter_names_the_line(tmp_path: Path, front: str) -> None:
    failure = only_failure(load_articles([write(tmp_path / "a.md", f"---\n{front}\n---\n{BODY}")]))
    assert "a.md, line " in failure.message
    assert "not valid YAML" in failure.message


def test_json_objects_and_lists(tmp_path: Path) -> None:
    keys = {
        "id": "x1",
        "outlet": "Orontes Wire",
        "published": "3 May 2012",
        "title": "T",
        "url": "u",
        "language": "en",
        "text": BODY,
        "more": 1,
    }
    write(tmp_path / "one.json", json.dumps(keys))
    write(tmp_path / "two.json", json.dumps([{"text": BODY + " A."}, {"no": 1}, 7, {"text": 5}, {"text": " "}]))
    found = load_articles([tmp_path])
    article = found[0]
    assert (article.external_id, article.outlet, article.published) == ("x1", "Orontes Wire", "2012-05-03")
    assert (article.title, article.url, article.language) == ("T", "u", "en")
    assert len(found) == 2
    assert [failure.message.partition("two.json, ")[2] for failure in found.failures] == [
        'article 2 has no key "text"',
        "article 3 is not a JSON object",
        'article 4 has a "text" that is not a string',
        "article 5 holds no text",
    ]


def test_a_date_in_a_file_that_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    for number, published in enumerate(["soon", 5, True, ["x"], "07/12/2024", None]):
        write(tmp_path / f"{number}.json", json.dumps({"text": f"{BODY} {number}.", "published": published}))
    found = load_articles([tmp_path])
    assert [article.published for article in found] == [None] * 6


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_broken_json_lines_are_named_and_the_others_read(tmp_path: Path, suffix: str) -> None:
    lines = [
        json.dumps({"text": BODY}).encode(),
        b'{"text": "cut off',
        b"",
        b'["no object"]',
        b'{"outlet": "A"}',
        b'{"text": "\xff"}',
        b'{"text": "half \\ud83d"}',
        b'{"text": "' + b"x" * 2_000_001 + b'"}',
        b"[" * 100_000,
        b'{"text": ' + b"9" * 5000 + b"}",
        json.dumps({"text": BODY + " Again."}).encode(),
    ]
    content = codecs.BOM_UTF8 + b"\n".join(lines)
    path = write(tmp_path / f"a{suffix}", gzip.compress(content) if suffix.endswith("gz") else content)
    found = load_articles([path])
    assert [article.text for article in found] == [BODY, BODY + " Again."]
    assert [failure.message.partition(", line ")[2].split()[0].strip(":") for failure in found.failures] == [
        "2", "4", "5", "6", "7", "8", "9", "10",
    ]  # fmt: skip
    assert all(failure.path == str(path) and failure.hint for failure in found.failures)


def test_a_line_too_long_to_hold_is_passed_over(tmp_path: Path) -> None:
    good = json.dumps({"text": BODY}).encode()
    path = write(tmp_path / "a.jsonl", b'{"text": "' + b"x" * 14_000_000 + b'"}\n' + good)
    found = load_articles([path])
    assert [article.text for article in found] == [BODY]
    assert "line 1" in found.failures[0].message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\n" * (1 << 20), "more than 1,000,000 empty lines"),
        (b"{\n" * (1 << 19), "more than 10,000 lines that cannot be used"),
        (b"x" * (1 << 20), "unpacks to over 200 times its size"),
    ],
    ids=["empty lines", "broken lines", "one line"],
)
def test_a_zip_bomb_is_a_failure(tmp_path: Path, content: bytes, message: str) -> None:
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(compressor.compress(content) for _ in range(150)) + compressor.flush()
    failure = load_articles([write(tmp_path / "a.jsonl.gz", packed)]).failures[-1]
    assert message in failure.message


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.txt", codecs.BOM_UTF8, "holds no text"),
        ("a.txt", b"* * *", "holds no text"),
        ("a.txt", NOISE + b"\0", "binary file"),
        ("a.txt", bytes(range(1, 32)) * 20, "binary file"),
        ("a.txt", b"%PDF-1.7\0", "is a damaged PDF"),
        ("a.md", b"PK\x03\x04\0\0", "is a ZIP or office file"),
        ("a.txt", gzip.compress(gzip.compress(b"x" * 100, mtime=0), mtime=0), "is gzip-compressed"),
        ("a.txt", codecs.BOM_UTF16_LE + b"abc", "is not"),
        ("a.txt", ARABIC.encode()[:-2], "is damaged UTF-8: byte"),
        ("a.txt", b"x" * 5_000_000, "is too long: 5,000,000 characters"),
        ("a.txt", b"x" * 8_000_001, "is too long: over 8,000,000 bytes"),
        ("a.html", b"<html><body></body></html>", "no article was found on the page"),
        ("a.html", b"x" * 10_000_001, "is too large"),
        ("a.html", b"", "is empty"),
        ("a.json", b"{", "line 1: not valid JSON"),
        ("a.json", b'{"text":\n "a"\n', "line 3: not valid JSON"),
        ("a.json", b'{"text": "a"\n "outlet": "b"}', "line 2: not valid JSON (expecting ',' delimiter, column 2)"),
        ("a.json", b"[]", "holds an empty list"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.json", b'{"text": "a\\u0000b"}', "binary file"),
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b"\0\1\2", "binary file"),
        ("a.jsonl", codecs.BOM_UTF16_LE + '{"text": "a"}'.encode("utf-16-le"), "is in UTF-16"),
        ("a.jsonl.gz", b"not gzip", "is not a whole gzip file"),
        ("a.jsonl.gz", CUT, "is not a whole gzip file"),
        ("a.docx", b"PK\x03\x04", "is not a whole document"),
        ("a", b"PK\x03\x04", "is a ZIP or office file"),
    ],
)
def test_what_cannot_be_used_is_named_with_reason_and_remedy(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    bad = write(tmp_path / "bad" / name, content)
    good = write(tmp_path / "good.txt", BODY)
    found = load_articles([bad, good])
    assert [article.text for article in found] == [BODY]
    (failure,) = found.failures
    assert failure.path == str(bad)
    assert str(bad) in failure.message
    assert message in failure.message
    assert failure.hint


def test_missing_paths(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nothing.txt")
    (tmp_path / "empty").mkdir()
    found = load_articles([tmp_path / "missing.txt", tmp_path, tmp_path / "empty", "", "a\0b"])
    assert len(found) == 0
    assert [failure.message.replace(str(tmp_path), "T") for failure in found.failures] == [
        "T/missing.txt does not exist",
        "T/broken.txt is a link to nothing",
        "T/empty holds no article files",
        "'' is not a path",
        "'a\\x00b' is not a path",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_given_by_name_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert "is not a file" in only_failure(load_articles([tmp_path / "a.txt"])).message


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.txt", BODY)

    def refuse(self: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    assert only_failure(load_articles([path])).message == f"cannot read {path}: Permission denied"


def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/a\xff.txt"
    try:
        Path(os.fsdecode(name)).write_text(BODY, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (article,) = load_articles([tmp_path])
    assert article.path is not None
    assert article.path.endswith("a\ufffd.txt")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", ARABIC),
        ("utf-8-sig", ARABIC),
        ("utf-16", ARABIC),
        ("utf-32", RUSSIAN),
        ("cp1256", ARABIC),
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("cp1252", "Les forces ont quitté la ville après de violents combats, a déclaré le général à l’été."),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    (article,) = load_articles([write(tmp_path / "a.txt", text.encode(encoding))])
    assert article.text == text
    assert len(article.sentences) >= 1


@pytest.mark.parametrize(
    ("text", "language"),
    [(BODY, "en"), (ARABIC, "ar"), (RUSSIAN, "ru"), ("It fell.", None), ("1" * 50 + " 2", None)],
)
def test_languages(text: str, language: str | None) -> None:
    assert make_article(text).language == language


PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="{charset}">
<title>Garrison leaves Kafr Zita | Orontes Wire</title>
<meta property="og:site_name" content="Orontes Wire"><meta property="og:title" content="Garrison leaves Kafr Zita">
<meta property="article:published_time" content="2012-05-03T10:00:00+03:00">
<link rel="canonical" href="https://orontes.example/2012/05/03/garrison"></head>
<body><nav><a href="/">Home</a></nav><div class="cookie-notice"><p>We use cookies.</p></div><article>
<h1>Garrison leaves Kafr Zita</h1><p>{first}</p><p>The ministry denied that any unit had left the town on Friday.</p>
</article><section id="comments"><p>First comment here by a reader of the page, long enough to be read.</p></section>
</body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_pages(tmp_path: Path, charset: str) -> None:
    page = PAGE.format(charset=charset, first=ARABIC if charset != "utf-8" else BODY)
    (article,) = load_articles([write(tmp_path / "a.html", page.encode(charset))])
    assert article.title == "Garrison leaves Kafr Zita"
    assert article.outlet == "Orontes Wire"
    assert article.published == "2012-05-03T10:00:00+03:00"
    assert article.url == "https://orontes.example/2012/05/03/garrison"
    assert article.language == "en"
    assert (ARABIC if charset != "utf-8" else BODY) in article.text.split("\n")
    assert "comment" not in article.text
    assert "cookies" not in article.text


def test_standard_input_is_text() -> None:
    found = list(read_articles(["-", "-"], stdin=io.BytesIO(f"Orontes Wire\n{BODY}".encode())))
    assert [(article.path, article.outlet) for article in found if isinstance(article, Article)] == [
        ("-", "Orontes Wire")
    ]
    (failure,) = read_articles(["-"], stdin=io.BytesIO(b""))
    assert isinstance(failure, Failure)
    assert failure.message == "- is empty"


def test_one_path_may_be_given_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", BODY)
    assert len(load_articles(path)) == len(load_articles(str(path))) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no text"),
        ("a\0b", "binary"),
        ("x" * 2_000_001, "2,000,001 characters"),
        ("half \ud83d", "surrogate"),
    ],
)
def test_texts_that_make_no_article(text: str, message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        make_article(text)


def test_importing_loads_no_heavy_library() -> None:
    heavy = ["trafilatura", "dateparser", "sentencex", "py3langid", "charset_normalizer", "frontmatter", "yaml", "lxml"]
    code = f"import sys, conflict_extract.articles; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_page_that_the_library_fails_on_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("head")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    failure = only_failure(load_articles([write(tmp_path / "a.html", "<p>text</p>")]))
    assert "cannot be taken apart (KeyError" in failure.message


def test_standard_input_may_be_compressed_and_a_page() -> None:
    page = PAGE.format(charset="utf-8", first=BODY).encode()
    (article,) = read_articles(["-"], stdin=io.BytesIO(gzip.compress(page)))
    assert isinstance(article, Article)
    assert (article.outlet, article.title) == ("Orontes Wire", "Garrison leaves Kafr Zita")


def test_compressed_files_are_unpacked_whatever_their_names_say(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", gzip.compress(f"{BODY} A.".encode()))
    write(tmp_path / "b.txt.gz", gzip.compress(f"{BODY} B.".encode()))
    write(tmp_path / "c.html.gz", gzip.compress(PAGE.format(charset="utf-8", first=BODY).encode()))
    found = load_articles([tmp_path])
    assert found.failures == []
    assert [article.text for article in found[:2]] == [f"{BODY} A.", f"{BODY} B."]
    assert found[2].title == "Garrison leaves Kafr Zita"


def test_content_counts_and_not_the_suffix(tmp_path: Path) -> None:
    page = PAGE.format(charset="utf-8", first=BODY)
    for name in ("a.txt", "index.php?id=3", "noext", "utf16.dat"):
        write(
            tmp_path / name, page.replace("Kafr Zita", name).encode("utf-16" if name.startswith("utf16") else "utf-8")
        )
    found = load_articles([tmp_path])
    assert found.failures == []
    assert {article.outlet for article in found} == {"Orontes Wire"}
    assert len(found) == 4


def test_files_of_no_known_kind_are_text_if_given_by_name(tmp_path: Path) -> None:
    (article,) = load_articles([write(tmp_path / "notes", BODY)])
    assert article.text == BODY


def test_files_of_folders_that_are_not_read_are_counted_and_named(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", BODY)
    for name in ("b.zip", "s/c.ZIP", "noext", "list.xlsx", "d.tar.gz", "photo.JPG", "style.css", "x.bak", ".hidden"):
        write(tmp_path / name, b"PK\x03\x04")
    found = load_articles([tmp_path])
    assert len(found) == 1
    assert found.unread == {
        ".zip": 2, "": 1, ".xlsx": 1, ".tar.gz": 1, ".jpg": 1, ".css": 1, ".bak": 1,
    }  # fmt: skip
    assert [failure.message.replace(str(tmp_path), "T") for failure in found.failures] == [
        "1 file without a suffix was not read",
        "1 file ending in .tar.gz was not read",
        "1 file ending in .xlsx was not read",
        "2 files ending in .zip were not read, the first of them T/b.zip",
    ]
    assert all(failure.path and failure.hint for failure in found.failures)
