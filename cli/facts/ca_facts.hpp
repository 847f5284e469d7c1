#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "checks/ca/ca.hpp"
#include "checks/report.hpp"
#include "lib/trust/facts.hpp"

// The facts of the `ca` commands, for programs and for people.
namespace checkoutdiag::facts {

/// One chain that was judged.
struct JudgedChain {
  std::string target;  // as in the report's subjects
  std::string host, address, seen_in;
  std::vector<x509::Certificate> sent;
  std::string problem;
  std::vector<trust::Row> rows;
};

/// The `data` of `ca stores` and `ca audit`: stores, clients, settings, certificates.
std::string to_json(const trust::Inventory& inventory);

/// The `data` of `ca chain`.
std::string to_json(const trust::Inventory& inventory, const std::vector<JudgedChain>& chains);

/// The `data` of `ca diff`.
std::string to_json(const ca::DiffCase& diff);

/// Who loads what on the whole machine: for `ca stores`.
std::vector<Detail> machine_details(const trust::Inventory& inventory, Time now);

/// One store: for `ca audit`.
std::vector<Detail> store_details(const trust::Inventory& inventory, const trust::Store& store,
                                  Time now);

/// Who accepts a chain, who refuses it and why: for `ca chain`.
std::vector<Detail> chain_details(const trust::Inventory& inventory, const JudgedChain& chain,
                                  Time now);

/// "142 certificates", with what kind of file it is.
std::string store_note(const trust::Store& store);

/// "31 stores, 14 different, 2947 certificates, 262 of them different".
std::string machine_footer(const trust::Inventory& inventory);

// The words of JSON, stable.
std::string_view word(trust::Format format);
std::string_view word(trust::Role role);
std::string_view word(trust::Runtime runtime);
std::string_view word(trust::FlawKind kind);
std::string_view word(trust::LinkState state);
std::string_view word(trust::Answer answer);
std::string_view word(trust::Cause cause);

}  // namespace checkoutdiag::facts
