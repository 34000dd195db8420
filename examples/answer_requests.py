"""Answers a file of requests at any OpenAI-compatible endpoint, one by one, as `vllm run-batch` answers them.

python examples/answer_requests.py batch/requests-0001.jsonl batch/results-0001.jsonl http://localhost:8080/v1
"""

import json
import sys
import urllib.error
import urllib.request

requests, results, base_url = sys.argv[1:]
with open(requests, encoding="utf-8") as lines, open(results, "w", encoding="utf-8") as out:  # noqa: PTH123
    for line in map(json.loads, lines):
        call = urllib.request.Request(  # noqa: S310  # the endpoint is the user's own
            f"{base_url}/chat/completions", json.dumps(line["body"]).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(call) as answer:  # noqa: S310
                status, body, error = answer.status, json.load(answer), None
        except urllib.error.HTTPError as failed:
            status, body, error = failed.code, None, {"code": failed.code, "message": failed.read().decode()}
        response = {"status_code": status, "request_id": "", "body": body}
        out.write(json.dumps({"id": "", "custom_id": line["custom_id"], "response": response, "error": error}) + "\n")
