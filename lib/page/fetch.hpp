#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "lib/http/message.hpp"
#include "lib/page/url.hpp"

namespace checkoutdiag::page {

/// How a page is asked for.
struct FetchOptions {
  std::string ca_file;  // trust these roots instead of the machine's
  std::chrono::milliseconds timeout{5000};
  int interrupt = -1;  // a descriptor that ends it early
};

/// An answer on the way to a page.
struct Hop {
  Url url;
  int status = 0;
};

/// What a plain GET brought. A server that does not answer is a fact.
struct Fetched {
  Url url;                // of the last answer
  std::vector<Hop> hops;  // redirects on the way there
  int status = 0;         // of the last answer; 0: none came
  http::Headers
      headers;  // of the last answer, and each Set-Cookie of the way that comes to its host
  std::string body;
  std::string error;    // why there is no page, a clause; empty: there is one
  bool is_cut = false;  // it was longer than is read
};

/// Follows at most five redirects. Sends no cookies: a page that needs a session is not seen.
Fetched fetch(const Url& url, const FetchOptions& options);

}  // namespace checkoutdiag::page
