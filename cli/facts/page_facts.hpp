#pragma once
#include <optional>
#include <string>
#include <vector>

#include "checks/report.hpp"
#include "lib/page/fetch.hpp"
#include "lib/page/page.hpp"

namespace checkoutdiag {

/// What was seen of a checkout page, for a report.
struct PageFacts {
  const page::Page& seen;
  std::optional<page::Fetched> fetched;     // nothing: it is a file
  std::optional<page::Fetched> acs_answer;  // nothing: none was asked
  bool was_judged = true;                   // false: what came is not the checkout
};

/// Without values of cookies and fields, and without queries of URLs.
std::string to_json(const PageFacts& facts);

std::vector<Detail> details(const PageFacts& facts);

}  // namespace checkoutdiag
