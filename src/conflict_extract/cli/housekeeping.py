"""The commands around the main job: cache, model and schema."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from conflict_extract.cli import options, terminal
from conflict_extract.cli.help import Commands
from conflict_extract.errors import SettingsError

cache_app = Commands(no_args_is_help=True, help="The kept answers: stats, clear, verify.")
model_app = Commands(no_args_is_help=True, help="The embedded model: list, pull, add, path, serve.")


def _settings(cache_dir: Path | None) -> Any:
    from conflict_extract.settings import Settings

    return Settings.load(model="embedded", cache_dir=cache_dir)


@contextlib.contextmanager
def _caches(cache_dir: Path | None) -> Iterator[dict[str, Any]]:
    """The folders of what is kept, by what is kept there."""
    from conflict_extract.llm import AnswerCache, parse_cache

    folder = _settings(cache_dir).cache_dir
    with (
        contextlib.closing(AnswerCache(folder / "answers")) as answers,
        contextlib.closing(parse_cache(folder)) as parses,
    ):
        yield {"answers": answers, "parses": parses}


@cache_app.command()
def stats(cache_dir: options.CacheDir = None) -> None:
    """Folder, number of answers and bytes; the same of the kept parses of English sentences."""
    with _caches(cache_dir) as caches:
        for what, cache in caches.items():
            of = "" if what == "answers" else f" of {what}"
            told = cache.stats()
            print(f"folder{of}\t{told['folder']}\n{what}\t{told['answers']}\nbytes{of}\t{told['bytes']}")


@cache_app.command()
def clear(
    cache_dir: options.CacheDir = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete every answer, and every parse."""
    with _caches(cache_dir) as caches:
        answers, parses = caches["answers"], caches["parses"]
        confirmed = yes or terminal.confirmed(f"Delete {answers.stats()['answers']} answers in {answers.folder}?")
        if confirmed:
            parses.clear()
            print(f"deleted\t{answers.clear()}")
        else:
            terminal.say("nothing was deleted")
    raise typer.Exit(0 if confirmed else 1)


@cache_app.command()
def verify(cache_dir: options.CacheDir = None) -> None:
    """Find damaged answers and parses and set them aside, so that the next run asks again."""
    with _caches(cache_dir) as caches:
        damaged = [key for cache in caches.values() for key in cache.verify()]
        for key in damaged:
            print(f"set aside\t{key}")
        print(f"sound\t{sum(cache.stats()['answers'] for cache in caches.values())}")
    raise typer.Exit(3 if damaged else 0)


@model_app.command("list")
def list_models(cache_dir: options.CacheDir = None) -> None:
    """The models that run on this machine, and whether their file is there."""
    from conflict_extract.llm.embedded import MODEL_NAME, find_model_file

    folder = _settings(cache_dir).cache_dir / "models"
    found = find_model_file(folder)
    print(f"embedded\t{MODEL_NAME}\t{found or 'not there; get it with: conflict-extract model pull'}")
    for path in sorted(folder.glob("*.gguf")) if folder.exists() else []:
        if path != found:
            print(f"file\t{path.stem}\t{path}")


@model_app.command()
def pull(cache_dir: options.CacheDir = None, quiet: options.Quiet = False) -> None:
    """Get the embedded model's file, from the model hub or from the installed data packages, and check it."""
    from conflict_extract.llm.embedded import pull_model_file

    with terminal.progress(quiet=quiet) as bar:
        pulled = pull_model_file(_settings(cache_dir).cache_dir / "models", bar.preparing)
    if pulled.hub_problem:
        terminal.say(f"the model hub does not give the file: {pulled.hub_problem}", quiet=quiet)
    terminal.say(_SOURCES[pulled.source], quiet=quiet)
    print(pulled.path)


_SOURCES = {
    "cache": "it was there already; its SHA-256 is the published one",
    "hub": "fetched from its publisher at the model hub; its SHA-256 is the published one",
    "packages": "joined from the installed data packages; its SHA-256 is the published one",
}


@model_app.command()
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The publisher's own .gguf file.")],
    cache_dir: options.CacheDir = None,
    quiet: options.Quiet = False,
) -> None:
    """Take the publisher's own file as the embedded model, once its SHA-256 is checked."""
    from conflict_extract.llm.embedded import add_model_file

    with terminal.progress(quiet=quiet) as bar:
        path = add_model_file(file, _settings(cache_dir).cache_dir / "models", bar.preparing)
    print(path)


@model_app.command()
def path(cache_dir: options.CacheDir = None) -> None:
    """Where the embedded model's file is."""
    from conflict_extract.errors import ModelFileMissing
    from conflict_extract.llm.embedded import find_model_file

    folder = _settings(cache_dir).cache_dir / "models"
    found = find_model_file(folder)
    if found is None:
        raise ModelFileMissing(f"the model file is not in {folder}", hint="get it with: conflict-extract model pull")
    print(found)


@model_app.command()
def serve(
    port: Annotated[int, typer.Option("--port", help="Port on the loopback interface.")] = 8080,
    model: Annotated[Path | None, typer.Option("--model", help="Another .gguf file.")] = None,
    cache_dir: options.CacheDir = None,
) -> None:
    """Serve the model as an OpenAI-compatible endpoint on this machine, until Ctrl-C."""
    from conflict_extract.errors import EmbeddedServerFailed
    from conflict_extract.llm.embedded import EmbeddedServer, prepare_model_file, require_gguf, require_xllamacpp

    require_xllamacpp()
    if model is not None:
        require_gguf(model)
    with terminal.progress(quiet=False) as bar:
        file = model or prepare_model_file(_settings(cache_dir).cache_dir / "models", bar.preparing)
    with EmbeddedServer(file, port=port) as server:
        print(server.base_url, flush=True)
        terminal.say(f"model {server.model_name}; Ctrl-C ends it")
        with contextlib.suppress(KeyboardInterrupt):
            while server.alive:
                time.sleep(0.5)
            raise EmbeddedServerFailed("the server ended by itself", hint="run it again")


def schema(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One of the names; without it they are listed.")
    ] = None,
) -> None:
    """Print a JSON Schema: of records, events, articles or the model's answer."""
    from conflict_extract._files import packaged

    folder = packaged("schemas")
    names = sorted(path.name.removesuffix(".schema.json") for path in folder.glob("*.schema.json"))
    if name is None:
        print("\n".join(names))
        return
    if name not in names:
        raise SettingsError(f"no schema {name!r}", hint="there are: " + ", ".join(names))
    sys.stdout.write((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
