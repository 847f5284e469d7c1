"""What checkoutdiag says that a runtime would load from a file, against the runtime itself."""

import unittest

import bundles
import program
import runtimes

SEED, DAMAGED = 20261127, 60


def setUpModule():
    """Makes the files and asks us about each, once for all runtimes."""
    named = bundles.table()
    named |= {f"damaged {i}": text for i, text in enumerate(bundles.damaged(SEED, DAMAGED))}
    for name, content in named.items():
        path = bundles.write(f"file {name}", content)
        run = program.run("ca", "audit", path, "--json")
        FILES.append((name, path, run.json["data"]["stores"][0]))


FILES = []


def _ours(store, runtime):
    return next(load for load in store["loads"] if load["runtime"] == runtime)


class LoadsTest(program.ProgramTest):
    """One test for each runtime."""

    def compare(self, runtime):
        """Count and complaint of every file; skipped with a word where the runtime is not here."""
        try:
            real = getattr(runtimes, runtime)([path for _, path, _ in FILES])
        except runtimes.Absent as absent:
            self.skipTest(str(absent))
        for (name, _, store), loaded in zip(FILES, real, strict=True):
            with self.subTest(file=name):
                ours = _ours(store, runtime)
                self.assertEqual(
                    (ours["count"], ours["fails"]), (loaded.count, loaded.fails), ours["how"]
                )
        self.assertTrue(any(loaded.count for loaded in real))
        self.assertTrue(any(loaded.fails for loaded in real))

    def test_openssl(self):
        self.compare("openssl")

    def test_go(self):
        self.compare("go")

    def test_java(self):
        self.compare("java")

    def test_gnutls(self):
        self.compare("gnutls")

    def test_node(self):
        """Node has no list to ask for: which roots it trusts is seen by connecting. What it loads
        beside them (a certificate that was altered) cannot be seen so."""
        identities = [root.both for root in bundles.roots()[:3]]
        chosen = [one for one in FILES if not one[0].startswith("damaged") or one[0].endswith("0")]
        try:
            real = runtimes.node([path for _, path, _ in chosen], identities)
        except runtimes.Absent as absent:
            self.skipTest(str(absent))
        for (name, _, store), loaded in zip(chosen, real, strict=True):
            with self.subTest(file=name):
                ours = _ours(store, "node")
                self.assertEqual(ours["fails"], loaded.fails, ours["how"])
                self.assertEqual(ours["count"], loaded.count, ours["how"])


if __name__ == "__main__":
    unittest.main()
