"""What a terminal gets and a pipe does not: colour and progress."""

import contextlib
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import unittest
from fcntl import ioctl

import gateways
import pki
import program

_ESCAPE = "\x1b"
_ERASE = "\r\x1b[K"


@contextlib.contextmanager
def terminal(columns):
    """Both ends of a pseudo-terminal of that width."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    try:
        yield ours, theirs
    finally:
        os.close(ours)


def _drain(descriptor):
    """All that was written to the other end, which is closed everywhere but here when the program
    ends."""
    text = b""
    deadline = time.monotonic() + program.WITHIN
    while True:
        ready, _, _ = select.select([descriptor], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            raise AssertionError(f"no end within {program.WITHIN} s after {text[-200:]!r}")
        try:
            piece = os.read(descriptor, 65536)
        except OSError:  # the last writer is gone
            piece = b""
        if not piece:
            return text.decode().replace("\r\n", "\n")
        text += piece


def run(*arguments, stdout="pipe", stderr="pipe", columns=80, env=None):
    """Runs the program with stdout or stderr on a terminal ("tty") or away ("pipe": to a file)."""
    variables = program.environment(**{"TERM": "xterm-256color", **(env or {})})
    variables.pop("COLUMNS", None)  # it would go before the terminal's own width
    with contextlib.ExitStack() as stack:
        ends = {}
        for name, kind in (("stdout", stdout), ("stderr", stderr)):
            if kind == "tty":
                ends[name] = stack.enter_context(terminal(columns))
        file = stack.enter_context(open(pki.directory() / "terminal.out", "w+b"))
        process = subprocess.Popen(
            [program.BINARY, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=ends["stdout"][1] if "stdout" in ends else file,
            stderr=ends["stderr"][1] if "stderr" in ends else file,
            env=variables,
        )
        for _, theirs in ends.values():
            os.close(theirs)
        try:
            told = {name: _drain(ours) for name, (ours, _) in ends.items()}
            code = process.wait(timeout=program.WITHIN)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        file.seek(0)
        told["file"] = file.read().decode()
    return code, told


class TerminalTest(program.ProgramTest):
    """An imperfect gateway, looked at from a terminal and from elsewhere."""

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        block = gateways.nginx_server(pki.leaf("expired"), protocols="TLSv1.2")
        cls.gateway = cls.stack.enter_context(gateways.nginx(block))
        cls.words = ("tls", "probe", "--ca-file", pki.root().certificate, cls.gateway.address)

    @classmethod
    def tearDownClass(cls):
        cls.stack.close()

    def test_a_terminal_gets_colour_and_a_file_none(self):
        code, told = run(*self.words, stdout="tty")
        self.assertEqual(code, program.FINDINGS)
        self.assertIn(_ESCAPE, told["stdout"])
        self.assertEqual(told["file"], "")
        code, told = run(*self.words)
        self.assertEqual(code, program.FINDINGS)
        self.assertIn("tls/leaf-expired", told["file"])
        self.assertNotIn(_ESCAPE, told["file"])

    def test_colour_is_colour_alone(self):
        _, told = run(*self.words, stdout="tty")
        self.assertNotRegex(told["stdout"], r"\x1b\[[0-9;]+m\x1b\[0m", "styles around nothing")
        self.assertEqual(
            set(re.findall(r"\x1b.[0-9;]*.", told["stdout"]))
            - set(re.findall(r"\x1b\[[0-9;]*m", told["stdout"])),
            set(),
        )

    def test_who_decides_about_colour(self):
        for colored, words, env in (
            (False, (), {"NO_COLOR": "1"}),
            (True, (), {"NO_COLOR": ""}),
            (False, (), {"TERM": "dumb"}),
            (False, ("--color", "never"), {"CLICOLOR_FORCE": "1"}),
            (True, ("--color", "always"), {"NO_COLOR": "1"}),
            (False, (), {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}),
        ):
            with self.subTest(words=words, env=env):
                _, told = run(*self.words, *words, stdout="tty", env=env)
                self.assertEqual(_ESCAPE in told["stdout"], colored)
        _, told = run(*self.words, env={"CLICOLOR_FORCE": "1"})
        self.assertIn(_ESCAPE, told["file"])

    def test_progress_appears_on_a_terminal_and_goes(self):
        code, told = run(*self.words, stderr="tty")
        self.assertEqual(code, program.FINDINGS)
        self.assertIn(f"{_ERASE}probing {self.gateway.address}", told["stderr"])
        self.assertTrue(told["stderr"].endswith(_ERASE), told["stderr"])
        self.assertNotIn("\n", told["stderr"])
        self.assertNotIn(_ESCAPE, told["file"])

    def test_progress_fits_the_terminal(self):
        _, told = run(*self.words, stderr="tty", columns=20)
        for line in told["stderr"].split(_ERASE):
            self.assertLess(len(line), 20, line)

    def test_no_progress_where_it_is_not_wanted(self):
        for words in (("--no-progress",), ("--quiet",)):
            with self.subTest(words=words):
                _, told = run(*self.words, *words, stderr="tty")
                self.assertEqual(told["stderr"], "")
        _, told = run(*self.words, stdout="tty")
        self.assertEqual(told["file"], "")

    def test_json_on_a_terminal_is_json(self):
        _, told = run(*self.words, "--json", stdout="tty")
        self.assertTrue(told["stdout"].startswith("{"))
        self.assertNotIn(_ESCAPE, told["stdout"])

    def test_the_text_keeps_to_the_terminal(self):
        for columns in (60, 100):
            with self.subTest(columns=columns):
                _, told = run(*self.words, "--color", "never", stdout="tty", columns=columns)
                lines = told["stdout"].splitlines()
                self.assertEqual(len(lines[0]), columns, "the verdict is at the right edge")
                for line in lines:
                    if not line.startswith(" " * 18):  # commands of a fix are never broken
                        self.assertLessEqual(len(line), columns, line)


if __name__ == "__main__":
    unittest.main()
