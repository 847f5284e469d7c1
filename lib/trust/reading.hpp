#pragma once
#include <string>
#include <utility>

#include "lib/trust/contents.hpp"

// What the readers of binary formats share.
namespace checkoutdiag::trust {

/// A hostile file can be wrong in each of a million places: this many are told.
inline constexpr std::size_t kMostFlaws = 1'000;

/// Adds a flaw that has no line.
inline void add_flaw(Contents& to, FlawKind kind, std::string text) {
  if (to.flaws.size() < kMostFlaws) to.flaws.push_back({kind, 0, std::move(text)});
}

/// Adds to the reasons why not all could be read.
inline void add_problem(Contents& to, const std::string& sentence) {
  if (!to.problem.empty()) to.problem += "; ";
  to.problem += sentence;
}

/// True, and a flaw, when no more certificates may be added.
bool is_full(Contents& contents);

/// Adds a certificate when its outline is one, else a flaw that names `origin`. What follows it in
/// `bytes` is cut off, which is a flaw too. Says whether it was added.
bool add_certificate(Contents& to, std::string_view bytes, std::string origin);

/// That a runtime loads all of them.
Load loads_all(Runtime runtime, const Contents& contents, std::string how = {});

/// That it loads none.
Load loads_none(Runtime runtime, const Contents& contents, bool fails, std::string how);

}  // namespace checkoutdiag::trust
