#pragma once
#include <string>

#include "lib/http/message.hpp"
#include "lib/page/url.hpp"

namespace checkoutdiag::page {

/// What a document's headers say of being framed.
struct Framing {
  enum class Answer { allowed, refused, unclear } answer = Answer::allowed;
  std::string by;       // "X-Frame-Options: DENY", "frame-ancestors 'self'"; untrusted
  std::string ignored;  // an X-Frame-Options that browsers do not heed; untrusted
};

/// Whether `around` may frame `framed`, which came with these headers: frame-ancestors, and where
/// no policy has it, X-Frame-Options as HTML's standard reads it.
Framing framing_of(const http::Headers& headers, const Url& framed, const Url& around);

}  // namespace checkoutdiag::page
