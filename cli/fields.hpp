#pragma once
#include <string>

#include "cli/arguments.hpp"
#include "lib/fields/pair.hpp"
#include "lib/regex/difference.hpp"

// What the `fields` commands share.
namespace checkoutdiag {

/// The steps of --normalise. Throws Failure(usage).
regex::Normaliser normaliser_named(const std::string& list);

/// Both sides compared, within --budget. Throws Failure(input) for a pattern that its dialect
/// refuses: an error of whoever wrote it.
regex::Comparison compared(const fields::Pair& pair, const FieldsOptions& options, bool kinds);

/// `fields diff FRONT GATEWAY`.
int run_fields_schemas(const FieldsOptions& options, const CommonOptions& common);

}  // namespace checkoutdiag
