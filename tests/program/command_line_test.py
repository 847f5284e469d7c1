"""The command line: help, explain, completion, and wrong calls in the user's terms."""

import json
import os
import re
import subprocess
import unittest

import gateways
import pki
import program


class HelpTest(program.ProgramTest):
    """What prints and ends with 0."""

    def test_version(self):
        done = program.run("--version")
        self.assertEqual(done.code, program.PASS)
        self.assertRegex(done.stdout, r"^checkoutdiag \d+\.\d+\.\d+")
        self.assertEqual(len(done.stdout.splitlines()), 1)

    def test_help_anywhere(self):
        for words in (
            ("--help",),
            ("-h",),
            ("tls", "--help"),
            ("tls", "probe", "--help"),
            ("tls", "probe", "--policy", "--help"),
        ):
            with self.subTest(words=words):
                done = program.run(*words)
                self.assertEqual(done.code, program.PASS, done.stderr)
                self.assertTrue(done.stdout)
                self.assertEqual(done.stderr, "")

    def test_help_fits_a_terminal(self):
        for line in program.run("tls", "probe", "--help").stdout.splitlines():
            self.assertLessEqual(len(line), 100, line)

    def test_explain_lists_every_rule(self):
        listed = set(re.findall(r"tls/[a-z0-9-]+", program.run("explain").stdout))
        self.assertGreater(len(listed), 25)
        for rule in sorted(listed):
            done = program.run("explain", rule)
            self.assertEqual(done.code, program.PASS, rule)
            self.assertIn(rule, done.stdout)
            self.assertRegex(done.stdout, r"https?://")

    def test_explain_of_an_unknown_rule_suggests(self):
        done = program.run("explain", "tls/leaf-expird")
        self.assertEqual(done.code, program.USAGE)
        self.assertIn("tls/leaf-expired", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_completion_is_read_by_bash(self):
        done = program.run("completion", "bash")
        self.assertEqual(done.code, program.PASS)
        read = subprocess.run(
            ["bash", "-n"], input=done.stdout, text=True, capture_output=True, check=False
        )
        self.assertEqual(read.returncode, 0, read.stderr)

    def test_completion_asks_the_program(self):
        offered = program.run("__complete", "tls", "probe", "--pol").stdout
        self.assertIn("--policy", offered)


class WrongCallTest(program.ProgramTest):
    """Exit 2, one sentence, a hint; nothing on stdout."""

    CALLS = {
        "no command": (),
        "unknown command": ("tsl",),
        "unknown subcommand": ("tls", "prob"),
        "no target": ("tls", "probe"),
        "unknown option": ("tls", "probe", "--polcy", "pci", "h"),
        "value missing": ("tls", "probe", "h", "--policy"),
        "not a number": ("tls", "probe", "h", "--timeout", "soon"),
        "out of range": ("tls", "probe", "h", "--max-connections", "0"),
        "given twice": ("tls", "probe", "h", "--policy", "pci", "--policy", "pci"),
        "port out of range": ("tls", "probe", "host:70000"),
        "wrong scheme": ("tls", "probe", "http://host/"),
        "empty target": ("tls", "probe", ""),
        "wrong report": ("tls", "probe", "h", "--report", "xml=file"),
        "wrong time": ("tls", "probe", "h", "--now", "tomorrow"),
        "no such CA file": ("tls", "probe", "127.0.0.1:1", "--ca-file", "/nonexistent.pem"),
        "no such waivers": ("tls", "probe", "127.0.0.1:1", "--waivers", "/nonexistent.json"),
        "no such list": ("tls", "probe", "--targets", "/nonexistent.txt"),
        "no such client certificate": (
            "tls",
            "probe",
            "127.0.0.1:1",
            "--client-cert",
            "/nonexistent.pem",
        ),
        "contradiction": ("tls", "probe", "h", "-4", "-6"),
        "password in the arguments": ("tls", "probe", "h", "--proxy", "http://u:secret@proxy:3128"),
        "key without certificate": ("tls", "probe", "h", "--client-key", "k"),
    }

    def test_each(self):
        for name, words in self.CALLS.items():
            with self.subTest(call=name):
                done = program.run(*words)
                self.assertEqual(done.code, program.USAGE, done.stdout + done.stderr)
                self.assertEqual(done.stdout, "")
                self.assertTrue(done.stderr.strip())
                self.assertNotIn("secret", done.stderr)

    def test_each_as_json(self):
        for name, words in self.CALLS.items():
            if words[:2] != ("tls", "probe"):
                continue
            with self.subTest(call=name):
                done = program.run(*words[:2], "--json", *words[2:])
                self.assertEqual(done.code, program.USAGE, done.stdout + done.stderr)
                document = json.loads(done.stdout)
                self.assertEqual(document["schema"], "checkoutdiag.error/1")
                self.assertTrue(document["error"]["message"])
                program.validate(document, "error-1.schema.json")

    def test_empty_stdin(self):
        self.assertEqual(program.run("tls", "probe", "-", stdin="# nobody\n").code, program.USAGE)

    def test_stdin_twice(self):
        self.assertEqual(program.run("tls", "probe", "-", "-", stdin="h\n").code, program.USAGE)

    def test_suggestions(self):
        for words, hint in (
            (("tsl",), "tls"),
            (("tls", "prob"), "probe"),
            (("tls", "probe", "--polcy", "x"), "--policy"),
        ):
            self.assertIn(hint, program.run(*words).stderr)

    def test_hostile_arguments_are_escaped(self):
        done = program.run("tls", "probe", "--\x1b[31mred")
        self.assertEqual(done.code, program.USAGE)
        self.assertNotIn("\x1b", done.stderr)


class OutputTest(program.ProgramTest):
    """Streams, colour and quiet."""

    def setUp(self):
        self.gateway = self.enterContext(gateways.nginx(gateways.nginx_server(pki.leaf("expired"))))
        self.words = ("tls", "probe", "--ca-file", pki.root().certificate, self.gateway.address)

    def test_colour_only_on_demand(self):
        self.assertNotIn("\x1b", program.run(*self.words).stdout)
        self.assertIn("\x1b[", program.run(*self.words, "--color", "always").stdout)
        self.assertIn("\x1b[", program.run(*self.words, env={"CLICOLOR_FORCE": "1"}).stdout)
        self.assertNotIn(
            "\x1b", program.run(*self.words, env={"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}).stdout
        )
        self.assertNotIn(
            "\x1b", program.run(*self.words, "--color", "never", env={"CLICOLOR_FORCE": "1"}).stdout
        )

    def test_no_progress_away_from_a_terminal(self):
        self.assertEqual(program.run(*self.words).stderr, "")

    def test_quiet(self):
        done = program.run(*self.words, "--quiet")
        self.assertEqual(done.code, program.FINDINGS)
        self.assertIn("tls/leaf-expired", done.stdout)
        with gateways.nginx_intermediate() as good:
            silent = program.run(
                "tls", "probe", "--ca-file", pki.root().certificate, good.address, "--quiet"
            )
        self.assertEqual((silent.code, silent.stdout, silent.stderr), (program.PASS, "", ""))

    def test_verbose_tells_what_was_skipped(self):
        done = program.run(*self.words, "--verbose")
        self.assertGreater(len(done.stdout), len(program.run(*self.words).stdout))

    def test_closed_stdout_is_no_crash(self):
        """As in `checkoutdiag … | head -1`."""
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [program.BINARY, *map(str, self.words)],
            stdout=writer,
            stderr=subprocess.PIPE,
            env=program.environment(),
            timeout=program.WITHIN,
            check=False,
        )
        os.close(writer)
        self.assertIn(done.returncode, (program.FINDINGS, program.USAGE, 141, -13), done.stderr)

    def test_full_disk_is_told(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run(
                [program.BINARY, *map(str, self.words)],
                stdout=full,
                stderr=subprocess.PIPE,
                env=program.environment(),
                timeout=program.WITHIN,
                check=False,
            )
        self.assertEqual(done.returncode, program.USAGE)
        self.assertTrue(done.stderr)


if __name__ == "__main__":
    unittest.main()
