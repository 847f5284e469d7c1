#include "lib/token/entry.hpp"

#include <algorithm>
#include <string_view>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/pan.hpp"
#include "lib/text/redact.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::token {
namespace {

constexpr std::size_t kShownPath = 80;

const std::string* find(const Headers& headers, const char* name) {
  for (const auto& [known, value] : headers)
    if (known == name) return &value;
  return nullptr;
}

}  // namespace

const std::string* Entry::request_header(const char* name) const {
  return find(request_headers, name);
}

const std::string* Entry::reply_header(const char* name) const {
  return find(reply_headers, name);
}

bool set_url(Entry& entry, std::string url) {
  entry.url = std::move(url);
  entry.scheme.clear();
  entry.host.clear();
  entry.path.clear();
  const std::string_view all = entry.url;
  const std::size_t colon = all.find("://");
  if (colon == std::string_view::npos) return false;
  entry.scheme = text::lower(all.substr(0, colon));
  const bool is_secure = entry.scheme == "https" || entry.scheme == "wss";
  if (!is_secure && entry.scheme != "http" && entry.scheme != "ws") return false;
  const std::size_t begin = colon + 3, end = std::min(all.find_first_of("/?#", begin), all.size());
  std::string_view authority = all.substr(begin, end - begin);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
    authority.remove_prefix(at + 1);
  entry.host = text::lower(authority);
  const std::string_view usual = is_secure ? ":443" : ":80";
  if (entry.host.ends_with(usual)) entry.host.resize(entry.host.size() - usual.size());
  entry.path =
      std::string(all.substr(end, std::min(all.find_first_of("?#", end), all.size()) - end));
  if (entry.path.empty()) entry.path = "/";
  return !entry.host.empty();
}

std::string shown(const Entry& entry) {
  std::string path = entry.path;
  const std::string decoded = webhook::percent_decoded(path);
  // A number in the path, encoded or not, and what is behind it: a code may be.
  for (std::size_t at = 0; at < decoded.size(); ++at)
    if (const auto pan = text::pan_at(decoded, at)) {
      path = decoded.substr(0, at) + text::shown_pan(*pan) + "…";
      break;
    }
  return text::printable(
      entry.method + ' ' +
          text::redacted(entry.host + text::printable(text::redacted(path), kShownPath)),
      kShownPath * 2);
}

}  // namespace checkoutdiag::token
