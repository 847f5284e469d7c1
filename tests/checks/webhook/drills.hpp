#pragma once
#include <initializer_list>
#include <set>
#include <string>

#include "checks/webhook/drill_faults.hpp"

// Drills for the tests of their rules.
namespace checkoutdiag::webhook {

/// Every trial as a right endpoint takes it, its effects counted.
DrillFacts right_drill();

/// One of its trials, to be changed.
TrialFacts& at(DrillFacts& drill, Trial trial);

/// Answered with these statuses; 0: without an answer.
void answer(TrialFacts& trial, std::initializer_list<int> statuses);

/// The rules that find something, without "webhook/"; "?" before those that are undecided.
std::set<std::string> fired(const DrillFacts& drill);

/// What one rule finds: its only finding.
Finding found(const Check<DrillCase>& check, const DrillFacts& drill);

}  // namespace checkoutdiag::webhook
