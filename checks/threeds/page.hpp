#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checks/check.hpp"
#include "lib/page/fetch.hpp"
#include "lib/page/page.hpp"

namespace checkoutdiag::threeds {

/// A checkout page, and what is known of those that its frames and forms go to.
struct PageCase {
  const page::Page& seen;
  std::string unread;            // why it is not judged, a clause; empty: it is
  bool knows_headers = true;     // false: of a file alone, whose policies may be more
  std::optional<page::Url> acs;  // named by the user
  std::optional<page::Url> method_url, notification;
  std::vector<page::Url> apis;  // that its scripts call
  std::optional<page::Fetched> acs_answer;
};

/// Every check on a page.
std::span<const Check<PageCase>* const> pages();

namespace rules {
extern const Check<PageCase> page_unread;
extern const Check<PageCase> frame_blocked;
extern const Check<PageCase> form_blocked;
extern const Check<PageCase> connect_blocked;
extern const Check<PageCase> acs_refuses_frames;
extern const Check<PageCase> frame_sandboxed;
extern const Check<PageCase> frame_too_small;
extern const Check<PageCase> mixed_content;
extern const Check<PageCase> field_name_wrong;
extern const Check<PageCase> form_not_posted;
extern const Check<PageCase> cookie_same_site;
}  // namespace rules

}  // namespace checkoutdiag::threeds
