#include "checks/threeds/page.hpp"

namespace checkoutdiag::threeds {
namespace {

constexpr const Check<PageCase>* kPages[] = {
    &rules::page_unread,
    // What keeps the challenge from coming up at all.
    &rules::frame_blocked,
    &rules::form_blocked,
    &rules::connect_blocked,
    &rules::acs_refuses_frames,
    &rules::form_not_posted,
    &rules::field_name_wrong,
    &rules::mixed_content,
    // What keeps it from being answered.
    &rules::frame_sandboxed,
    &rules::frame_too_small,
    // What goes wrong once it was.
    &rules::cookie_same_site,
};

}  // namespace

std::span<const Check<PageCase>* const> pages() {
  return kPages;
}

}  // namespace checkoutdiag::threeds
