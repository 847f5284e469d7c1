#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/page/url.hpp"

// Content-Security-Policy (CSP Level 3): what a page lets itself load, frame and send to.
namespace checkoutdiag::page {

/// One policy: its directives as they were written, names in lower case, the first of each name.
struct Policy {
  struct Written {
    std::string name, value;  // "frame-src", "'self' https:"; untrusted
  };
  std::vector<Written> directives;
  bool is_meta = false;  // of <meta http-equiv>: frame-ancestors and sandbox do not count there

  /// The value of a directive; null: the policy does not have it.
  const std::string* find(std::string_view name) const;
};

/// All of them apply together: each must allow. Those that only report are not among them.
using Policies = std::vector<Policy>;

/// Adds what one Content-Security-Policy header says: several policies, with commas between.
void add_header_policies(Policies& to, std::string_view value);

/// Adds what one <meta http-equiv="Content-Security-Policy"> says: a single one, commas or not.
void add_meta_policy(Policies& to, std::string_view content);

/// What is asked: each with the directives that it falls back to.
enum class Directive {
  script,           // script-src-elem, script-src, default-src
  connect,          // connect-src, default-src
  frame,            // frame-src, child-src, default-src
  form_action,      // alone
  frame_ancestors,  // alone; `url` is the page around it, `self` the one that has the policy
};

struct Refusal {
  std::string directive;  // that is asked: "frame-src"
  std::string written;    // that says so: "default-src"
  std::string sources;    // its list, as it was written; untrusted
  std::string unclear;    // why it may be allowed all the same; empty: it is refused
};

/// Whether a URL is refused, and by what: nothing when each policy allows it. What is certain goes
/// before what is not.
std::optional<Refusal> refusal(const Policies& policies, Directive what, const Url& url,
                               const Url& self);

/// Whether one of the policies has a directive: "upgrade-insecure-requests", "frame-ancestors".
bool has_directive(const Policies& policies, std::string_view name);

}  // namespace checkoutdiag::page
