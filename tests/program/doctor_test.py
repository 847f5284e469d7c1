"""`doctor` against gateways and machines with a planted fault: the fault is named first, and
nothing where nothing is wrong."""

import unittest

import doctor_cases
import gateways
import pki
import program


def doctor(*words, trust=True, **options):
    """`doctor --json …`; a Report that is valid."""
    anchors = ("--ca-file", pki.root().certificate) if trust else ()
    report = program.Report(program.run("doctor", "--json", *anchors, *words, **options))
    program.validate(report.document, "report-1.schema.json")
    return report


def causes(report):
    """What the diagnosis names, the likeliest first."""
    return report.document["data"]["diagnosis"]["causes"]


class PlantedTest(program.ProgramTest):
    """Shows 1 of the issue, and its neighbours."""

    def test_every_planted_fault_is_named_first(self):
        for name, planted in doctor_cases.BROKEN.items():
            with self.subTest(name), planted() as case:
                report = doctor(*case.arguments, trust=case.trust, env=case.env)
                found = causes(report)
                told = [(cause["cause"], cause["side"], cause["title"]) for cause in found]
                self.assertEqual([cause["cause"] for cause in found][:1], [case.cause], (told, report))
                self.assert_exit(report, case.code)
                if case.side:
                    self.assertEqual(found[0]["side"], case.side, told)
                follows = {sign["rule"] for sign in found[0]["explains"]}
                self.assertLessEqual(set(case.explains), follows, (told, report))
                self.assertTrue(found[0]["fix"], told)
                # A consequence is no cause of its own.
                for cause in found[1:]:
                    shown = {(sign["rule"], sign["message"]) for sign in cause["seen"]}
                    for sign in found[0]["explains"]:
                        self.assertNotIn((sign["rule"], sign["message"]), shown)

    def test_nothing_on_a_good_one(self):
        with doctor_cases.good() as case:
            report = doctor(*case.arguments)
            human = program.run("doctor", "--ca-file", pki.root().certificate, *case.arguments)
        self.assert_exit(report, program.PASS)
        self.assertEqual(causes(report), [], report)
        self.assertIn("nothing is wrong on this side", human.stdout)
        self.assertIn("no charge", human.stdout)


if __name__ == "__main__":
    unittest.main()
