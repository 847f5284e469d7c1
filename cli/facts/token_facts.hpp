#pragma once
#include <string>
#include <vector>

#include "checks/report.hpp"
#include "lib/token/capture.hpp"
#include "lib/token/probe.hpp"

namespace checkoutdiag {

/// A recording's facts as JSON text, without card data and with tokens cut.
std::string to_json(const token::Capture& capture);

/// What a probe of tokens saw, as JSON text.
std::string to_json(const token::ProbeFacts& facts);

/// The way from the card to the charge, a line for each step.
std::vector<Detail> details(const token::Capture& capture);

}  // namespace checkoutdiag
