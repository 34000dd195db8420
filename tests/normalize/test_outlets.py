"""Spellings, editions and addresses of an outlet are one; what only looks like it is another."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tld import get_tld

from conflict_extract._files import packaged
from conflict_extract.errors import SettingsError
from conflict_extract.normalize import OutletTable, load_outlets, packaged_outlets
from conflict_extract.schema import Source
from conflict_extract.schema.records import Role

FILE = """\
[[outlets]]
name = "Meridian"
aliases = ["Meridian Press Office", "mrd.example.com", "The Noon Line"]
voice_of = "opposition"

[[outlets]]
name = "Meridian English"

[[outlets]]
name = "Borsk Wire Service"
aliases = ["Reuters"]
"""


@pytest.fixture
def own(tmp_path: Path) -> OutletTable:
    return load_outlets(written(tmp_path, FILE))


def written(folder: Path, text: str) -> Path:
    path = folder / "outlets.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    "spellings",
    [
        ["Meridian", "The Meridian", "MERIDIAN", "Meridian News", "Meridian English", "Meridian (English edition)"],
        ["Meridian", "meridian.com", "www.meridian.com/world", "https://arabic.meridian.co.uk", "Meridian TV Online"],
        ["Meridian", "meridiannews.com", "t.me/s/meridian_news", "https://x.com/Meridian", "themeridian.org"],
        ["Northern Post", "The Northern Post", "northern-post.com", "northernpost.co.uk/borsk", "Northern Post Arabic"],
        ["Al-Tarn", "Al Tarn", "altarn.net", "Al-Tarn News Agency"],
        ["AFP", "Agence France-Presse", "Agence France Presse (AFP)", "afp.com"],
        ["ТАСС", "TASS", "tass.com", "ITAR-TASS"],
        ["Xinhua", "news.cn", "新华社"],
        ["BBC", "BBC News Arabic", "bbc.co.uk/news", "BBC World Service"],
        ["Вісті Борська", "ВІСТІ БОРСЬКА"],
    ],
)
def test_spellings_editions_and_addresses_of_one_outlet_are_one(spellings: list[str]) -> None:
    assert len({packaged_outlets().identity(each) for each in spellings}) == 1


@pytest.mark.parametrize(
    "others",
    [
        ["News", "Daily News", "World News", "Daily", "news.am"],
        ["Borsk Post", "Borsk Times", "Borsk", "Military Times", "Times"],
        ["Iran", "Iran International", "Iran News", "Syria TV", "Syrian TV", "Syria Online"],
        ["Outlet 1", "Outlet 2", "Outlet 12", "Paper 1"],
        ["Interfax", "Interfax-Ukraine", "TASS"],
        ["Sky News", "Sky News Arabia"],
        ["t.me/borsk_front", "t.me/tarn_front", "t.me"],
    ],
)
def test_what_many_are_called_is_nobody_s_name(others: list[str]) -> None:
    assert len({packaged_outlets().identity(each) for each in others}) == len(others)


def test_packaged_addresses_are_written_as_registered() -> None:
    with packaged("normalize", "outlets.toml").open("rb") as stream:
        outlets = tomllib.load(stream)["outlets"]
    called = [name for each in outlets for name in (each["name"], *each.get("aliases", ())) if "." in name]
    assert "apnews.com" in called
    assert called == [getattr(get_tld(name, as_object=True, fix_protocol=True), "fld", None) for name in called]


@given(st.text(max_size=60) | st.from_regex(r"[a-z:/\[\].@]{1,30}", fullmatch=True))
def test_any_text_has_an_identity_that_its_capitals_do_not_change(text: str) -> None:
    identity = packaged_outlets().identity(text)
    assert packaged_outlets().identity(f" {text}  ") == identity
    if text.isascii():
        assert packaged_outlets().identity(text.upper()).lower() == packaged_outlets().identity(text.lower()).lower()


@pytest.mark.parametrize(
    ("text", "role", "identity", "surely"),
    [
        ("Reuters", "news_agency", "Reuters", True),
        ("an AFP reporter", "other", "Agence France-Presse", True),
        ("the state news agency SANA", "state_media", "SANA", True),
        ("the Meridian news agency", "news_agency", "meridian", True),
        ("a Meridian correspondent", "news_agency", "meridian", True),
        ("Meridian", "other", "meridian", False),
        ("Voice of Borsk radio", "other", "voiceofborsk", False),
    ],
)
def test_a_source_may_name_an_outlet(text: str, role: Role, identity: str, surely: bool) -> None:
    assert packaged_outlets().named_by(Source(text=text, role=role)) == (identity, surely)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (None, "outlet"),
        ("state television", "state_media"),
        ("Russian news agencies", "news_agency"),
        ("a monitor", "monitor"),
        ("The army", "military"),
    ],
)
def test_a_source_without_a_name_names_none(text: str | None, role: Role) -> None:
    assert packaged_outlets().named_by(Source(text=text, role=role)) is None


def test_a_word_like_a_short_name_is_no_outlet() -> None:
    assert packaged_outlets().named_by(Source(text="Spa workers", role="local")) != ("Saudi Press Agency", True)


def test_voices_of_a_side_are_known() -> None:
    table = packaged_outlets()
    assert [table.voice_of(name) for name in ("sana.sy", "TASS English", "Reuters", "Meridian")] == [
        "syria", "russia", None, None,
    ]  # fmt: skip


def test_own_outlets_stand_before_the_packaged_ones(own: OutletTable) -> None:
    for name in ("The Meridian", "meridian press office", "mrd.example.com/x", "Noon Line", "MERIDIAN NEWS"):
        assert own.identity(name) == "Meridian"
        assert own.voice_of(name) == "opposition"
    assert own.identity("Meridian English") == "Meridian English"
    assert {own.identity(name) for name in ("Reuters", "Thomson Reuters", "Рейтер")} == {"Borsk Wire Service"}
    assert own.identity("AFP") == packaged_outlets().identity("Agence France-Presse")


def test_tables_are_equal_if_their_own_outlets_are(own: OutletTable, tmp_path: Path) -> None:
    assert own == load_outlets(written(tmp_path, FILE))
    assert own != packaged_outlets() == OutletTable()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[outlets]]\nname = ''", "outlet 1 (): name"),
        ("[[outlets]]\naliases = ['x']", "outlet 1: name"),
        ("[[outlets]]\nname = 'A'\nsides = 1", "outlet 1 (A): sides: is no key of this file"),
        ("[[outlets]]\nname = 'A'\nvoice_of = 'The North'", "outlet 1 (A): voice_of"),
        ("[[papers]]\nname = 'A'", "papers: is no key of this file"),
        ("outlets = 'A'", "outlets: "),
        ("", "holds no [[outlets]]"),
        ("name = ", "at end of document"),
        (
            "[[outlets]]\nname = 'Noon'\naliases = ['Noon Line']\n[[outlets]]\nname = 'Line'\naliases = ['NOON LINE']",
            "outlet 2 (Line): 'NOON LINE' stands for outlet 1 (Noon), too",
        ),
        (
            "[[outlets]]\nname = 'Noon'\naliases = ['Dusk']\n[[outlets]]\nname = 'Dusk'\naliases = ['Noon']",
            "outlet 2 (Dusk): 'Dusk' stands for outlet 1 (Noon), too",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as error:
        load_outlets(path)
    assert str(path) in error.value.message
    assert told in error.value.message
    assert "[[outlets]]" in error.value.hint


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        load_outlets(tmp_path / "nowhere.toml")
