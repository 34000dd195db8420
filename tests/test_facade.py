from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import conflict_extract

HEAVY = (
    "openai",
    "instructor",
    "pydantic",
    "pandas",
    "duckdb",
    "typer",
    "rich",
    "numpy",
    "trafilatura",
    "dateparser",
    "spacy",
    "pyspark",
    "pyarrow",
)


def in_a_fresh_process(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def names_for_type_checkers() -> set[str]:
    tree = ast.parse(Path(conflict_extract.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    aliases = [alias for node in imports for alias in node.names if alias.asname is not None]
    assert all(alias.name == alias.asname for alias in aliases)
    return {alias.name for alias in aliases}


def test_all_is_exactly_what_type_checkers_see() -> None:
    assert set(conflict_extract.__all__) == names_for_type_checkers()
    assert conflict_extract.__all__ == sorted(set(conflict_extract.__all__))
    assert dir(conflict_extract) == conflict_extract.__all__


@pytest.mark.parametrize("name", conflict_extract.__all__)
def test_every_public_name_can_be_imported_and_says_what_it_is(name: str) -> None:
    value = getattr(conflict_extract, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        assert (inspect.getdoc(value) or "").strip(), name


@pytest.mark.parametrize(
    "name", [name for name in conflict_extract.__all__ if inspect.isclass(getattr(conflict_extract, name))]
)
def test_every_public_method_has_a_docstring(name: str) -> None:
    public = {
        key: value
        for key, value in vars(getattr(conflict_extract, name)).items()
        if not key.startswith("_") and (inspect.isfunction(value) or isinstance(value, (property, classmethod)))
    }
    assert [key for key, value in public.items() if not (value.__doc__ or "").strip()] == []


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Extractr'"):
        conflict_extract.Extractr  # noqa: B018  # the access is what is tested


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import conflict_extract, sys; print([name for name in {HEAVY} if name in sys.modules])"
    assert in_a_fresh_process(code).strip() == "[]"


def test_the_command_line_starts_without_the_libraries_that_the_work_needs() -> None:
    heavy = [name for name in HEAVY if name != "typer"]
    code = f"import conflict_extract.cli, sys; print([name for name in {heavy} if name in sys.modules])"
    assert in_a_fresh_process(code).strip() == "[]"


CALL = """
import sys
sys.argv = ["conflict-extract", *{arguments}]
from conflict_extract.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print([name for name in {heavy} if name in sys.modules])
"""


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["cache", "--help"]])
def test_help_draws_nothing_and_loads_little(arguments: list[str]) -> None:
    # typer itself takes pydantic for the types of a command's options
    heavy = [name for name in HEAVY if name not in ("typer", "pydantic")]
    assert in_a_fresh_process(CALL.format(arguments=arguments, heavy=heavy)).splitlines()[-1] == "[]"


def test_a_run_whose_answers_are_kept_loads_no_parser_and_no_client(tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(
        "Coast Wire\n\nThe rebels captured Tolme on 4 May 2012, and the army withdrew from the town after that.\n",
        encoding="utf-8",
    )
    run = ["run", "article.txt", "--model", "embedded", "--offline", "--quiet", "--cache-dir", "cache", "--out"]
    arguments = [str(tmp_path / each) if each in ("article.txt", "cache") else each for each in run]
    loaded = "spacy", "openai", "instructor", "duckdb", "pandas", "dateparser", "trafilatura", "py3langid"
    first, second = (
        in_a_fresh_process(CALL.format(arguments=[*arguments, str(tmp_path / out)], heavy=loaded)).splitlines()
        for out in ("first", "second")
    )
    assert first[-1] == "['spacy']"
    assert second[-1] == "[]"
    assert second[:-1] == first[:-1] != []
    for name in ("records.jsonl", "events.json", "report.html"):
        assert (tmp_path / "second" / name).read_bytes() == (tmp_path / "first" / name).read_bytes()
