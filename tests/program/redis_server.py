"""A Redis for tests, on a Unix socket, whose log is on disk before it answers; it can be killed and
started again."""

import shutil
import socket
import subprocess
import time


def missing():
    """Why there is none; empty when there is."""
    return "" if shutil.which("redis-server") else "no redis-server"


class RedisServer:
    """One of them, with its files in a folder."""

    def __init__(self, folder, sync="always"):
        self.folder, self.socket = folder, folder / "redis.sock"
        self.url = f"redis+unix://{self.socket}"
        self.argv = [
            "redis-server", "--port", "0", "--unixsocket", str(self.socket), "--dir", str(folder),
            "--save", "", "--appendonly", "yes", "--appendfsync", sync, "--daemonize", "no",
        ]
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )
        end = time.monotonic() + 20
        while self.ask("PING") != "PONG":
            assert time.monotonic() < end, "redis-server does not answer"
            time.sleep(0.01)
        return self

    def ask(self, *words):
        """One line of an answer; "" when there is none."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(5)
                connection.connect(str(self.socket))
                for_each = "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
                connection.sendall(f"*{len(words)}\r\n{for_each}".encode())
                return connection.recv(65536).decode().split("\r\n")[0].lstrip("+:")
        except OSError:
            return ""

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process:
            self.kill()
