"""A reader child that does what the text of its document says: answer, crash, hang, eat memory."""

import base64
import json
import os
import sys
import time

for line in sys.stdin:
    request = json.loads(line)
    raw = base64.b64decode(request["content"]) if "content" in request else request["text"].encode()
    said = raw.decode()
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
    if "feed" in request:
        from handbill.formats.feeds import open_feed  # other tests give it too little memory for that
        from handbill.formats.feeds.plain import plain_feed

        answer["feed"] = {"kind": 7} if said.startswith("lie") else plain_feed(open_feed(raw))
    elif said.startswith("unreadable"):
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
