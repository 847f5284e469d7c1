#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "lib/sandbox/scenario.hpp"
#include "lib/sandbox/scenario_words.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_choice.hpp"
#include "lib/text/json_object.hpp"

namespace checkoutdiag::sandbox {
namespace {

using std::chrono::milliseconds;
using text::JsonObject;

constexpr std::string_view kSchema = "checkoutdiag.scenario/1";
constexpr std::size_t kMostFile = 64 * 1024;
constexpr text::JsonLimits kLimits{12, 5000};  // a fault's body may be nested
constexpr std::size_t kMostFaults = 100, kMostBody = 16 * 1024, kLongestPath = 500;
constexpr std::int64_t kMostRequests = 1'000'000'000;
constexpr std::int64_t kMostDuplicates = 20;

constexpr std::string_view kKeys[] = {"schema",  "name",   "title",    "why",   "order",
                                      "work_ms", "faults", "webhooks", "expect"};
constexpr std::string_view kFaultKeys[] = {"at",      "method", "path", "fault",
                                           "when",    "status", "body", "retry_after",
                                           "wait_ms", "bytes",  "by"};
constexpr std::string_view kWebhookKeys[] = {"delay_ms", "before_answer", "duplicates", "reversed",
                                             "drop_every"};
constexpr std::string_view kExpectKeys[] = {"must_succeed", "may_retry"};
constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

bool flag(const JsonObject& object, const char* key, bool otherwise) {
  return object.has(key) ? object.flag(key) : otherwise;
}

std::int64_t number(const JsonObject& object, const char* key, std::int64_t least,
                    std::int64_t most, std::int64_t otherwise) {
  return object.has(key) ? object.whole(key, least, most) : otherwise;
}

std::optional<std::uint64_t> count_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  if (number < 1 || number > kMostRequests) return std::nullopt;
  return number;
}

// "2-4", "3-", "every" or a number.
bool read_range(std::string_view text, FaultRule& rule) {
  if (text == "every") {
    rule.first = 1;
    rule.last = 0;
    return true;
  }
  const std::size_t dash = text.find('-');
  const auto first = count_of(text.substr(0, dash));
  if (!first) return false;
  rule.first = rule.last = *first;
  if (dash == text.npos) return true;
  const std::string_view end = text.substr(dash + 1);
  const auto last = end.empty() ? std::optional<std::uint64_t>(0) : count_of(end);
  if (!last || (!end.empty() && *last < *first)) return false;
  rule.last = *last;
  return true;
}

void read_at(const JsonObject& object, FaultRule& rule) {
  const std::string given = object.is_text("at") ? object.string("at")
                            : object.has("at")   ? object.json("at")
                                                 : std::string();
  if (given.empty() || !read_range(given, rule))
    object.miss("at", fmt::format("must be a number from 1, or a text such as \"2-4\", \"3-\" or "
                                  "\"every\": which requests the fault meets{}",
                                  given.empty() ? "" : "; not " + text::printable(given, 40)));
}

// A key that says nothing about this kind of fault is a mistake, which would go unnoticed.
void only_of(const JsonObject& object, const char* key, bool fits, std::string_view kinds,
             FaultKind kind) {
  if (!object.has(key) || fits) return;
  object.miss(key, fmt::format("is for {}, and \"fault\" is {}", kinds, name(kind)));
}

void read_when(const JsonObject& object, Fault& fault) {
  const bool any = replaces_answer(fault.kind);
  fault.when = text::choice(object, "when", kWhens, any ? When::before : When::after);
  if (!any && fault.when != When::after)
    object.miss("when", fmt::format("must be after-commit for {}, which needs an answer",
                                    name(fault.kind)));
}

void read_numbers(const JsonObject& object, Fault& fault) {
  if (fault.kind == FaultKind::status)
    fault.status = static_cast<int>(object.whole("status", kLeastStatus, kMostStatus));
  if (object.has("retry_after"))
    fault.retry_after = static_cast<int>(object.whole("retry_after", 0, kLongestRetryAfter));
  if (object.has("body")) {
    fault.body = object.json("body");
    if (fault.body.size() > kMostBody)
      object.miss("body", fmt::format("must have at most {} bytes", kMostBody));
  }
  if (has_wait(fault.kind)) fault.wait = milliseconds(object.whole("wait_ms", 1, kLongestWait));
  if (fault.kind == FaultKind::drip)
    fault.bytes = static_cast<std::size_t>(number(object, "bytes", 1, kMostBytes, 1));
  if (fault.kind == FaultKind::truncate)
    fault.bytes = static_cast<std::size_t>(object.whole("bytes", 0, kMostBytes));
  if (fault.kind == FaultKind::wrong_length) {
    fault.by = object.whole("by", -kMostBytes, kMostBytes);
    if (fault.by == 0) object.miss("by", "must not be 0, which would be the true length");
  }
}

Fault read_fault(const JsonObject& object) {
  Fault fault;
  if (!object.has("fault")) object.miss("fault", "is missing: " + text::one_of(kFaultKinds));
  fault.kind = text::choice(object, "fault", kFaultKinds, FaultKind::status);
  const FaultKind kind = fault.kind;
  const bool is_status = kind == FaultKind::status;
  only_of(object, "status", is_status, "status", kind);
  only_of(object, "body", is_status, "status", kind);
  only_of(object, "retry_after", is_status, "status", kind);
  only_of(object, "wait_ms", has_wait(kind), "delay, stall and drip", kind);
  only_of(object, "bytes", has_bytes(kind), "truncate and drip", kind);
  only_of(object, "by", kind == FaultKind::wrong_length, "wrong-length", kind);
  read_when(object, fault);
  read_numbers(object, fault);
  return fault;
}

FaultRule read_rule(const JsonObject& object) {
  object.only(kFaultKeys);
  FaultRule rule;
  read_at(object, rule);
  if (object.has("method")) {
    rule.method = object.string("method");
    if (rule.method == "*")
      rule.method.clear();
    else if (std::find(std::begin(kMethods), std::end(kMethods), rule.method) == std::end(kMethods))
      object.miss("method", fmt::format("must be GET, POST, PUT, PATCH, DELETE or *, not \"{}\"",
                                        text::printable(rule.method, 80)));
  }
  if (object.has("path")) {
    rule.path = object.string("path");
    const bool plain = std::all_of(rule.path.begin(), rule.path.end(),
                                   [](char c) { return c > ' ' && c < '\x7f' && c != '?'; });
    if (!rule.path.starts_with('/') || rule.path.size() > kLongestPath || !plain)
      object.miss("path", fmt::format("must be a path such as /v1/charges or /v1/*, not \"{}\"",
                                      text::printable(rule.path, 80)));
  }
  rule.fault = read_fault(object);
  return rule;
}

WebhookPlan read_webhooks(const JsonObject& object) {
  object.only(kWebhookKeys);
  WebhookPlan plan;
  plan.delay = milliseconds(number(object, "delay_ms", 0, kLongestWait, 0));
  plan.before_answer = flag(object, "before_answer", false);
  plan.duplicates = static_cast<int>(number(object, "duplicates", 0, kMostDuplicates, 0));
  plan.reversed = flag(object, "reversed", false);
  plan.drop_every = static_cast<int>(number(object, "drop_every", 0, kMostRequests, 0));
  if (plan.before_answer && plan.delay.count() > 0)
    object.miss("delay_ms", "cannot be with \"before_answer\": the event is sent first");
  return plan;
}

std::string scenario_name(const JsonObject& document) {
  const std::string& read = document.string("name");
  const bool plain = std::all_of(read.begin(), read.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || text::is_digit(c) || c == '-';
  });
  if (read.empty() || read.size() > 60 || !plain)
    document.miss("name", "must be lower-case letters, digits and dashes, at most 60");
  return read;
}

}  // namespace

