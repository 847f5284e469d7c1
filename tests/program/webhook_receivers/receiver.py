"""A shop's endpoint for Stripe's webhooks, in Flask, that is right but for the one defect that it is
asked for: receiver.py PORT-FILE DATABASE [DEFECT]. It keeps its orders and payments in SQLite."""

import hashlib
import hmac
import json
import os
import sqlite3
import sys
import threading
import time

from flask import Flask, jsonify, request
from werkzeug.serving import make_server

PORT_FILE, DATABASE = sys.argv[1:3]
DEFECT = sys.argv[3] if len(sys.argv) > 3 else ""
SECRET = os.environ["WEBHOOK_SECRET"].encode()
TOLERANCE = 300

DEFECTS = (
    "no-verification", "no-tolerance", "reserialised", "non-ascii-500", "no-deduplication", "race",
    "answers-first", "drops-early", "first-signature", "refuses-duplicates", "redirects", "slow",
    "swallows", "refuses-unknown", "takes-get", "hash-as-id", "memory-deduplication", "unlimited",
)

app = Flask(__name__)
LARGEST = 1 << 20  # bytes of a body; get_data() of older versions does not ask MAX_CONTENT_LENGTH
remembered = set()


def connect():
    database = sqlite3.connect(DATABASE, timeout=20, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    return database


def prepare():
    database = connect()
    database.execute("CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, hash TEXT, body BLOB)")
    database.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY)")
    database.execute("CREATE TABLE IF NOT EXISTS parked (order_id TEXT, event TEXT)")
    database.execute("CREATE TABLE IF NOT EXISTS payments (order_id TEXT, event TEXT)")


def is_signed(body):
    if DEFECT == "no-verification":
        return True
    if DEFECT == "reserialised":
        try:
            body = json.dumps(json.loads(body), separators=(",", ":")).encode()
        except ValueError:
            return False
    pairs = [part.partition("=") for part in request.headers.get("Stripe-Signature", "").split(",")]
    times = [value for key, _, value in pairs if key == "t"]
    offered = [value for key, _, value in pairs if key == "v1"]
    if not times or not times[0].isdigit() or not offered:
        return False
    wanted = hmac.new(SECRET, times[0].encode() + b"." + body, hashlib.sha256).hexdigest()
    if DEFECT == "first-signature":
        offered = offered[:1]
    if DEFECT == "non-ascii-500":
        right = any(hmac.compare_digest(each, wanted) for each in offered)
    else:
        right = any(hmac.compare_digest(each.encode(), wanted.encode()) for each in offered)
    if not right:
        return False
    return DEFECT == "no-tolerance" or time.time() - int(times[0]) <= TOLERANCE


def apply(database, order, event):
    """A payment of an order that is there; else it waits for it."""
    if database.execute("SELECT 1 FROM orders WHERE id = ?", (order,)).fetchone():
        database.execute("INSERT INTO payments VALUES (?, ?)", (order, event))
    elif DEFECT != "drops-early":
        database.execute("INSERT INTO parked VALUES (?, ?)", (order, event))


def store(event, body):
    """The answer's status."""
    order = event.get("data", {}).get("object", {}).get("metadata", {}).get("order_id", "")
    key, digest = event["id"], hashlib.sha256(body).hexdigest()
    if DEFECT == "hash-as-id":
        key = digest
    database = connect()
    if DEFECT == "no-deduplication":
        apply(database, order, key)
        return 200
    if DEFECT == "memory-deduplication":
        if key not in remembered:
            remembered.add(key)
            apply(database, order, key)
        return 200
    if DEFECT == "race":
        if database.execute("SELECT 1 FROM events WHERE id = ?", (key,)).fetchone():
            return 200
        time.sleep(0.05)
        database.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?)", (key, digest, body))
        apply(database, order, key)
        return 200
    database.execute("BEGIN IMMEDIATE")
    new = database.execute(
        "INSERT INTO events VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (key, digest, body)
    ).rowcount
    if not new:
        same = database.execute("SELECT hash FROM events WHERE id = ?", (key,)).fetchone()[0]
        database.execute("COMMIT")
        if DEFECT == "refuses-duplicates":
            return 400
        return 200 if same == digest else 409
    if DEFECT != "swallows":
        apply(database, order, key)
    database.execute("COMMIT")
    return 200


@app.route("/webhook", methods=["POST", "GET"] if DEFECT == "takes-get" else ["POST"])
def webhook():
    if request.method != "POST":
        return "", 200
    if DEFECT == "redirects":
        return "", 301, {"Location": "/webhook/"}
    if DEFECT != "unlimited" and (request.content_length or 0) > LARGEST:
        return "", 413
    body = request.get_data()
    if not is_signed(body):
        return "wrong signature", 400
    if DEFECT == "slow":
        time.sleep(1.5)
    try:
        event = json.loads(body)
    except ValueError:
        return "not JSON", 400
    if DEFECT == "no-verification" and not isinstance(event, dict):
        return "", 200
    kind = event.get("type")
    if DEFECT == "bench":
        return "", store(event, body)
    if kind != "payment_intent.succeeded":
        return "", 400 if DEFECT == "refuses-unknown" and kind != "payment_intent.created" else 200
    if DEFECT == "answers-first":
        threading.Timer(0.3, store, (event, body)).start()
        return "", 200
    return "", store(event, body)


@app.route("/orders/<order>", methods=["POST"])
def create(order):
    database = connect()
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT OR IGNORE INTO orders VALUES (?)", (order,))
    for (event,) in database.execute("SELECT event FROM parked WHERE order_id = ?", (order,)):
        database.execute("INSERT INTO payments VALUES (?, ?)", (order, event))
    database.execute("DELETE FROM parked WHERE order_id = ?", (order,))
    database.execute("COMMIT")
    return "", 201


@app.route("/orders/<order>/payments")
def payments(order):
    count = connect().execute("SELECT count(*) FROM payments WHERE order_id = ?", (order,))
    return jsonify(count=count.fetchone()[0])


if __name__ == "__main__":
    assert DEFECT in ("", "bench", *DEFECTS), DEFECT
    prepare()
    port = 0
    if os.path.exists(PORT_FILE):
        with open(PORT_FILE, encoding="ascii") as file:
            port = int(file.read())
    server = make_server("127.0.0.1", port, app, threaded=True)
    with open(PORT_FILE + ".new", "w", encoding="ascii") as file:
        file.write(str(server.server_port))
    os.replace(PORT_FILE + ".new", PORT_FILE)
    server.serve_forever()
