#include "lib/http/server_time.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <string_view>

#include "lib/failure.hpp"
#include "lib/net/curl.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::http {
namespace {

using std::chrono::duration;
using std::chrono::system_clock;

constexpr long kMostHeaderBytes = 256 * 1024;

struct Dates {
  std::optional<std::int64_t> seen;
  long bytes = 0;
};

std::size_t take_header(const char* data, std::size_t size, std::size_t count, void* user) {
  auto& dates = *static_cast<Dates*>(user);
  const std::string_view line(data, size * count);
  dates.bytes += static_cast<long>(line.size());
  if (dates.bytes > kMostHeaderBytes) return 0;
  constexpr std::string_view kName = "date:";
  if (line.size() > kName.size() &&
      text::equal_ignoring_case(line.substr(0, kName.size()), kName)) {
    if (const auto when = http_date(std::string(line.substr(kName.size())))) dates.seen = when;
  }
  return line.size();
}

}  // namespace

std::optional<std::int64_t> http_date(const std::string& written) {
  const std::time_t when = net::curl().getdate(written.c_str(), nullptr);
  return when >= 0 ? std::optional<std::int64_t>(when) : std::nullopt;
}

ServerTime server_time(const std::string& url, int timeout_ms) {
  const net::Curl& library = net::curl();
  std::unique_ptr<CURL, decltype(library.easy_cleanup)> curl(library.easy_init(),
                                                             library.easy_cleanup);
  if (!curl) throw Failure(Failure::Kind::internal, "libcurl could not be started");
  Dates dates;
  std::array<char, CURL_ERROR_SIZE> reason{};
  library.easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  library.easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  library.easy_setopt(curl.get(), CURLOPT_NOBODY, 1L);
  library.easy_setopt(curl.get(), CURLOPT_SSL_VERIFYPEER, 0L);
  library.easy_setopt(curl.get(), CURLOPT_SSL_VERIFYHOST, 0L);
  library.easy_setopt(curl.get(), CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  library.easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(std::max(1, timeout_ms)));
  library.easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  library.easy_setopt(curl.get(), CURLOPT_USERAGENT, "checkoutdiag");
  library.easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, take_header);
  library.easy_setopt(curl.get(), CURLOPT_HEADERDATA, &dates);
  library.easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, reason.data());

  const auto begun = system_clock::now();
  const CURLcode result = library.easy_perform(curl.get());
  ServerTime found;
  if (!dates.seen) {
    if (result != CURLE_OK)
      found.problem = reason[0] ? reason.data() : library.easy_strerror(result);
    else
      found.problem = "the answer has no Date header that can be read";
    return found;
  }
  // The header was written between the request and the first byte of the answer, and cuts the
  // second it was written in.
  double asked = 0, answered = 0;
  library.easy_getinfo(curl.get(), CURLINFO_PRETRANSFER_TIME, &asked);
  library.easy_getinfo(curl.get(), CURLINFO_STARTTRANSFER_TIME, &answered);
  const double took = std::max(0.0, answered - asked);
  const double middle = duration<double>(begun.time_since_epoch()).count() + asked + took / 2;
  found.ahead = std::llround(middle - (static_cast<double>(*dates.seen) + 0.5));
  found.uncertainty = static_cast<std::int64_t>(std::ceil(took / 2 + 0.5));
  return found;
}

}  // namespace checkoutdiag::http
