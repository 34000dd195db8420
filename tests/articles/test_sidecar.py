"""A table beside the articles, which says of each file what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conflict_extract.articles import ArticleList, Listed, load_articles, read_articles
from conflict_extract.errors import SettingsError

BODY = "Fighters took the town of Corva on Friday after two days of clashes, two residents said."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six articles in five files, two of them with one name."""
    folder = tmp_path / "articles"
    (folder / "sub").mkdir(parents=True)
    for name in ("1.txt", "2.txt", "sub/1.txt", "été.txt"):
        (folder / name).write_text(f"{BODY} This is {name}.", encoding="utf-8")
    lines = [{"text": f"{BODY} One."}, {"text": f"{BODY} Two.", "outlet": "Old", "id": 7, "published": "2021-03-01"}]
    (folder / "x.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


def loaded(folder: Path, table: str, *, encoding: str = "utf-8", name: str = "metadata.csv") -> ArticleList:
    path = folder.parent / name
    path.write_text(table, encoding=encoding)
    return load_articles(folder, metadata=path)


def outlets(articles: ArticleList, folder: Path) -> dict[str, list[str | None]]:
    known: dict[str, list[str | None]] = {}
    for article in articles:
        known.setdefault(Path(article.path or "").relative_to(folder).as_posix(), []).append(article.outlet)
    return known


def messages(articles: ArticleList) -> list[str]:
    return [failure.message.partition("metadata.csv")[2] for failure in articles.failures]


def test_it_fills_what_files_do_not_say_and_overrules_what_they_say(folder: Path) -> None:
    articles = loaded(
        folder,
        "file,outlet,published,title,url,language,id\n"
        "articles/2.txt,Northern Post,2021-03-06,A title,https://post.example/2,en,p2\n"
        "x.jsonl,Norwire,,,,,\n",
    )
    assert not articles.failures
    two = next(article for article in articles if (article.path or "").endswith("2.txt"))
    assert (two.outlet, two.published, two.title) == ("Northern Post", "2021-03-06", "A title")
    assert (two.url, two.language, two.external_id) == ("https://post.example/2", "en", "p2")
    assert outlets(articles, folder)["x.jsonl"] == ["Norwire", "Norwire"]
    assert {article.published for article in articles if article.outlet == "Norwire"} == {None, "2021-03-01"}
    assert outlets(articles, folder)["1.txt"] == [None]


def test_an_argument_comes_before_it_and_it_says_where_it_says_so(folder: Path) -> None:
    table = folder.parent / "m.csv"
    table.write_text("file,outlet,published\n1.txt,Norwire,2021-03-06\n")
    (found,) = read_articles(folder / "1.txt", metadata=table).listed()
    assert isinstance(found, Listed)
    assert (found.outlet_from, found.published_from) == (f"{table}, line 2", f"{table}, line 2")
    (article,) = load_articles(folder / "1.txt", metadata=table, outlet="Post", published="2021-03-07")
    assert (article.outlet, article.published) == ("Post", "2021-03-07")


@pytest.mark.parametrize("name", ["sub/1.txt", "sub\\1.txt", "articles/sub/1.txt", "./articles/./sub/1.txt"])
def test_a_path_may_be_as_short_as_tells_one_file_apart(folder: Path, name: str) -> None:
    articles = loaded(folder, f"file,outlet\n{name},Norwire\n")
    assert outlets(articles, folder)["sub/1.txt"] == ["Norwire"]
    assert outlets(articles, folder)["1.txt"] == [None]
    assert not articles.failures


def test_a_path_that_leads_to_a_file_from_the_tables_folder_means_it(folder: Path) -> None:
    (folder / "sub" / "metadata.csv").write_text("file,outlet\n1.txt,Norwire\n")
    articles = load_articles(folder, metadata=folder / "sub" / "metadata.csv")
    assert outlets(articles, folder)["sub/1.txt"] == ["Norwire"]
    # the table lies among the articles, and is none of them
    assert not articles.failures


def test_a_path_may_be_absolute(folder: Path) -> None:
    articles = loaded(folder, f"file,outlet\n{folder / '1.txt'},Norwire\n")
    assert outlets(articles, folder)["1.txt"] == ["Norwire"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_as_spreadsheets_save_them(folder: Path, separator: str, encoding: str) -> None:
    rows = ["File", "Outlet"], ["été.txt", "L'Été d'Orsk; le jour, la nuit"], ["", ""]
    quoted = (separator.join(f'"{cell}"' for cell in row) for row in rows)
    articles = loaded(folder, "\r\n".join(quoted), encoding=encoding)
    assert outlets(articles, folder)["été.txt"] == ["L'Été d'Orsk; le jour, la nuit"]
    assert not articles.failures


def test_an_article_of_several_is_called_as_messages_call_it(folder: Path) -> None:
    table = 'file,outlet,title,id\nx.jsonl,Norwire,,\n"x.jsonl, line 1",Post,One,p1\n'
    articles = loaded(folder, table)
    one, two = [article for article in articles if (article.path or "").endswith("x.jsonl")]
    assert (one.outlet, one.title, one.external_id) == ("Post", "One", "p1")
    assert (two.outlet, two.external_id) == ("Norwire", "7")
    assert not articles.failures


def test_a_title_of_a_file_with_several_articles_is_not_used(folder: Path) -> None:
    articles = loaded(folder, "file,outlet,title\nx.jsonl,Norwire,One for both\n")
    assert outlets(articles, folder)["x.jsonl"] == ["Norwire", "Norwire"]
    assert [article.title for article in articles if article.outlet] == [None, None]
    assert messages(articles) == [", line 2: x.jsonl holds several articles, with a title, url or id each"]
    assert "x.jsonl, line 1" in articles.failures[0].hint


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["gone.txt,Norwire,"], ", line 2: no file that was given is called gone.txt"),
        (['"x.jsonl, line 9",Norwire,'], ", line 2: no article that was read is called x.jsonl, line 9"),
        (["nowhere/2.txt,Norwire,"], ", line 2: no file that was given is called nowhere/2.txt"),
        (["2.txt,Norwire,", "2.txt,Post,"], ": lines 2 and 3 speak of one file, 2.txt, and none of them was used"),
        ([",Norwire,"], ", line 2: it names no file"),
        (["2.txt,Nor,wire,2021-03-06"], ", line 2: it has 4 cells, and the first line 3"),
        (['2.txt,"Norwire,'], ", line 2: its quotation marks do not pair"),
    ],
)
def test_rows_that_cannot_be_used_are_named_and_the_rest_goes_on(folder: Path, rows: list[str], message: str) -> None:
    articles = loaded(folder, "\n".join(["file,outlet,published", *rows, "sub/1.txt,Coast Courier,2021-03-06"]))
    assert messages(articles) == [message]
    assert articles.failures[0].hint
    assert len(articles) == 6
    assert outlets(articles, folder)["2.txt"] == [None]
    assert outlets(articles, folder)["sub/1.txt"] == ["Coast Courier"]


