#pragma once
#include <span>
#include <string>
#include <string_view>

#include "checks/doctor/doctor.hpp"
#include "checks/report.hpp"

// Which rules show which cause, and which follow from it, as a table.
namespace checkoutdiag::doctor {

/// A finding, or an open question of a rule.
struct Symptom {
  const Outcome* outcome = nullptr;
  const Finding* finding = nullptr;  // null: the question is open
};

/// Which symptoms are meant.
struct Mark {
  std::string_view rule;    // an id, or a family: "tls/*"
  std::string_view causes;  // values of the evidence "cause", with | between; empty: any
  bool (*applies)(const DoctorCase&, const Symptom&) = nullptr;
};

struct CauseRow {
  std::string_view key, title;
  Side side = Side::unknown;
  bool stops = true;
  std::span<const Mark> shown_by, explains;
  Side (*side_of)(const DoctorCase&) = nullptr;                          // goes before `side`
  std::string (*title_of)(const DoctorCase&, const Symptom&) = nullptr;  // goes before `title`
  std::string (*fix_of)(const DoctorCase&) = nullptr;  // goes before the fix of the first sign
};

/// The table, the most fundamental first: what a row shows or explains is no cause of its own.
std::span<const CauseRow> cause_rows();

/// Whether a mark means a symptom.
bool matches(const Mark& mark, const DoctorCase& seen, const Symptom& symptom);

}  // namespace checkoutdiag::doctor
