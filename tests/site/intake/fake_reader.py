"""A reader child that does what the text of its document says: answer, crash, hang, eat memory."""

import base64
import json
import os
import sys
import time

for line in sys.stdin:
    request = json.loads(line)
    said = base64.b64decode(request["content"]).decode() if "content" in request else request["text"]
    if said.startswith("crash"):
        sys.exit("Traceback: it hurts")
    if said.startswith("hang"):
        time.sleep(60)
    if said.startswith("eat"):
        hoard = [bytes(1 << 24) + b"x" for _ in range(1000)]
    if said.startswith("babble"):
        sys.stdout.write("not JSON\n")
        sys.stdout.flush()
        continue
    answer = {"id": request["id"], "drafts": []}
    if said.startswith("unreadable"):
        answer["error"] = "it cannot be opened"
    elif said.startswith("environment"):
        answer["environment"] = sorted(os.environ)
    else:
        answer["announcement"] = {
            "text": said,
            "blocks": [],
            "received": request["received"],
        }
        answer["reading"] = {"language": "en", "drafts": [{}] * said.count("event")}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
