#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "checks/threeds/page.hpp"
#include "checks/threeds/page_story.hpp"
#include "checks/token/token.hpp"
#include "cli/commands.hpp"
#include "cli/deadline.hpp"
#include "cli/facts/page_facts.hpp"
#include "cli/files.hpp"
#include "cli/session.hpp"
#include "cli/terminal.hpp"
#include "cli/usage/values.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/text/small_file.hpp"
#include "lib/token/har_reader.hpp"
#include "lib/webhook/input/input.hpp"

// `threeds page`: a checkout page, fetched or saved, and what keeps a challenge from coming up in
// it.
namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;
using Kind = Failure::Kind;

constexpr std::size_t kMostPage = 4u << 20, kMostHeaders = 256 * 1024;

bool is_url(const std::string& text) {
  const std::string start = text::lower(text.substr(0, 8));
  return start.starts_with("https://") || start.starts_with("http://");
}

page::Url url_of(const char* option, const std::string& text) {
  auto url = page::parse_url(text);
  if (!url || !is_url(text)) throw usage::wrong_value(option, text, "an http or https URL");
  return *std::move(url);
}

std::optional<page::Url> url_if_given(const char* option, const std::string& text) {
  if (text.empty()) return {};
  return url_of(option, text);
}

// What curl -D writes: of several answers the last one, without its status line.
std::string last_head(std::string text) {
  const std::size_t at = text.rfind("HTTP/");
  if (at == std::string::npos || (at > 0 && text[at - 1] != '\n')) return text;
  const std::size_t end = text.find('\n', at);
  return end == std::string::npos ? std::string() : text.substr(end + 1);
}

http::Headers headers_of(const ThreeDsPageOptions& options) {
  http::Headers all;
  if (!options.headers_file.empty())
    for (const auto& each : webhook::read_headers(
             last_head(read_file(options.headers_file, "the headers", kMostHeaders)),
             text::printable(options.headers_file, 200)))
      all.push_back({each.name, each.value});
  for (const std::string& line : options.headers) {
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == line.npos || line.find_first_of("\r\n") != line.npos)
      throw usage::wrong_value("--header", line.substr(0, colon),
                               "a header line, such as 'X-Frame-Options: DENY'");
    all.push_back({line.substr(0, colon),
                   std::string(text::trimmed(std::string_view(line).substr(colon + 1)))});
  }
  return all;
}

/// The page, and how it came.
struct Read {
  page::Document document;
  std::optional<page::Fetched> fetched;
  std::string unread, name;
};

std::string advice_for(const page::Fetched& fetched) {
  if (fetched.url.scheme == "https" && fetched.error.find("TLS") != std::string::npos)
    return "checkoutdiag tls probe tells why, and --ca-file trusts another root";
  return "see that this machine reaches it, and that --timeout is long enough";
}

// A page that is packed all the same, or that is an error's, is not the checkout's.
std::string unread_of(const page::Fetched& fetched) {
  constexpr const char* kInstead =
      "save the page in a browser at the checkout, and give the file with --origin and --headers";
  if (!fetched.error.empty())
    return fmt::format("{} did not come: {}; {}", page::shown(fetched.url), fetched.error,
                       advice_for(fetched));
  if (fetched.status < 200 || fetched.status > 299)
    return fmt::format("{} answers {}: {}", page::shown(fetched.url), fetched.status, kInstead);
  // "All held" of nothing, or of what is no page, would be a pass without a look.
  if (fetched.body.find_first_not_of(" \t\r\n") == std::string::npos)
    return fmt::format("{} answers {} without a page: {}", page::shown(fetched.url), fetched.status,
                       kInstead);
  const std::string* type = http::find_header(fetched.headers, "content-type");
  if (type && text::lower(*type).find("html") == std::string::npos)
    return fmt::format("{} is {}, which is no HTML: {}", page::shown(fetched.url),
                       text::printable(text::redacted(*type), 60), kInstead);
  if (type && text::lower(*type).find("utf-16") != std::string::npos)
    return fmt::format("{} is in UTF-16, which is not read: {}", page::shown(fetched.url),
                       kInstead);
  if (fetched.is_cut)
    return fmt::format("{} has more than 4 MiB: {}", page::shown(fetched.url), kInstead);
  const std::string* packed = http::find_header(fetched.headers, "content-encoding");
  if (packed && !text::equal_ignoring_case(*packed, "identity"))
    return fmt::format("{} came as {}, which was not asked for: {}", page::shown(fetched.url),
                       text::printable(*packed, 40), kInstead);
  return {};
}

Read read_url(const ThreeDsPageOptions& options, const page::FetchOptions& how) {
  Read read;
  read.fetched = page::fetch(url_of("URL", options.target), how);
  read.unread = unread_of(*read.fetched);
  read.name = page::shown(read.fetched->url);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  read.document = {read.fetched->url,
                   true,
                   read.fetched->headers,
                   {},
                   std::chrono::duration_cast<std::chrono::seconds>(now).count()};
  if (read.unread.empty()) read.document.body = read.fetched->body;
  return read;
}

