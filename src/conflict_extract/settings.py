"""One settings object: from flags, then CONFLICT_EXTRACT_* variables, then conflict-extract.toml, then defaults."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

from platformdirs import user_cache_path
from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    TypeAdapter,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from conflict_extract._known_models import is_served_by_default, resembles
from conflict_extract.errors import EndpointNotNamed, SettingsError

EMBEDDED = "embedded"
SETTINGS_FILE = "conflict-extract.toml"
OPENAI_URL = "https://api.openai.com/v1"


class Settings(BaseSettings):
    """What a run is done with. Every field is a flag (`--base-url`), a variable (`CONFLICT_EXTRACT_BASE_URL`)
    and a key of `conflict-extract.toml` (`base_url`).

    Raises:
        EndpointNotNamed: the model is not known at the endpoint that articles go to where none is named.
        SettingsError: from `Settings.load`, naming everything that is wrong at once.
    """

    model_config = SettingsConfigDict(
        env_prefix="CONFLICT_EXTRACT_",
        toml_file=SETTINGS_FILE,
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
        str_strip_whitespace=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,  # what is wrong may be a key, or a URL with a password
    )

    model: str = Field(default="", description="model name, `embedded`, or the path of a .gguf file")
    base_url: str | None = Field(
        default=None, description="an OpenAI-compatible endpoint, as in http://localhost:11434/v1"
    )
    api_key: SecretStr | None = Field(default=None, description="never written anywhere; OPENAI_API_KEY serves as well")
    cache_dir: Path = Field(default_factory=lambda: user_cache_path("conflict_extract"))
    actors: Path | None = Field(default=None, description="a TOML file of actors of your own; they come first")
    cache: bool = Field(default=True, description="keep answers, and use those kept")
    offline: bool = Field(default=False, description="cached answers only")
    concurrency: int = Field(default=8, ge=1, le=512, description="calls at a time (the embedded model takes one)")
    window: int | None = Field(
        default=None, ge=1, description="sentences a call; default: one embedded, else what fits"
    )
    strict: bool = Field(default=False, description="set records aside that something speaks against")
    screen: bool = Field(default=False, description="skip English articles without a word that can state an event")
    max_cost: float | None = Field(default=None, gt=0, description="US dollars that a run may cost")
    token_budget: int | None = Field(default=None, ge=1, description="tokens, in and out, that a run may use")
    requests_per_minute: int | None = Field(
        default=None, ge=1, description="calls that may begin in any minute; the endpoint's headers count as well"
    )
    tokens_per_minute: int | None = Field(default=None, ge=1, description="tokens, in and out, of calls of a minute")
    price_in: float | None = Field(default=None, ge=0, description="US dollars per million tokens in")
    price_out: float | None = Field(default=None, ge=0, description="US dollars per million tokens out")
    price_cached: float | None = Field(
        default=None, ge=0, description="US dollars per million tokens in that the endpoint had cached; else price_in"
    )
    timeout: float = Field(default=120.0, gt=0, description="seconds that one call may take")
    attempts: int = Field(
        default=6, ge=1, le=100, description="times a call is tried when the connection or server fails"
    )
    places: Path | None = Field(default=None, description="a TOML file of your own places and aliases")
    outlets: Path | None = Field(default=None, description="a TOML file of your own outlets and their other names")
    batch_requests: int = Field(default=50_000, ge=1, description="requests in one file of a batch at most")
    batch_megabytes: int = Field(default=200, ge=1, description="megabytes of one file of a batch at most")
    batch_tokens: int | None = Field(
        default=None, ge=1, description="about so many tokens in one file of a batch at most, where few may wait"
    )
    max_tokens: int = Field(default=4096, ge=64, description="tokens of an answer; a cut answer gets twice that, once")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags before variables before the file; no .env file and no secrets folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @classmethod
    def load(cls, **flags: Any) -> Settings:
        """Settings from flags (those that are None count as not given), variables, file and defaults.

        Raises:
            EndpointNotNamed: the model is not known at the endpoint that articles go to where none is named.
            SettingsError: names every wrong setting at once, and where to mend it.
        """
        given = {name: value for name, value in flags.items() if value is not None}
        if _runs_here(given.get("model")):
            # who says on the command line that the model runs here overrules a base URL set elsewhere
            given = {"base_url": None, **given}
        try:
            return cls(**given)
        except ValidationError as error:
            raise SettingsError(
                "; ".join(_describe(line) for line in error.errors(include_url=False)),
                hint=f"see flags, CONFLICT_EXTRACT_* variables and {SETTINGS_FILE}",
            ) from None
        except (ValueError, OSError) as error:
            raise SettingsError(f"{SETTINGS_FILE}: {error}", hint="it must be readable, valid TOML") from error

    @field_validator("base_url")
    @classmethod
    def _is_endpoint(cls, value: str | None) -> str | None:
        if value is None:
            return None
        wrong = _wrong_with_url(value)
        if wrong:
            raise ValueError(wrong)
        return value.rstrip("/")

    @field_validator("api_key")
    @classmethod
    def _fits_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        key = value.get_secret_value().strip() if value else ""
        if not (key.isascii() and key.isprintable()):
            raise ValueError("holds characters that no key has; copy it again")
        return SecretStr(key) if key else None

    @field_validator("cache_dir", "actors", "places", "outlets")
    @classmethod
    def _is_expanded(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value is not None else None

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, values: Any, check: ModelWrapValidatorHandler[Self]) -> Self:
        """Names wrong values and settings that do not fit together in one go."""
        if not isinstance(values, dict):
            return check(values)
        values = _with_openai_variables(values)
        wrong = _misfits(values)
        try:
            settings = check(values)
        except ValidationError as error:
            wrong = [*(_describe(line) for line in error.errors(include_url=False)), *wrong]
        unnamed = _endpoint_not_named(values)
        if wrong:
            raise ValueError("; ".join([*wrong, unnamed.message] if unnamed else wrong))
        if unnamed:
            raise unnamed
        return settings

    @field_serializer("base_url")
    def _without_login(self, value: str | None) -> str | None:
        return _bare_url(value) if value else value

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            yield name, _bare_url(value) if name == "base_url" and value else value

    @property
    def is_local(self) -> bool:
        """Whether the model runs in a child process of ours."""
        return not self.model or _runs_here(self.model)

    @property
    def gguf(self) -> Path | None:
        """The user's own model file, if one is named."""
        return Path(self.model).expanduser() if _is_gguf(self.model) else None

    @property
    def endpoint(self) -> str:
        """Where articles go, for people to read: without a login that stands in the base URL."""
        if self.is_local:
            return "this machine (embedded model)" if self.gguf is None else f"this machine ({self.gguf.name})"
        return _bare_url(self.base_url) if self.base_url else OPENAI_URL


