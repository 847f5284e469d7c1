#pragma once
#include <string>
#include <vector>

#include "checks/fields/fields.hpp"
#include "checks/report.hpp"

// The facts of the `fields` commands, for programs and for people.
namespace checkoutdiag::facts {

/// The `data` of `fields diff`, of two patterns and of two schemas.
std::string to_json(const fields::PairCase& pair);

std::string to_json(const fields::SchemaCase& schemas, const std::vector<fields::PairCase>& pairs);

/// A line of `fields diff --pairs`, without its end.
std::string pair_line(const std::string& name, const regex::Comparison& seen);

std::vector<Detail> pair_details(const fields::PairCase& pair);
std::vector<Detail> schema_details(const fields::SchemaCase& schemas);

}  // namespace checkoutdiag::facts
