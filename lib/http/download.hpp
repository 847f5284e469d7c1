#pragma once
#include <cstddef>
#include <string>

namespace checkoutdiag::http {

/// What one small GET brought. Never an exception: a server that does not answer is a fact.
struct Download {
  int status = 0;     // of the last answer; 0: none came
  std::string body;   // raw; empty when there is an error
  std::string error;  // why there is no body: a sentence; empty when the status is 200
};

struct DownloadLimits {
  int timeout_ms = 5000;          // for all of it, redirects included
  std::size_t bytes = 64 * 1024;  // a larger answer is an error, not a cut one
};

/// GETs an http or https URL (nothing else, neither by redirect), following at most three
/// redirects, through the proxy that http_proxy and its kin name. Sends no credentials and no
/// cookies.
Download download(const std::string& url, const DownloadLimits& limits);

}  // namespace checkoutdiag::http
