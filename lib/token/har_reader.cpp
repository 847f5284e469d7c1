#include "lib/token/har_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "lib/failure.hpp"
#include "lib/fields/card.hpp"
#include "lib/page/url.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/hex.hpp"
#include "lib/text/html.hpp"
#include "lib/text/json_elements.hpp"
#include "lib/text/json_parts.hpp"
#include "lib/text/redact.hpp"
#include "lib/text/time.hpp"
#include "lib/token/pieces.hpp"

namespace checkoutdiag::token {
namespace {

using text::JsonMembers;

constexpr std::uint64_t kLargestFile = 4ull << 30;
constexpr std::size_t kLargestEntry = 64u << 20;
constexpr std::size_t kMostEntries = 500'000;
// Of one body or reply that is kept, and of all of them.
constexpr std::size_t kLargestKept = 256 * 1024, kMostKept = 64u << 20;
constexpr std::size_t kLargestPage = 4u << 20;
constexpr std::size_t kMostLeaks = 1000;
constexpr std::size_t kLongestUrl = 64 * 1024;

constexpr std::array<std::string_view, 12> kWantedHeaders = {"content-security-policy",
                                                             "content-security-policy-report-only",
                                                             "access-control-allow-origin",
                                                             "access-control-allow-headers",
                                                             "location",
                                                             "date",
                                                             "content-type",
                                                             "origin",
                                                             "referer",
                                                             "sec-fetch-dest",
                                                             "idempotency-key",
                                                             "x-frame-options"};

// As other writers than browsers have it: "2026-11-27 11:14:01+0100".
std::string usual(std::string written) {
  if (written.size() > 10 && written[10] == ' ') written[10] = 'T';
  const std::size_t end = written.size();
  const bool has_bare_offset = end > 5 && (written[end - 5] == '+' || written[end - 5] == '-') &&
                               written.find(':') != std::string::npos;
  if (has_bare_offset) written.insert(end - 2, ":");
  return written;
}

// Milliseconds since 1970 of "2026-11-27T11:14:01.357Z"; negative: it is none.
double moment(const std::string& given) {
  const std::string written = usual(given);
  const std::size_t dot = written.find('.');
  if (dot == std::string::npos) {
    const auto when = text::parse_time(written);
    return when ? static_cast<double>(when->time_since_epoch().count()) * 1000 : -1;
  }
  std::size_t end = dot + 1;
  while (end < written.size() && text::is_digit(written[end]))
    ++end;
  const auto when = text::parse_time(written.substr(0, dot) + written.substr(end));
  double part = 0;
  std::from_chars(written.data() + dot, written.data() + end, part);
  return when ? static_cast<double>(when->time_since_epoch().count()) * 1000 + part * 1000 : -1;
}

double duration(const JsonMembers& members, const char* name) {
  const double value = members.number(name).value_or(-1);
  constexpr double kLongest = 1e9;  // ms: longer is no request's
  return std::isfinite(value) && value >= 0 && value <= kLongest ? value : -1;
}

Phases read_phases(const JsonMembers& timings) {
  return {duration(timings, "blocked"), duration(timings, "dns"),  duration(timings, "connect"),
          duration(timings, "ssl"),     duration(timings, "send"), duration(timings, "wait"),
          duration(timings, "receive")};
}

// A body or a content: its "text", or what it is base64 of.
std::string content_of(const JsonMembers& data) {
  std::string content = data.text("text"), bytes;
  if (data.text("encoding") != "base64") return content;
  return text::decode_base64(content, bytes) ? bytes : std::string();
}

std::string params_of(const JsonMembers& data) {
  std::string body;
  for (const std::string_view each : text::json_items(data.raw("params"))) {
    const JsonMembers pair(each);
    body += (body.empty() ? "" : "&") + pair.text("name") + '=' + pair.text("value");
  }
  return body;
}

std::string mime_of(const JsonMembers& data) {
  std::string mime = text::lower(data.text("mimeType"));
  mime.resize(std::min(mime.find(';'), mime.size()));
  return mime;
}

// What a browser shows or a script reads: the rest holds no card number that anybody gave.
bool is_readable(const std::string& mime, std::string_view raw) {
  // "\"{" and "\"[": JSON, whatever it is called.
  if (raw.size() > 2 && (raw[1] == '{' || raw[1] == '[')) return true;
  return mime.find("json") != std::string::npos || mime.find("html") != std::string::npos ||
         mime.find("xml") != std::string::npos || mime == "text/plain" ||
         mime.find("urlencoded") != std::string::npos;
}

// Most that is HTML says neither, and taking it apart costs more than looking.
bool may_say_something(std::string_view html) {
  const auto has = [&](std::string_view what) {
    return std::search(html.begin(), html.end(), what.begin(), what.end(),
                       [](char a, char b) { return text::lower(a) == b; }) != html.end();
  };
  return has("<script") || has("http-equiv");
}

// Whether a browser runs it: a consent manager gives others a type that none has.
bool runs(const text::HtmlEvent& script) {
  const std::string* type = script.find("type");
  return !type || type->empty() || *type == "module" ||
         text::lower(*type).find("javascript") != std::string::npos;
}

// What a page says for itself: its policy in <meta http-equiv>, and the scripts that it needs.
void read_page(const std::string& html, Entry& entry) {
  constexpr std::size_t kMostScripts = 500;
  const auto base = page::parse_url(entry.url);
  for (const text::HtmlEvent& event : text::read_html(html, "the page")) {
    if (event.kind != text::HtmlEvent::Kind::start) continue;
    const std::string* kind = event.find("http-equiv");
    const std::string* content = event.find("content");
    const std::string* source = event.find("src");
    if (event.name == "meta" && kind && content &&
        text::equal_ignoring_case(*kind, "content-security-policy"))
      entry.reply_headers.emplace_back("meta content-security-policy", *content);
    if (event.name != "script" || !source || event.find("nomodule") || !runs(event)) continue;
    if (const auto url = base ? page::resolve(*source, *base) : std::nullopt;
        url && !url->host.empty() && entry.scripts.size() < kMostScripts)
      entry.scripts.push_back(url->text);
  }
}

// A recording that does not say what a request was for lets it be told from what came.
std::string kind_of(const JsonMembers& members, const JsonMembers& request, const Entry& entry,
                    const std::string& mime) {
  const std::string kind = text::lower(members.text("_resourceType"));
  if (!kind.empty()) return kind == "beacon" ? "ping" : kind;
  for (const std::string_view each : text::json_items(request.raw("headers"))) {
    const JsonMembers header(each);
    if (text::lower(header.text("name")) != "sec-fetch-dest") continue;
    const std::string where = header.text("value");
    if (where == "document" || where == "iframe" || where == "frame") return "document";
    return where == "empty" ? "fetch" : text::printable(where, 20);
  }
  if (mime == "text/html" && entry.method == "GET") return "document";
  return mime.find("javascript") != std::string::npos ? "script" : "";
}

bool is_wanted(const std::string& name) {
  return std::find(kWantedHeaders.begin(), kWantedHeaders.end(), name) != kWantedHeaders.end();
}

}  // namespace

HarReader::HarReader(Capture& capture, const Expected& expected)
    : capture_(capture), expected_(expected) {
  capture_.recording.source = Source::har;
}

void HarReader::creator(std::string_view text) {
  const JsonMembers members(text);
  capture_.recording.creator =
      text::printable(members.text("name") + ' ' + members.text("version"), 80);
}

void HarReader::note(const Entry& entry, LeakPlace place, const CardDatum& datum) {
  const bool is_number = datum.kind == LeakKind::number;
  const bool is_test = is_number && fields::is_test_number(datum.digits);
  // A page may show a number that gateways publish, or anything that looks like one.
  if (place == LeakPlace::reply && is_number && (is_test || !is_card_field(datum.field))) return;
  Leak leak{datum.kind, place, entry.number, shown(entry), entry.host,   entry.method,
            entry.kind, {},    datum.digits, is_test,      datum.is_sure};
  leak.field = text::printable(text::redacted(datum.field), 40);
  for (Leak& each : capture_.leaks)
    if (each.kind == leak.kind && each.place == leak.place && each.digits == leak.digits &&
        each.request == leak.request && each.field == leak.field) {
      ++each.times;
      return;
    }
  if (capture_.leaks.size() < kMostLeaks)
    capture_.leaks.push_back(std::move(leak));
  else
    ++capture_.recording.unfollowed;
}

void HarReader::look_for_cards(const Entry& entry, LeakPlace place, std::string_view text) {
  for (const CardDatum& each : card_data_in(text))
    note(entry, place, each);
}

void HarReader::note_entered(const Entry& entry) {
  constexpr std::size_t kMost = 100;
  bool has_number = false;
  for (const CardDatum& each : card_data_in(entry.body)) {
    has_number = has_number || each.kind == LeakKind::number;
    if (each.kind == LeakKind::number && capture_.entered.size() < kMost)
      capture_.entered.push_back(each.digits);
  }
  if (has_number && capture_.cards.size() < kMost) capture_.cards.push_back(entry.number);
}

void HarReader::read_request_headers(const JsonMembers& request, Entry& entry, bool may_have) {
  for (const std::string_view each : text::json_items(request.raw("headers"))) {
    const JsonMembers header(each);
    std::string name = text::lower(header.text("name")), value = header.text("value");
    if (!may_have) look_for_cards(entry, LeakPlace::request_header, value);
    constexpr std::size_t kMostCarried = 4096;
    const bool may_carry = name == "authorization" || name.starts_with("x-") ||
                           name.find("token") != std::string::npos;
    if (may_carry && entry.carried.size() + value.size() < kMostCarried)
      entry.carried += value + '\n';
    if (name == "content-length") has_length_ = value != "0";
    if (name == "content-type") has_type_ = true;
    if (is_wanted(name)) entry.request_headers.emplace_back(std::move(name), std::move(value));
  }
}

void HarReader::read_body(const JsonMembers& request, Entry& entry, bool may_have) {
  const JsonMembers data = request.object("postData");
  std::string body = content_of(data);
  if (body.empty()) body = params_of(data);
  if (!may_have) look_for_cards(entry, LeakPlace::request_body, body);
  if (entry.method == "GET" || entry.method == "HEAD" || entry.method == "OPTIONS") return;
  // Chrome says 0 of a body that it does not keep: the headers know better.
  const bool had_body =
      request.number("bodySize").value_or(0) > 0 || has_length_.value_or(has_type_);
  entry.has_lost_body = body.empty() && had_body;
  if (body.size() > kLargestKept || kept_ + body.size() > kMostKept) {
    entry.has_lost_body = true;
    return;
  }
  kept_ += body.size();
  entry.body = std::move(body);
  if (may_have) note_entered(entry);
}

void HarReader::read_reply(const JsonMembers& reply, Entry& entry, bool may_have) {
  constexpr double kMostStatus = 999;
  entry.status = static_cast<int>(std::clamp(reply.number("status").value_or(0), 0.0, kMostStatus));
  for (const char* name : {"_failureText", "_error"})
    if (entry.failure.empty())
      entry.failure = text::printable(text::redacted(reply.text(name)), 80);
  for (const std::string_view each : text::json_items(reply.raw("headers"))) {
    const JsonMembers header(each);
    std::string name = text::lower(header.text("name")), value = header.text("value");
    if (!may_have && (name == "set-cookie" || name == "location"))
      look_for_cards(entry, LeakPlace::reply_header, value);
    if (is_wanted(name)) entry.reply_headers.emplace_back(std::move(name), std::move(value));
  }
}

void HarReader::read_content(const JsonMembers& content, Entry& entry, bool may_have) {
  const std::string mime = mime_of(content);
  entry.has_reply_text = !content.raw("text").empty();
  if (!entry.has_reply_text || !is_readable(mime, content.raw("text"))) return;
  std::string reply = content_of(content);
  if (!may_have) {
    const bool is_data = mime.find("json") != std::string::npos && reply.size() <= kLargestKept;
    for (const CardDatum& each : is_data ? card_data_in(reply) : card_numbers_in(reply))
      note(entry, LeakPlace::reply, each);
  }
  if (entry.kind == "document" && reply.size() <= kLargestPage && may_say_something(reply))
    read_page(reply, entry);
  if (entry.method == "GET" || reply.size() > kLargestKept || kept_ + reply.size() > kMostKept)
    return;
  kept_ += reply.size();
  entry.reply = std::move(reply);
}

void HarReader::read_messages(const JsonMembers& members, Entry& entry) {
  for (const std::string_view each : text::json_items(members.raw("_webSocketMessages"))) {
    const JsonMembers message(each);
    look_for_cards(entry, message.text("type") == "send" ? LeakPlace::web_socket : LeakPlace::reply,
                   message.text("data"));
  }
}

void HarReader::entry(std::string_view text) {
  Recording& recording = capture_.recording;
  ++number_;
  const JsonMembers members(text), request = members.object("request");
  const JsonMembers response = members.object("response"), content = response.object("content");
  Entry entry;
  entry.number = number_;
  entry.began = moment(members.text("startedDateTime"));
  entry.method = text::printable(request.text("method"), 20);
  std::string url = request.text("url");
  if (url.size() > kLongestUrl) url.resize(kLongestUrl);
  const bool is_web = set_url(entry, std::move(url));
  if (!request.is_object() || capture_.entries.size() == kMostEntries ||
      (is_web && entry.began < 0)) {
    ++recording.unread;
    return;
  }
  if (!is_web) return;  // data:, blob:, chrome-extension:
  entry.frame = members.text("_frameref");
  if (entry.frame.empty()) entry.frame = members.text("pageref");
  entry.address = text::printable(members.text("serverIPAddress"), 60);
  entry.phases = read_phases(members.object("timings"));
  entry.ended = entry.began + std::max(0.0, duration(members, "time"));
  entry.kind = kind_of(members, request, entry, mime_of(content));
  entry.is_worker_copy =
      members.is_true("_fetchedViaServiceWorker") || response.is_true("_fetchedViaServiceWorker");
  const bool may_have = may_have_cards(expected_, entry.host, entry.path);
  has_length_.reset();
  has_type_ = false;
  look_for_cards(entry, LeakPlace::url, entry.url);
  read_request_headers(request, entry, may_have);
  read_body(request, entry, may_have);
  read_reply(response, entry, may_have);
  read_content(content, entry, may_have);
  if (!may_have) read_messages(members, entry);
  const bool is_script = entry.kind == "fetch" || entry.kind == "xhr" || entry.kind.empty();
  entry.has_lost_reply = is_script && entry.method != "GET" && entry.method != "OPTIONS" &&
                         entry.status >= 200 && entry.status < 300 && entry.status != 204 &&
                         !entry.has_reply_text && content.number("size").value_or(0) != 0;
  recording.lost_bodies += entry.has_lost_body && entry.kind != "ping";
  recording.lost_replies += entry.has_lost_reply;
  capture_.entries.push_back(std::move(entry));
}

HarFile::HarFile(const Expected& expected)
    : expected_(expected),
      reader_(capture_, expected),
      elements_({"/log/entries/*", "/log/creator", "/log/version"}, kLargestEntry,
                [this](std::size_t place, std::string_view value) {
                  has_log_ = true;
                  if (place == 0) reader_.entry(value);
                  if (place == 1) reader_.creator(value);
                }) {}

void HarFile::feed(std::string_view piece) {
  if (!has_begun_ && piece.starts_with("\xEF\xBB\xBF")) piece.remove_prefix(3);
  has_begun_ = true;
  elements_.feed(piece);
}

Capture HarFile::finish(const std::string& file) {
  if (elements_.is_broken())
    throw Failure(Failure::Kind::input, fmt::format("{}: this is no JSON", file),
                  "save the HAR file again");
  if (!has_log_)
    throw Failure(Failure::Kind::input,
                  fmt::format("{}: this is no HAR file: there is no log with entries", file),
                  "save one in the browser's developer tools (Network, Export HAR), with "
                  "Playwright's recordHar, or with a proxy");
  capture_.recording.is_cut = !elements_.is_whole();
  capture_.recording.unread += elements_.too_large();
  capture_.recording.entries = capture_.entries.size();
  find_flow(capture_, expected_);
  return std::move(capture_);
}

Capture read_har(const std::string& path, const Expected& expected) {
  HarFile har(expected);
  read_pieces(path, "the HAR file", kLargestFile, [&](std::string_view piece) { har.feed(piece); });
  return har.finish(path == "-" ? "stdin" : text::printable(path, 200));
}

}  // namespace checkoutdiag::token
