"""Where settings come from, which of them fit together, and that secrets stay inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from conflict_extract.errors import EndpointNotNamed, SettingsError
from conflict_extract.settings import EMBEDDED, OPENAI_URL, Settings

HOSTED = {"model": "some-model", "base_url": "http://127.0.0.1:11434/v1"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_flags_before_variables_before_file_before_defaults(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "conflict-extract.toml").write_text(
        'model = "of-file"\nbase_url = "http://127.0.0.1:1/v1"\nconcurrency = 2\nattempts = 2\ntimeout = 2.0\n'
    )
    monkeypatch.setenv("CONFLICT_EXTRACT_MODEL", "of-variable")
    monkeypatch.setenv("CONFLICT_EXTRACT_CONCURRENCY", "3")
    monkeypatch.setenv("CONFLICT_EXTRACT_ATTEMPTS", "3")
    settings = Settings.load(model="of-flag", concurrency=4, attempts=None)
    assert (settings.model, settings.concurrency) == ("of-flag", 4)
    assert (settings.attempts, settings.timeout, settings.max_tokens) == (3, 2.0, 4096)


def test_nothing_set_means_the_embedded_model() -> None:
    settings = Settings.load()
    assert settings.is_local
    assert settings.gguf is None
    assert settings.endpoint == "this machine (embedded model)"


def test_empty_variables_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFLICT_EXTRACT_MODEL", "CONFLICT_EXTRACT_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "")
    assert Settings.load().is_local


def test_every_wrong_setting_is_named_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "conflict-extract.toml").write_text("modle = 'typo'\n")
    monkeypatch.setenv("CONFLICT_EXTRACT_TIMEOUT", "soon")
    with pytest.raises(SettingsError) as caught:
        Settings.load(base_url="ftp://x", concurrency=0, window=0, price_in=-1, offline=True, cache=False, colour="red")
    for part in (
        "modle: is no setting",
        "colour: is no setting",
        "timeout: Input should be a valid number",
        "base_url: must start with http:// or https://",
        "concurrency: ",
        "window: ",
        "price_in: ",
        "a base URL is set but no model",
        "price_in and price_out go together",
        "--offline needs the cache",
    ):
        assert part in caught.value.message
    assert "CONFLICT_EXTRACT_*" in caught.value.hint
    assert "conflict-extract.toml" in caught.value.hint


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        ({"base_url": "http://127.0.0.1/v1"}, "a base URL is set but no model; name one with --model"),
        ({"api_key": "sk-1"}, "a key is set but no model"),
        ({"model": EMBEDDED, "base_url": "http://127.0.0.1/v1"}, "runs here and takes no base URL"),
        ({"model": "my.gguf", "base_url": "http://127.0.0.1/v1"}, "runs here and takes no base URL"),
        ({**HOSTED, "price_in": 1.0}, "price_in and price_out go together"),
        ({**HOSTED, "max_cost": 1.0}, "max_cost needs price_in and price_out"),
        ({**HOSTED, "price_cached": 1.0}, "price_cached needs price_in and price_out"),
        ({"offline": True, "cache": False}, "--offline needs the cache"),
        ({"concurrency": 513}, "concurrency: "),
        ({"timeout": float("inf")}, "timeout: "),
        ({"model": "m", "base_url": "localhost:11434"}, "base_url: must start with http:// or https://"),
        ({"model": "m", "base_url": "http://"}, "base_url: names no host"),
        ({"model": "m", "base_url": "http://h:port/v1"}, "base_url: is no URL"),
        ({"model": "m", "base_url": "http://[::1/v1"}, "base_url: is no URL"),
        ({"model": "m", "base_url": "http://h o/v1"}, "base_url: holds a space"),
        ({"model": "m", "base_url": "http://h/v1?key=k"}, "base_url: must end before the ?"),
        ({"model": "m", "base_url": "http://h/v1/chat/completions/"}, "base_url: must end before /chat/completions"),
    ],
)
def test_what_does_not_fit(flags: dict[str, Any], complaint: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(complaint)):
        Settings.load(**flags)


def test_max_cost_needs_no_price_where_nothing_is_paid() -> None:
    assert Settings.load(max_cost=1.0).is_local


@pytest.mark.parametrize("content", [b"model = ", b"model = '\xff'\n"])
def test_file_that_is_no_toml_is_named(folder: Path, content: bytes) -> None:
    (folder / "conflict-extract.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"conflict-extract\.toml: ") as caught:
        Settings.load()
    assert "valid TOML" in caught.value.hint


def test_openai_variables_are_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1/")
    settings = Settings.load(model="m")
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "sk-openai"
    assert settings.base_url == settings.endpoint == "http://127.0.0.1:1/v1"
    monkeypatch.setenv("CONFLICT_EXTRACT_API_KEY", "sk-own")
    monkeypatch.setenv("CONFLICT_EXTRACT_BASE_URL", "http://127.0.0.1:2/v1")
    settings = Settings.load(model="m")
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "sk-own"
    assert settings.endpoint == "http://127.0.0.1:2/v1"


@pytest.mark.parametrize("model", [EMBEDDED, "some.gguf", "Some.GGUF"])
@pytest.mark.parametrize("prefix", ["OPENAI", "CONFLICT_EXTRACT"])
def test_model_named_to_run_here_runs_here_whatever_the_environment_says(
    model: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{prefix}_API_KEY", "sk-1")
    monkeypatch.setenv(f"{prefix}_BASE_URL", "http://127.0.0.1:1/v1")
    settings = Settings.load(model=model)
    assert settings.is_local
    assert settings.base_url is None
    assert settings.endpoint.startswith("this machine")


def test_model_and_endpoint_that_contradict_in_the_environment_are_not_guessed_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CONFLICT_EXTRACT_MODEL", EMBEDDED)
    monkeypatch.setenv("CONFLICT_EXTRACT_BASE_URL", "http://127.0.0.1:1/v1")
    with pytest.raises(SettingsError, match="takes no base URL"):
        Settings.load()


def test_key_in_the_environment_needs_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with pytest.raises(SettingsError, match="a key is set but no model") as caught:
        Settings.load()
    assert "--model embedded" in str(caught.value)


@pytest.mark.parametrize("model", ["gpt-4.1-mini", "gpt-5", "o3", "o4-mini", "chatgpt-4o-latest", "ft:gpt-4.1:us::1"])
def test_endpoint_without_base_url_is_openai_for_its_own_models(model: str) -> None:
    assert Settings.load(model=model, api_key="sk-1").endpoint == OPENAI_URL


@pytest.mark.parametrize(
    "model", ["llama3", "gtp-4.1", "gpt-oss:20b", "gpt-j-6b", "o33b", "qwen3:14b", "embed", "some.ggfu"]
)
@pytest.mark.parametrize("make", [Settings.load, Settings])
def test_no_other_model_goes_there_unless_it_is_named(
    model: str, make: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    with pytest.raises(EndpointNotNamed, match=f"not known to have the model {re.escape(model)}") as caught:
        make(model=model)
    assert f"--base-url {OPENAI_URL}" in caught.value.hint
    assert make(model=model, base_url=OPENAI_URL).endpoint == OPENAI_URL
    assert make(model=model, offline=True).endpoint == OPENAI_URL  # nothing leaves
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert make(model=model).endpoint == "http://127.0.0.1:1/v1"


def test_an_endpoint_that_is_not_named_is_told_with_all_else_that_is_wrong() -> None:
    with pytest.raises(SettingsError, match=r"concurrency: .*; no endpoint is named"):
        Settings.load(model="llama3", concurrency=0)


@pytest.mark.parametrize("slip", ["embeded", "Embedded", "embdeded", "imbeded", "embedde", "embeddedd"])
@pytest.mark.parametrize("base_url", [None, "http://127.0.0.1:1/v1"])
def test_a_slip_in_the_name_of_the_model_that_runs_here_sends_nothing_away(
    slip: str, base_url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    with pytest.raises(SettingsError, match=f"there is no model {slip}; the one that runs here is --model embedded"):
        Settings.load(model=slip, base_url=base_url)


def test_secrets_are_shown_nowhere() -> None:
    settings = Settings.load(model="m", base_url="https://me:hunter2@h.example:8443/v1/", api_key=" sk-secret \n")
    assert settings.endpoint == "https://h.example:8443/v1"
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert "hunter2" not in shown
    assert "sk-secret" not in shown
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "sk-secret"


@pytest.mark.parametrize(
    "wrong", [{"api_key": "sk-\nsecret"}, {"api_key": "sk-sécret"}, {"base_url": "ftp://me:secret@h"}]
)
def test_secrets_are_not_in_complaints(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load(**{**HOSTED, **wrong})
    with pytest.raises(ValidationError) as raw:
        Settings(**{**HOSTED, **wrong})
    for error in (caught.value, raw.value):
        assert "cret" not in str(error)


def test_home_is_expanded(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("HOME", str(folder))
    settings = Settings.load(cache_dir="~/cache", model="~/my.gguf")
    assert settings.cache_dir == folder / "cache"
    assert settings.gguf == folder / "my.gguf"
    assert settings.endpoint == "this machine (my.gguf)"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        setattr(Settings.load(), "model", "other")  # noqa: B010  # mypy knows that it is forbidden