Scenario parse_scenario(std::string_view text, const std::string& file) {
  const text::JsonSource source{text::printable(file, 400), text};
  const nlohmann::json parsed = text::parse_json(source, kMostFile, kLimits, "scenario");
  const JsonObject document(parsed, source);
  document.only(kKeys);
  if (document.has("schema") && document.string("schema") != kSchema)
    document.miss("schema", fmt::format("must be \"{}\"", kSchema));
  Scenario scenario;
  scenario.name = scenario_name(document);
  scenario.title = document.text("title");
  if (document.has("why")) scenario.why = document.text("why");
  scenario.order = static_cast<int>(number(document, "order", 0, 1000, 0));
  scenario.work = milliseconds(number(document, "work_ms", 0, kLongestWait, 0));
  for (const JsonObject& each : document.list("faults", kMostFaults))
    scenario.faults.push_back(read_rule(each));
  if (const auto webhooks = document.object("webhooks"))
    scenario.webhooks = read_webhooks(*webhooks);
  if (const auto expect = document.object("expect")) {
    expect->only(kExpectKeys);
    scenario.must_succeed = flag(*expect, "must_succeed", true);
    scenario.may_retry = flag(*expect, "may_retry", true);
  }
  return scenario;
}

}  // namespace checkoutdiag::sandbox
