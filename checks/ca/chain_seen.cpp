#include <algorithm>

#include "checks/ca/chain_rows.hpp"
#include "checks/ca/chain_words.hpp"
#include "checks/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr Reference kReferences[] = {
    {"RFC 5280 section 6: certification path validation",
     "https://www.rfc-editor.org/rfc/rfc5280#section-6"},
    {"RFC 8446 section 4.4.2: the Certificate message",
     "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2"},
};

// A chain that was read from a file is not asked for again by name.
std::string_view what_to_do(const ChainCase& seen) {
  return seen.host.empty()
             ? "give a PEM file of the whole chain, its leaf first"
             : "check the name and the port, or give the chain as a file that was saved elsewhere";
}

// Not modelled is a limit of this program and is told in its data; out of budget or unreadable is
// an answer that should have been there.
Rows without_answer(const ChainCase& seen) {
  Rows rows;
  for (const Row* row : rows_that(seen, trust::Answer::unknown))
    if (row->profile.runtime != trust::Runtime::other) rows.push_back(row);
  return rows;
}

std::vector<std::string> reasons(const Rows& rows) {
  std::vector<std::string> distinct;
  for (const Row* row : rows) {
    std::string reason = row->verdict.unknown_because.empty() ? "no reason was given"
                                                              : brief(row->verdict.unknown_because);
    if (std::find(distinct.begin(), distinct.end(), reason) == distinct.end())
      distinct.push_back(std::move(reason));
  }
  return distinct;
}

void run(const ChainCase& seen, Outcome& outcome) {
  if (!seen.problem.empty()) {
    outcome.undecided("{}; {}", seen.problem, what_to_do(seen));
    return;
  }
  if (seen.sent.empty()) {
    outcome.undecided("no certificate was received; {}", what_to_do(seen));
    return;
  }
  if (seen.rows.empty()) {
    outcome.undecided("no store was found to put the chain to; give one with --store");
    return;
  }
  if (Rows rows = without_answer(seen); !rows.empty()) {
    outcome.undecided(
        "{} could not judge the chain: {}; ask again, or see what its certificates "
        "are made of in the data of the report",
        told(rows), listed(reasons(rows), 2));
    return;
  }
  Rows unknown = rows_that(seen, trust::Answer::unknown);
  if (unknown.size() == seen.rows.size())
    outcome.undecided(
        "none of those found on this machine can be judged by this program ({}): {}; "
        "give a store with --store, which every modelled runtime is then asked for",
        told(unknown), listed(reasons(unknown), 2));
}

}  // namespace

constinit const Check<ChainCase> chain_seen{
    .rule = {.id = "ca/chain-seen",
             .level = Level::error,
             .title = "there is no chain, or nobody to judge it",
             .why =
                 "A gateway that was not reached, a file without a certificate, or a path search "
                 "that ran out of its budget says nothing about trust: neither that the "
                 "chain is accepted nor that it is refused.",
             .fix = "save the chain where the gateway can be reached, and judge it here:\n"
                    "  openssl s_client -connect HOST:443 -servername HOST -showcerts </dev/null > "
                    "chain.pem\n"
                    "  checkoutdiag ca chain chain.pem",
             .references = kReferences},
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
