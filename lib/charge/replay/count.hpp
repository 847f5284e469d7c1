#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/charge/replay.hpp"

// How many objects a gateway has, by its own list or search.
namespace checkoutdiag::charge {

struct Counted {
  std::optional<std::int64_t> count;  // nothing: see problem
  std::string problem;                // a clause
  std::vector<std::string> ids;       // at most 100
  bool interrupted = false;
};

/// Counts what an answer of the verify URL lists; only a list that is whole can be counted.
Counted count_in(const http::Headers& headers, std::string_view body, const VerifyPlan& verify,
                 const Profile& profile);

/// Asks the verify URL, again where charge::after says so.
Counted ask_count(const ReplayPlan& plan, std::string_view key, std::string_view id, int interrupt,
                  const std::function<double()>& random);

/// A URL with "{key}" and "{id}" replaced, URL-encoded.
std::string verify_url(const std::string& url, std::string_view key, std::string_view id);

}  // namespace checkoutdiag::charge
