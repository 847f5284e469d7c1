"""Listeners and TCP relays on loopback, in threads: what stands between a probe and its gateway.

Relay counts connections and can delay every byte; proxies.py has what reads along.
"""

import collections
import contextlib
import heapq
import itertools
import select
import socket
import struct
import threading
import time

LOOPBACK = "127.0.0.1"
_CHUNK = 65536
_CLIENT_GONE = select.POLLRDHUP | select.POLLHUP | select.POLLERR


def reset(connection):
    """Closes with RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


class Listener:
    """Accepts on a free loopback port and serves each connection by `serve` in a thread of its
    own."""

    def __init__(self, serve, one_at_a_time=False, backlog=64):
        self._serve, self._one_at_a_time = serve, one_at_a_time
        self._open = set()
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        self.accepted = 0
        self._socket = socket.create_server((LOOPBACK, 0), backlog=backlog)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def port(self):
        """The port that the kernel chose."""
        return self._socket.getsockname()[1]

    @property
    def address(self):
        """As on a command line."""
        return f"{LOOPBACK}:{self.port}"

    def _accept(self):
        while not self.stopping.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if self.stopping.is_set():
                connection.close()
                return
            with self._lock:
                self.accepted += 1
                self._open.add(connection)
            if self._one_at_a_time:
                self._run(connection)
            else:
                threading.Thread(target=self._run, args=(connection,), daemon=True).start()

    def _run(self, connection):
        try:
            self._serve(connection)
        except OSError:
            pass  # the probe went away, which is its right
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def close(self):
        """Stops accepting and cuts what is open."""
        self.stopping.set()
        with contextlib.suppress(OSError):  # wakes accept() up
            socket.create_connection((LOOPBACK, self.port), timeout=1).close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=5)
        self._socket.close()


@contextlib.contextmanager
def listening(serve, **options):
    """A Listener that is closed at the end."""
    listener = Listener(serve, **options)
    try:
        yield listener
    finally:
        listener.close()


def pump(left, right):
    """Copies both ways until both sides have ended; half-closes are passed on."""
    other = {left: right, right: left}
    while other:
        readable, _, _ = select.select(list(other), [], [])
        for source in readable:
            try:
                data = source.recv(_CHUNK)
            except ConnectionResetError:
                return
            if data:
                other[source].sendall(data)
                continue
            with contextlib.suppress(OSError):
                other[source].shutdown(socket.SHUT_WR)
            del other[source]


def forward(client, target, first=b""):
    """Connects to the target, hands over what was read so far, and pumps."""
    with socket.create_connection(target, timeout=10) as server:
        server.settimeout(None)
        if first:
            server.sendall(first)
        pump(client, server)


# --- counting and delaying
# --------------------------------------------------------------------------


class _Side:
    """One socket of a relayed pair: what is on its way to it, and whether more can come."""

    def __init__(self, sock):
        self.socket = sock
        self.peer = None
        self.pending = collections.deque()  # bytes whose time has come; None: half-close
        self.reading = True
        self.not_before = 0.0  # when the first bytes may leave


class Relay:
    """Relays to `target` from a free port. Counts connections accepted and open at the same
    moment, and
    remembers when each came. With `round_trip` seconds, bytes take half of it each way and the
    first
    bytes of a connection wait one round trip more, as if the handshake of TCP had crossed the
    network.

    One thread and one poll loop: counting needs an order of events."""

    def __init__(self, target, round_trip=0.0):
        self.accepted_at = []
        self.most_open = 0
        self._target, self._round_trip = target, round_trip
        self._sides, self._client_fds = {}, set()
        self._due, self._order = [], itertools.count()
        self._poll = select.poll()
        self._listener = socket.create_server((LOOPBACK, 0), backlog=256)
        self._listener.setblocking(False)
        self._poll.register(self._listener, select.POLLIN)
        self._wake_read, self._wake_write = socket.socketpair()
        self._poll.register(self._wake_read, select.POLLIN)
        self._thread = threading.Thread(target=self._loop, daemon=True)
        self._thread.start()

    @property
    def accepted(self):
        """Connections so far."""
        return len(self.accepted_at)

    @property
    def port(self):
        """The port that the kernel chose."""
        return self._listener.getsockname()[1]

    @property
    def address(self):
        """As on a command line."""
        return f"{LOOPBACK}:{self.port}"

    def busiest(self, seconds):
        """The largest number of connections that came within any such span."""
        start, most = 0, 0
        for end, moment in enumerate(self.accepted_at):
            while self.accepted_at[start] <= moment - seconds:
                start += 1
            most = max(most, end - start + 1)
        return most

    def close(self):
        """Stops the loop and cuts what is open."""
        self._wake_write.send(b"x")
        self._thread.join(timeout=5)
        for side in self._sides.values():
            side.socket.close()
        for one in (self._listener, self._wake_read, self._wake_write):
            one.close()

    def _loop(self):
        while True:
            events = dict(self._poll.poll(self._wait()))
            if self._wake_read.fileno() in events:
                return
            for descriptor, event in events.items():
                if descriptor != self._listener.fileno() and descriptor in self._sides:
                    self._serve(self._sides[descriptor], event)
            if self._listener.fileno() in events:
                self._accept()
            self._release()

    def _wait(self):
        """Milliseconds until the next delayed bytes are due; none: for ever."""
        return max(0.0, self._due[0][0] - time.monotonic()) * 1000 if self._due else None

    def _accept(self):
        with contextlib.suppress(BlockingIOError):
            while True:
                client, _ = self._listener.accept()
                self._forget_the_gone()
                self.accepted_at.append(time.monotonic())
                self._client_fds.add(client.fileno())
                self.most_open = max(self.most_open, len(self._client_fds))
                try:
                    server = socket.create_connection(self._target, timeout=5)
                except OSError:
                    self._client_fds.discard(client.fileno())
                    reset(client)
                    continue
                self._pair(_Side(client), _Side(server))

    def _forget_the_gone(self):
        """A client whose FIN has arrived is not open any more, even when its bytes were not read
        yet."""
        look = select.poll()
        for descriptor in self._client_fds:
            look.register(descriptor, select.POLLRDHUP)
        for descriptor, event in look.poll(0):
            if event & _CLIENT_GONE:
                self._client_fds.discard(descriptor)

    def _pair(self, client, server):
        client.peer, server.peer = server, client
        not_before = time.monotonic() + self._round_trip
        for side in (client, server):
            side.not_before = not_before
            side.socket.setblocking(False)
            side.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sides[side.socket.fileno()] = side
            self._watch(side)

    def _watch(self, side):
        events = (select.POLLIN if side.reading else 0) | (select.POLLOUT if side.pending else 0)
        self._poll.register(side.socket, events)

    def _serve(self, side, event):
        if event & select.POLLOUT:
            self._flush(side)
        if (
            event & (select.POLLIN | select.POLLHUP | select.POLLERR)
            and side.socket.fileno() in self._sides
        ):
            self._read(side)

    def _read(self, side):
        if not side.reading:
            self._drop(side)
            return
        try:
            data = side.socket.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            self._drop(side)
            return
        if not data:
            side.reading = False
            self._client_fds.discard(side.socket.fileno())
            self._watch(side)
        self._send_later(side.peer, data or None, side.not_before)

    def _send_later(self, side, data, not_before):
        if not self._round_trip:
            side.pending.append(data)
            self._flush(side)
            return
        due = max(time.monotonic(), not_before) + self._round_trip / 2
        heapq.heappush(self._due, (due, next(self._order), side, data))

    def _release(self):
        while self._due and self._due[0][0] <= time.monotonic():
            _, _, side, data = heapq.heappop(self._due)
            if side.socket.fileno() in self._sides:
                side.pending.append(data)
                self._flush(side)

    def _flush(self, side):
        try:
            while side.pending:
                data = side.pending[0]
                if data is None:
                    side.socket.shutdown(socket.SHUT_WR)
                else:
                    sent = side.socket.send(data)
                    if sent < len(data):
                        side.pending[0] = data[sent:]
                        break
                side.pending.popleft()
        except BlockingIOError:
            pass
        except OSError:
            self._drop(side)
            return
        self._watch(side)

    def _drop(self, side):
        for one in (side, side.peer):
            descriptor = one.socket.fileno()
            if descriptor in self._sides:
                del self._sides[descriptor]
                self._client_fds.discard(descriptor)
                self._poll.unregister(descriptor)
                one.socket.close()


@contextlib.contextmanager
def relay(target, round_trip=0.0):
    """A Relay to (host, port) that is closed at the end."""
    this = Relay(target, round_trip)
    try:
        yield this
    finally:
        this.close()
