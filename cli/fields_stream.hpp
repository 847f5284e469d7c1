#pragma once
#include <string>

#include "checks/fields/fields.hpp"
#include "checks/fields/record.hpp"
#include "checks/report.hpp"
#include "cli/arguments.hpp"

namespace checkoutdiag {

/// `fields check --csv` and `--ndjson`: every record of a file or a pipe, one at a time.
void check_stream(const FieldsOptions& options, const fields::Schema* schema,
                  const fields::JudgeOptions& how, int interrupt, Report& report);

/// Adds the rules' outcomes to a report.
void judge_values(const fields::ValuesCase& seen, const std::string& subject, Report& report);

}  // namespace checkoutdiag
