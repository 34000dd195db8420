"""One settings object: from flags, then CONFLICT_EXTRACT_* variables, then conflict-extract.toml, then defaults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Self

from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from conflict_extract.errors import SettingsError

EMBEDDED = "embedded"
SETTINGS_FILE = "conflict-extract.toml"


class Settings(BaseSettings):
    """What a run is done with. Every field is a flag (`--base-url`), a variable (`CONFLICT_EXTRACT_BASE_URL`)
    and a key of `conflict-extract.toml` (`base_url`).

    Raises:
        SettingsError: from `Settings.load`, naming everything that is wrong at once.
    """

    model_config = SettingsConfigDict(
        env_prefix="CONFLICT_EXTRACT_", toml_file=SETTINGS_FILE, extra="forbid", frozen=True, env_ignore_empty=True
    )

    model: str = Field(default="", description="model name, `embedded`, or the path of a .gguf file")
    base_url: str | None = Field(
        default=None, description="an OpenAI-compatible endpoint, as in http://localhost:11434/v1"
    )
    api_key: SecretStr | None = Field(default=None, description="never written anywhere; OPENAI_API_KEY serves as well")
    cache_dir: Path = Field(default_factory=lambda: user_cache_path("conflict_extract"))
    cache: bool = Field(default=True, description="keep answers, and use those kept")
    offline: bool = Field(default=False, description="cached answers only")
    concurrency: int = Field(default=8, ge=1, le=512, description="calls at a time (the embedded model takes one)")
    window: int | None = Field(
        default=None, ge=1, description="sentences a call; default: one embedded, else what fits"
    )
    max_cost: float | None = Field(default=None, gt=0, description="US dollars after which no call is made")
    price_in: float | None = Field(default=None, ge=0, description="US dollars per million tokens in")
    price_out: float | None = Field(default=None, ge=0, description="US dollars per million tokens out")
    timeout: float = Field(default=120.0, gt=0, description="seconds that one call may take")
    attempts: int = Field(
        default=6, ge=1, le=100, description="times a call is tried when the connection or server fails"
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
            SettingsError: names every wrong setting at once, and where to mend it.
        """
        try:
            return cls(**{name: value for name, value in flags.items() if value is not None})
        except ValidationError as error:
            raise SettingsError(
                "; ".join(_describe(line) for line in error.errors(include_url=False)),
                hint=f"see flags, CONFLICT_EXTRACT_* variables and {SETTINGS_FILE}",
            ) from None
        except ValueError as error:
            raise SettingsError(f"{SETTINGS_FILE}: {error}", hint="it must be valid TOML") from error

    @field_validator("base_url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/") if value else None

    @model_validator(mode="before")
    @classmethod
    def _honour_openai_variables(cls, values: Any) -> Any:
        """OPENAI_API_KEY and OPENAI_BASE_URL count where nothing of our own is given.

        An explicit `--model embedded` or .gguf file keeps articles on this machine whatever the environment says.
        """
        values = dict(values)
        model = str(values.get("model") or "")
        if model == EMBEDDED or model.endswith(".gguf"):
            return values
        values.setdefault("base_url", os.environ.get("OPENAI_BASE_URL") or None)
        if values.get("api_key") is None and os.environ.get("OPENAI_API_KEY"):
            values["api_key"] = os.environ["OPENAI_API_KEY"]
        return values

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        wrong = []
        if not self.model and (self.base_url or self.api_key):
            given = "a base URL" if self.base_url else "a key"
            wrong.append(f"{given} is set but no model; name one with --model, or say --model embedded")
        if self.is_local and self.base_url:
            wrong.append(f"--model {self.model} runs here and takes no base URL; drop one of the two")
        if (self.price_in is None) != (self.price_out is None):
            wrong.append("price_in and price_out go together")
        if self.max_cost is not None and not self.is_local and self.price_in is None:
            wrong.append("max_cost needs price_in and price_out (US dollars per million tokens)")
        if self.offline and not self.cache:
            wrong.append("--offline needs the cache; drop --no-cache")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def is_local(self) -> bool:
        """Whether the model runs in a child process of ours."""
        return (self.model in ("", EMBEDDED) and not (self.base_url or self.api_key)) or self.model.endswith(".gguf")

    @property
    def gguf(self) -> Path | None:
        """The user's own model file, if one is named."""
        return Path(self.model) if self.model.endswith(".gguf") else None

    @property
    def endpoint(self) -> str:
        """Where articles go, for people to read."""
        if self.is_local:
            return "this machine (embedded model)" if self.gguf is None else f"this machine ({self.gguf.name})"
        return self.base_url or "https://api.openai.com/v1"


def _describe(line: Any) -> str:
    where = ".".join(str(part) for part in line["loc"])
    message = str(line["msg"]).removeprefix("Value error, ")
    if line["type"] == "extra_forbidden":
        message = "is no setting"
    return f"{where}: {message}" if where else message
