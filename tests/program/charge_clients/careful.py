"""A client that is safe: the key is on disk before the first request, every retry has it, and
nothing is reported before it is known. Keeps its books in the folder CHARGE_STATE."""

import hashlib
import os
import time
import uuid
from pathlib import Path

from gateway import (
    FAILED,
    IN_DOUBT,
    ORDER,
    PAID,
    TIMEOUT,
    Lost,
    backoff,
    charge,
    end,
    is_charged,
    left,
)

_TRIES = 6
_SETTLING = 2  # s in which a charge that is being executed shows itself


class Book:
    """The key of this order, on disk."""

    def __init__(self):
        folder = Path(os.environ["CHARGE_STATE"])
        self._file = folder / hashlib.sha256(ORDER.encode()).hexdigest()

    def key(self):
        """The key, and whether an earlier run wrote it, which may have charged with it."""
        if self._file.exists():
            return self._file.read_text(), True
        key = str(uuid.uuid4())
        self._write(key)
        return key, False

    def _write(self, key):
        # Whole or not at all: a run that dies in between leaves no half of a key.
        draft = self._file.with_suffix(".draft")
        with open(draft, "w", encoding="ascii") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._file)
        folder = os.open(self._file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def seen_at_gateway():
    """Whether the charge is there; nothing when that cannot be known now."""
    try:
        return is_charged()
    except Lost as error:
        print(f"look-up: {error}")
        return None


def report(lost):
    """The last word: failure only when the gateway surely has no charge. `lost`: a request may
    still be at work there."""
    settled = not lost
    if lost and left() > _SETTLING:
        time.sleep(_SETTLING)
        settled = True
    seen = seen_at_gateway()
    if seen:
        end(PAID, "the gateway has the charge")
    if seen is None or not settled:
        end(IN_DOUBT, "what became of the charge is not known yet")
    end(FAILED, "the gateway has no charge")


def pay(key, tried):
    """Charges, with retries, and reports."""
    answer, lost = None, tried
    for number in range(_TRIES):
        if number > 0:
            pause = backoff(number, answer)
            if pause >= left():
                break
            time.sleep(pause)
        # Not every gateway keeps what it did under a key when it answered with an error.
        if (number > 0 or tried) and seen_at_gateway():
            end(PAID, "the gateway has the charge")
        try:
            answer = charge(key, max(0.1, min(TIMEOUT, left())))
        except Lost as error:
            print(f"try {number + 1}: {error}")
            answer, lost = None, True
            continue
        print(f"try {number + 1}: {answer.status}")
        if answer.ok:
            end(PAID, "the gateway said so")
        if not answer.may_heal:
            end(FAILED, f"it was refused with {answer.status}")
        if answer.stored:
            break
    report(lost)


if __name__ == "__main__":
    pay(*Book().key())