def _is_gguf(model: str) -> bool:
    return model.lower().endswith(".gguf")


def _runs_here(model: Any) -> bool:
    return isinstance(model, str) and (model == EMBEDDED or _is_gguf(model))


def _bare_url(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _wrong_with_url(url: str) -> str:
    """What is wrong with a base URL, without quoting it: it may hold a password."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no URL"
    if parts.scheme not in ("http", "https"):
        return "must start with http:// or https://"
    if not host or any(character.isspace() for character in url):
        return "names no host" if not host else "holds a space"
    if parts.query or parts.fragment:
        return "must end before the ? or #"
    if parts.path.rstrip("/").endswith("/chat/completions"):
        return "must end before /chat/completions"
    return ""


def _with_openai_variables(values: Mapping[str, Any]) -> dict[str, Any]:
    """OPENAI_API_KEY and OPENAI_BASE_URL count where nothing of our own is given.

    A model named to run here keeps articles on this machine whatever the environment says.
    """
    values = dict(values)
    if not _runs_here(values.get("model")):
        values.setdefault("base_url", os.environ.get("OPENAI_BASE_URL") or None)
        if values.get("api_key") is None and os.environ.get("OPENAI_API_KEY"):
            values["api_key"] = os.environ["OPENAI_API_KEY"]
    return values


def _misfits(values: Mapping[str, Any]) -> list[str]:
    """What does not fit together, told from what is given, right or wrong in itself."""
    wrong = []
    model = str(values.get("model") or "").strip()
    is_local = _runs_here(model)
    if not is_local and resembles(model, EMBEDDED):
        # refused whatever else is set: one slip must not send articles away that were to stay here
        wrong.append(f"there is no model {model}; the one that runs here is --model {EMBEDDED}")
    given = {name for name, value in values.items() if value is not None}
    url, key = "base_url" in given, bool(values.get("api_key"))
    if not model and (url or key):
        which = "a base URL" if url else "a key"
        wrong.append(f"{which} is set but no model; name one with --model, or say --model {EMBEDDED}")
    if is_local and url:
        wrong.append(f"--model {model} runs here and takes no base URL; drop one of the two")
    if ("price_in" in given) != ("price_out" in given):
        wrong.append("price_in and price_out go together")
    if "price_cached" in given and not given & {"price_in", "price_out"}:
        wrong.append("price_cached needs price_in and price_out")
    if "max_cost" in given and not is_local and (model or url or key) and not given & {"price_in", "price_out"}:
        wrong.append("max_cost needs price_in and price_out (US dollars per million tokens)")
    if _switch(values.get("offline"), False) and not _switch(values.get("cache"), True):
        wrong.append("--offline needs the cache; drop --no-cache")
    return wrong


def _endpoint_not_named(values: Mapping[str, Any]) -> EndpointNotNamed | None:
    """Why articles may not leave for the endpoint that counts where none is named: it may not have the model."""
    model = str(values.get("model") or "").strip()
    stays = not model or _runs_here(model) or resembles(model, EMBEDDED) or _switch(values.get("offline"), False)
    if stays or values.get("base_url") is not None or is_served_by_default(model):
        return None
    return EndpointNotNamed(
        f"no endpoint is named, and {OPENAI_URL}, where articles go then, is not known to have the model {model}",
        hint=f"name the endpoint: --base-url http://localhost:11434/v1, say, or --base-url {OPENAI_URL};"
        f" --model {EMBEDDED} runs here",
    )


def _switch(value: Any, otherwise: bool) -> bool:
    """A yes or no as pydantic reads it; one that it cannot read is complained of elsewhere."""
    try:
        return otherwise if value is None else TypeAdapter(bool).validate_python(value)
    except ValidationError:
        return otherwise


def _describe(line: Any) -> str:
    where = ".".join(str(part) for part in line["loc"])
    message = str(line["msg"]).removeprefix("Value error, ")
    if line["type"] == "extra_forbidden":
        message = "is no setting"
    return f"{where}: {message}" if where else message
