"""`ca chain` says of a chain and a store what each runtime itself says: asked, not believed."""

import functools
import re
import unittest

import chain_cases
import chain_runtimes
import program


# GnuTLS asks for digitalSignature during the handshake: verifying the chain alone does not show it.
_WITHIN_HANDSHAKE = ("leaf to encipher only",)


_CHANCE = (7, 40)  # seed and number of the random cases


@functools.cache
def _rows(case):
    """What we say of one case: {key: row}, the key being (runtime, level, partial chain)."""
    done = program.run("ca", "chain", case.chain, "--store", case.store, "--json")
    told = {}
    for row in done.json["data"]["rows"]:
        openssl = row["runtime"] == "openssl"
        key = (row["security_level"], row["partial_chain"]) if openssl else ()
        told[row["runtime"], *key] = row
    return told


class ChainsTest(program.ProgramTest):
    """Every case is judged by us and by one runtime; answers are the same, and so are the words."""

    def _asked(self, runtime):
        if why := chain_runtimes.missing(runtime):
            self.skipTest(why)

    def _compare(self, cases, judgements, *key, by_chance=False):
        """`by_chance`: of several reasons the runtime tells any, so random cases have no words."""
        undecided = 0
        for case in cases:
            row, real = _rows(case)[key], judgements[case.name]
            with self.subTest(case=case.name, runtime=key):
                if row["answer"] == "unknown":
                    undecided += 1
                    continue
                self.assertEqual(row["answer"] == "accepted", real.accepted, (str(real), row))
                if not (by_chance and case in chain_cases.by_chance(*_CHANCE)):
                    self.assertEqual(_timeless(row["words"] or ""), _timeless(real.words))
        # "Unknown" is an answer where the runtime's own is chance, and no way out.
        self.assertLessEqual(undecided, len(cases) // 10)

    def _cases(self):
        return [*chain_cases.standard(), *chain_cases.by_chance(*_CHANCE)]

    def test_openssl(self):
        self._asked("openssl")
        for level, partial in ((2, False), (1, False)):
            judged = chain_runtimes.openssl(self._cases(), level, partial)
            self._compare(self._cases(), judged, "openssl", level, partial)

    def test_openssl_with_partial_chains(self):
        self._asked("openssl")
        level = next(key[1] for key in _rows(self._cases()[0]) if key[0] == "openssl" and key[2])
        judged = chain_runtimes.openssl(self._cases(), level, True)
        self._compare(self._cases(), judged, "openssl", level, True)

    def test_node(self):
        self._asked("node")
        self._compare(self._cases(), chain_runtimes.node(self._cases()), "node")

    def test_go(self):
        self._asked("go")
        self._compare(self._cases(), chain_runtimes.go(self._cases()), "go")

    def test_java(self):
        """The trust manager alone and a whole handshake say the same, and so do we."""
        self._asked("java")
        manager, handshake = chain_runtimes.java(self._cases())
        for case in self._cases():
            if _rows(case)["java",]["answer"] != "unknown":
                self.assertEqual(manager[case.name].accepted, handshake[case.name].accepted, case)
        self._compare(self._cases(), handshake, "java", by_chance=True)

    def test_gnutls(self):
        self._asked("gnutls")
        self._asked("gnutls-cli")
        judged = chain_runtimes.gnutls(self._cases())
        for case in self._cases():
            if case.name in _WITHIN_HANDSHAKE:
                judged[case.name] = chain_runtimes.gnutls_cli(case)
        self._compare(self._cases(), judged, "gnutls")

    def test_something_is_accepted_and_something_refused_everywhere(self):
        """Else the comparison could not fail."""
        for key in _rows(chain_cases.standard()[0]):
            answers = {_rows(case)[key]["answer"] for case in chain_cases.standard()}
            self.assertLessEqual({"accepted", "refused"}, answers, key)


class GnutlsProgramTest(program.ProgramTest):
    """The library as it is called here decides as gnutls-cli does."""

    def test_gnutls_cli(self):
        if why := chain_runtimes.missing("gnutls-cli") or chain_runtimes.missing("gnutls"):
            self.skipTest(why)
        cases = chain_cases.standard()
        library = chain_runtimes.gnutls(cases)
        for case in cases:
            with self.subTest(case=case.name):
                if case.name in _WITHIN_HANDSHAKE:
                    self.assertFalse(chain_runtimes.gnutls_cli(case).accepted)
                    continue
                self.assertEqual(chain_runtimes.gnutls_cli(case), library[case.name])


def _timeless(words):
    """Go tells the moment to the second."""
    return re.sub(r"current time \S+", "current time", words)


if __name__ == "__main__":
    unittest.main()
