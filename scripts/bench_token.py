"""The token part of scripts/bench: recordings of 200 MB, beside JSON.parse of Node.js, and lint of
3-D Secure messages."""

import base64
import json
import random
import tempfile
from pathlib import Path

import program
from bench_fields import _median

SIZE = 200_000_000
MESSAGES = 20_000
_ENDPOINT = ("--endpoint", "https://api.pay.test/v1/tokens")
_PARSE = "JSON.parse(require('fs').readFileSync(process.argv[1]))"


def _contents():
    """What replies have in them: a script, a page, a picture, data."""
    words = ["function ", "var x=", "return ", "\n", "if(a){", "}", '"str"', "0x1f,", "12345;"]
    script = "".join(random.choice(words) for _ in range(9000))
    page = "".join(f"<p>price {random.randint(1, 9999)}.50 <b>x</b>\n" for _ in range(2500))
    picture = base64.b64encode(random.randbytes(90_000)).decode()
    data = json.dumps([{"id": i, "name": f"item {i}", "price": i * 1.5} for i in range(1500)])
    return [
        {"mimeType": "application/javascript", "text": script},
        {"mimeType": "text/html", "text": page},
        {"mimeType": "image/png", "text": picture, "encoding": "base64"},
        {"mimeType": "application/json", "text": data},
    ]


def _entry(number, method, url, content, body=None):
    request = {"method": method, "url": url, "headers": [{"name": "Accept", "value": "*/*"}] * 8}
    if body:
        request["postData"] = {"mimeType": "application/json", "text": body}
    seconds, ms = divmod(number * 7, 1000)
    at = f"2026-11-27T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}Z"
    reply = {"status": 200, "headers": [{"name": "Date", "value": "today"}] * 8, "content": content}
    return {"startedDateTime": at, "time": 5, "request": request, "response": reply, "timings": {}}


def _write_har(file):
    random.seed(1)
    contents = _contents()
    with open(file, "w", encoding="utf-8") as out:
        out.write('{"log": {"version": "1.2", "creator": {"name": "bench"}, "entries": [\n')
        number = 0
        while out.tell() < SIZE:
            url = f"https://shop.test/asset/{number}"
            entry = _entry(number, "GET", url, contents[number % len(contents)])
            if number % 50 == 49:
                entry = _entry(
                    number,
                    "POST",
                    "https://api.pay.test/v1/tokens",
                    {"mimeType": "application/json", "text": f'{{"id": "tok_{number:012d}"}}'},
                    '{"number": "4242424242424242", "cvc": "123"}',
                )
            elif number % 50 == 0 and number:
                body = f'{{"token": "tok_{number - 1:012d}"}}'
                entry = _entry(number, "POST", "https://shop.test/pay", contents[3], body)
            out.write((",\n" if number else "") + json.dumps(entry))
            number += 1
        out.write("\n]}}")
    return number


def _write_trace(file):
    def event(name, ts, **more):
        return json.dumps({"pid": 7, "tid": 7, "ts": ts, "name": name, "cat": "devtools", **more})

    with open(file, "w", encoding="utf-8") as out:
        out.write('{"traceEvents": [\n')
        out.write(event("thread_name", 0, ph="M", args={"name": "CrRendererMain"}))
        number = 0
        while out.tell() < SIZE:
            ts = number * 100
            dur = 60_000 if number % 5000 == 0 else 90
            out.write(",\n" + event("RunTask", ts, ph="X", dur=dur, tdur=dur, args={}))
            data = {"url": "https://shop.test/shop.js", "functionName": f"f{number}"}
            out.write(",\n" + event("FunctionCall", ts, ph="X", dur=dur, args={"data": data}))
            out.write(",\n" + event("UpdateLayer", ts, ph="X", dur=9, args={"layerId": number}))
            number += 1
        out.write("\n]}")
    return number * 3


def _messages():
    one = {
        "messageType": "AReq", "messageVersion": "2.2.0", "deviceChannel": "02",
        "messageCategory": "01", "acctNumber": "4111111111111111", "purchaseAmount": "1000",
    }
    lines = []
    for number in range(MESSAGES):
        one["threeDSServerTransID"] = f"8a880dc0-d2d2-4067-bcb1-{number:012d}"
        lines.append(json.dumps(one))
    return "\n".join(lines)


def measure(runs, table):
    """The tables; returns rows for the table of aims."""
    rows, aims = [], []
    with tempfile.TemporaryDirectory() as folder:
        for kind, write in (("har", _write_har), ("trace", _write_trace)):
            file = Path(folder) / kind
            count = write(file)
            ours, memory, _ = _median(runs, program.BINARY, "token", kind, file, "-q", *_ENDPOINT)
            theirs, large, _ = _median(1, "node", "--max-old-space-size=8192", "-e", _PARSE, file)
            rows.append((f"token {kind}", f"{count:,} entries", f"{ours:.1f} s", f"{memory} MiB"))
            rows.append(("JSON.parse on Node.js, no judgement", "", f"{theirs:.1f} s", f"{large} MiB"))
            aims.append((f"token {kind}, {SIZE // 1_000_000} MB", f"{ours:.1f} s, {memory} MiB",
                         "< 3 s, < 300 MiB", ours < 3 and memory < 300))
    table("Recordings", f"{SIZE // 1_000_000} MB, median of {runs}", ("", "", "", ""), rows)
    took, memory, _ = _median(runs, program.BINARY, "threeds", "lint", "-", "-q", given=_messages())
    table("3-D Secure", "AReq with faults, one a line", ("", "", "", ""),
          [("threeds lint", f"{MESSAGES / took:,.0f} messages a second", "", f"{memory} MiB")])
    aims.append(("threeds lint", f"{MESSAGES / took:,.0f}/s", ">= 10,000/s", MESSAGES / took >= 10_000))
    return aims