Read read_page_file(const ThreeDsPageOptions& options) {
  Read read;
  const auto origin = url_if_given("--origin", options.origin);
  // A page must be somewhere: one that nothing else is of.
  read.document.url = origin ? *origin : *page::parse_url("https://page.invalid/");
  read.document.is_address_known = origin.has_value();
  read.document.headers = headers_of(options);
  read.document.body = read_file(options.target, "the page", kMostPage);
  read.name = options.target == "-" ? "stdin" : text::printable(options.target, 200);
  text::refuse_utf16(read.document.body, read.name);
  return read;
}

/// What the page has. One that came with more than is read is not judged; a file that has is an
/// input that is wrong.
page::Page parts_of(Read& read, const page::Known& known) {
  page::Page parts;
  try {
    parts = page::read_page(read.document, read.name, known);
  } catch (const Failure& failure) {
    if (failure.kind != Kind::input || !read.fetched) throw;
    read.unread = failure.what();
    read.document.body.clear();
    return page::read_page(read.document, read.name, known);
  }
  if (read.unread.empty() && parts.leaves_to)
    read.unread = fmt::format("{} is left within seconds for {}, by a meta refresh: give that one",
                              read.name, page::shown(*parts.leaves_to));
  return parts;
}

/// The ACS to ask: the one that is named, or of a page that was fetched its own form's.
std::optional<page::Url> acs_to_ask(const threeds::PageCase& seen, bool was_fetched) {
  if (seen.acs) return seen.acs;
  if (!was_fetched) return {};
  for (const threeds::Party& each : threeds::parties_of(seen, true))
    if (each.is_acs) return each.url;
  return {};
}

std::vector<std::pair<std::string, std::string>> arguments_of(const CommonOptions& common) {
  std::vector<std::pair<std::string, std::string>> given = common.given;
  for (auto& [name, value] : given) {
    if (name == "header")
      value = text::printable(value.substr(0, value.find(':'))) + ": (not shown)";
    else if (is_url(value))
      value = page::shown(page::parse_url(value).value_or(page::Url{}));
    else
      value = text::redacted(value);
  }
  return given;
}

// A page of many frames and forms is told by what is wrong with them, not whole.
std::string note_of(const Read& read) {
  if (!read.fetched || read.fetched->hops.empty()) return read.fetched ? "" : "a file";
  return fmt::format("after {} redirect{}", read.fetched->hops.size(),
                     read.fetched->hops.size() == 1 ? "" : "s");
}

// Whether the page that was recorded mounts what it was asked for, by the rules for recordings.
void judge_recording(const std::string& file, Report& report) {
  const token::Expected nothing;
  const token::Capture capture = token::read_har(file, nothing);
  Subject subject;
  const std::string shop = capture.shop();
  subject.name = shop.empty() ? std::string("recording") : text::printable(shop, 100);
  subject.note = fmt::format("{} requests recorded", capture.entries.size());
  judge(token::challenges(), token::CaptureCase{capture, nothing}, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
}

}  // namespace

int run_threeds_page(const ThreeDsPageOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const auto begun = Clock::now();
  Report report;
  report.command = "threeds page";
  report.arguments = arguments_of(common);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (!options.ca_file.empty()) read_file(options.ca_file, "the certificates", kMostPage);
  const auto acs = url_if_given("--acs", options.acs);
  const auto method_url = url_if_given("--method-url", options.method_url);
  const auto notification = url_if_given("--notification", options.notification);
  std::vector<page::Url> apis;
  for (const std::string& each : options.apis)
    apis.push_back(url_of("--api", each));
  const Deadline deadline(common.deadline);
  const page::FetchOptions how{options.ca_file,
                               std::chrono::milliseconds(static_cast<long>(common.timeout * 1000)),
                               deadline.descriptor()};
  Progress progress(common.progress && !common.quiet);
  progress.show("fetching the page");
  Read read = is_url(options.target) ? read_url(options, how) : read_page_file(options);
  const page::Page page = parts_of(read, {acs, method_url});
  const bool knows_headers =
      read.fetched || !options.headers_file.empty() || !options.headers.empty();
  threeds::PageCase seen{page, read.unread, knows_headers, acs, method_url, notification, apis, {}};
  if (const auto ask = acs_to_ask(seen, read.fetched.has_value()); ask && read.unread.empty()) {
    progress.show("asking the ACS");
    seen.acs_answer = page::fetch(*ask, how);
  }
  progress.clear();
  Subject subject;
  subject.name = read.name;
  subject.note = note_of(read);
  const PageFacts facts{page, read.fetched, seen.acs_answer, read.unread.empty()};
  subject.details = details(facts);
  judge(threeds::pages(), seen, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
  if (!options.har.empty()) judge_recording(options.har, report);
  report.data = to_json(facts);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
