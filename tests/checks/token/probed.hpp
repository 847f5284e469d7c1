#pragma once
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "checks/token/token.hpp"
#include "tests/checks/fix_lines.hpp"

namespace checkoutdiag::test {

/// A use of a token, and what came of it.
inline token::ProbeUse use(token::Purpose purpose, double age, token::Taken taken, int status,
                           const std::string& code = {}) {
  return {purpose, age, taken, status, code, taken == token::Taken::unclear ? "it failed" : ""};
}

/// A gateway whose tokens are for one use and live 10 s.
inline token::ProbeFacts good_probe() {
  using token::Purpose;
  using token::Taken;
  token::ProbeFacts facts;
  facts.uses = {use(Purpose::fresh, 0, Taken::taken, 200),
                use(Purpose::again, 0.1, Taken::refused, 400, "token_already_used"),
                use(Purpose::unknown, 0, Taken::refused, 400, "token_unknown"),
                use(Purpose::age, 9.8, Taken::taken, 200),
                use(Purpose::age, 10.2, Taken::refused, 400, "token_expired")};
  return facts;
}

inline Outcome probed(const Check<token::ProbeCase>& check, const token::ProbeFacts& facts,
                      std::optional<double> life = 10) {
  const token::ProbeCase seen{facts, life, "https://pay.test/docs", 0.1};
  Outcome outcome{&check.rule, "pay.test", {}, {}, {}};
  if (check.skip) outcome.skipped_because = check.skip(seen);
  if (outcome.skipped_because.empty()) check.run(seen, outcome);
  CHECK(fault_of_fix(check.rule.fix) == "");
  return outcome;
}

}  // namespace checkoutdiag::test
