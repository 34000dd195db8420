"""langextract on texts, run in an environment of its own: `python langextract_side.py TASK.json`.

The task names the endpoint, the model, the description, the examples and the texts; on standard output comes one JSON
line a text: `{"id": …, "seconds": …, "extractions": [{"kind": …, "trigger": …, "attributes": {…}}]}`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import langextract
from langextract.factory import ModelConfig
from langextract.prompt_validation import PromptValidationLevel


def main() -> None:
    """Answers the task that the first argument names."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    examples = [
        langextract.data.ExampleData(
            text=example["text"],
            extractions=[
                langextract.data.Extraction(
                    extraction_class=item["kind"], extraction_text=item["trigger"], attributes=item["attributes"]
                )
                for item in example["items"]
            ],
        )
        for example in task["examples"]
    ]
    config = ModelConfig(
        model_id=task["model"],
        provider="OpenAILanguageModel",
        provider_kwargs={"base_url": task["base_url"], "api_key": "none", "temperature": 0.0, "max_tokens": 2000},
    )
    for text in task["texts"]:
        started = time.monotonic()
        found = langextract.extract(
            text_or_documents=text["text"],
            prompt_description=task["description"],
            examples=examples,
            config=config,
            max_workers=1,
            show_progress=False,
            prompt_validation_level=PromptValidationLevel.OFF,  # it refuses examples without extractions
        )
        extractions = [
            {"kind": each.extraction_class, "trigger": each.extraction_text, "attributes": each.attributes or {}}
            for each in found.extractions or []
        ]
        said = {"id": text["id"], "seconds": time.monotonic() - started, "extractions": extractions}
        print(json.dumps(said, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