def test_a_name_of_two_files_is_neither(folder: Path) -> None:
    (folder.parent / "tables").mkdir()
    articles = loaded(folder, "file,outlet\n1.txt,Norwire\n", name="tables/metadata.csv")
    assert outlets(articles, folder)["1.txt"] == outlets(articles, folder)["sub/1.txt"] == [None]
    assert messages(articles) == [", line 2: 1.txt could be 2 files"]
    assert "sub/1.txt" in articles.failures[0].hint


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2021-03-06", "2021-03-06"),
        ("6 March 2021", "2021-03-06"),
        ("2021-03-06T10:48:00+00:00", "2021-03-06T10:48:00+00:00"),
        ("9/8/2021", None),
        ("9/8/21", None),
        ("March 2021", None),
        ("44261", None),
        ("Monday, 6 March 2021", None),
    ],
)
def test_a_date_is_read_or_named_and_never_guessed(folder: Path, written: str, published: str | None) -> None:
    articles = loaded(folder, f'file,outlet,published\n2.txt,Norwire,"{written}"\n')
    two = next(article for article in articles if (article.path or "").endswith("2.txt"))
    assert (two.outlet, two.published) == ("Norwire", published)
    told = messages(articles)
    assert len(told) == (published is None)
    assert all(line.startswith(f", line 2: under published, {written!r} is not a full date") for line in told)


def test_a_date_in_figures_is_told_apart_by_the_others_of_the_table(folder: Path) -> None:
    articles = loaded(folder, "file,published\n2.txt,9/8/2021\nsub/1.txt,13/8/2021\n")
    assert [article.published for article in articles if article.published] == [
        "2021-08-09",
        "2021-08-13",
        "2021-03-01",
    ]


@pytest.mark.parametrize(("written", "other"), [("9/8/21", "9/25/21"), ("8.9.21", "25.9.21")])
def test_years_of_two_digits_tell_day_and_month_apart_too(folder: Path, written: str, other: str) -> None:
    articles = loaded(folder, f"file,published\n2.txt,{written}\nsub/1.txt,{other}\n")
    assert not articles.failures
    told = {Path(article.path or "").name: article.published for article in articles}
    assert (told["2.txt"], told["1.txt"]) == ("2021-09-08", "2021-09-25")


def test_a_year_of_two_digits_between_hyphens_may_stand_first(folder: Path) -> None:
    articles = loaded(folder, "file,published\n2.txt,09-08-21\nsub/1.txt,24-12-07\n")
    assert len(articles.failures) == 2


def test_columns_that_are_not_known_are_named(folder: Path) -> None:
    articles = loaded(folder, "file,outlet,publishd,outlet,\n2.txt,Norwire,2021-03-06,Post,\n")
    assert outlets(articles, folder)["2.txt"] == ["Norwire"]
    assert messages(articles) == [
        ", line 1: the column 'publishd' is not known and was not used",
        ", line 1: the column 'outlet' is twice and was not used",
    ]


@pytest.mark.parametrize(
    "table", ["", "outlet,published\nNorwire,2021-03-06\n", "file\n1.txt\n", "file,note\n1.txt,x\n"]
)
def test_a_table_that_cannot_be_used_at_all_ends_the_call(folder: Path, table: str) -> None:
    with pytest.raises(SettingsError, match=r"metadata\.csv") as raised:
        loaded(folder, table)
    assert "file" in raised.value.hint


def test_a_table_that_is_not_there_or_no_text_ends_the_call(folder: Path) -> None:
    with pytest.raises(SettingsError, match="cannot read"):
        load_articles(folder, metadata=folder / "gone.csv")
    for content in (b"PK\x03\x04\0\0", "file,outlet\n1.txt,Été\n".encode("cp1252")):
        (folder.parent / "table.xlsx").write_bytes(content)
        with pytest.raises(SettingsError, match=r"table\.xlsx is not text in UTF-8"):
            load_articles(folder, metadata=folder.parent / "table.xlsx")


def test_such_a_table_among_the_articles_is_told_for_what_it_is(folder: Path) -> None:
    (folder / "metadata.csv").write_text("file,outlet\n1.txt,Norwire\n")
    (failure,) = load_articles(folder).failures
    assert "--metadata" in failure.hint
