#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "lib/sandbox/scenario.hpp"
#include "lib/sandbox/scenario_words.hpp"

namespace checkoutdiag::sandbox {
namespace {

constexpr std::size_t kLongestLine = 200;

std::string_view in_prose(When when) {
  return when == When::before   ? "before commit"
         : when == When::during ? "during commit"
                                : "after commit";
}

std::string in_prose(std::chrono::milliseconds time) {
  const auto ms = time.count();
  return ms % 1000 == 0 ? fmt::format("{} s", ms / 1000) : fmt::format("{} ms", ms);
}

std::string what_of(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::status:
      return fmt::format("{}", fault.status);
    case FaultKind::delay:
      return "answer delayed by " + in_prose(fault.wait);
    case FaultKind::stall:
      return fmt::format("body {} after the head", in_prose(fault.wait));
    case FaultKind::drip:
      return fmt::format("body in pieces of {} bytes, one every {}", fault.bytes,
                         in_prose(fault.wait));
    case FaultKind::truncate:
      return fmt::format("body cut at {} bytes, then FIN", fault.bytes);
    case FaultKind::half:
      return "half of the answer, then RST";
    case FaultKind::reset:
      return "RST";
    case FaultKind::close:
      return "FIN without an answer";
    case FaultKind::no_close_notify:
      return "end without close_notify before the last byte";
    case FaultKind::wrong_length:
      return fmt::format("Content-Length off by {:+}", fault.by);
  }
  return {};
}

// The next word of a line, which loses it; empty at its end.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

std::optional<std::int64_t> take_number(std::string_view& line, std::int64_t least,
                                        std::int64_t most) {
  const std::string_view word = take_word(line);
  std::int64_t number = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
  if (read.ec != std::errc() || read.ptr != word.data() + word.size()) return std::nullopt;
  if (number < least || number > most) return std::nullopt;
  return number;
}

// The numbers that follow a fault's kind; false when one is not there.
bool take_numbers(std::string_view& line, Fault& fault) {
  if (fault.kind == FaultKind::status) {
    const auto status = take_number(line, kLeastStatus, kMostStatus);
    fault.status = static_cast<int>(status.value_or(0));
    return status.has_value();
  }
  if (fault.kind == FaultKind::wrong_length) {
    fault.by = take_number(line, -kMostBytes, kMostBytes).value_or(0);
    return fault.by != 0;
  }
  if (has_bytes(fault.kind)) {
    const auto bytes = take_number(line, fault.kind == FaultKind::drip ? 1 : 0, kMostBytes);
    if (!bytes) return false;
    fault.bytes = static_cast<std::size_t>(*bytes);
  }
  if (has_wait(fault.kind)) {
    const auto wait = take_number(line, 1, kLongestWait);
    if (!wait) return false;
    fault.wait = std::chrono::milliseconds(*wait);
  }
  return true;
}

http::Reply status_reply(const Fault& fault) {
  http::Reply reply;
  reply.status = fault.status;
  reply.headers = {{"Content-Type", "application/json"}};
  if (fault.retry_after)
    reply.headers.push_back({"Retry-After", std::to_string(*fault.retry_after)});
  reply.body = fault.body;
  if (reply.body.empty())
    reply.body = nlohmann::json{{"error",
                                 {{"type", "sandbox_fault"},
                                  {"message", "a fault on cue: " + describe(fault)}}}}
                     .dump();
  return reply;
}

}  // namespace

std::string_view name(FaultKind kind) {
  return text::word(kFaultKinds, kind);
}

std::string_view name(When when) {
  return text::word(kWhens, when);
}

std::string describe(const Fault& fault) {
  std::string text = what_of(fault);
  text += fmt::format("{} {}", replaces_answer(fault.kind) ? "" : ",", in_prose(fault.when));
  if (fault.retry_after) text += fmt::format(", Retry-After {}", *fault.retry_after);
  return text;
}

std::optional<Fault> parse_fault(std::string_view text) {
  if (text.size() > kLongestLine) return std::nullopt;
  const auto kind = text::meaning(kFaultKinds, take_word(text));
  if (!kind) return std::nullopt;
  Fault fault;
  fault.kind = *kind;
  fault.when = replaces_answer(*kind) ? When::before : When::after;
  if (!take_numbers(text, fault)) return std::nullopt;
  bool timed = false;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    if (const auto when = text::meaning(kWhens, word); when && !timed) {
      timed = true;
      fault.when = *when;
    } else if (word == "retry-after" && fault.kind == FaultKind::status && !fault.retry_after) {
      const auto seconds = take_number(text, 0, kLongestRetryAfter);
      if (!seconds) return std::nullopt;
      fault.retry_after = static_cast<int>(*seconds);
    } else {
      return std::nullopt;
    }
  }
  if (!replaces_answer(fault.kind) && fault.when != When::after) return std::nullopt;
  return fault;
}

http::Reply with_fault(http::Reply reply, const Fault& fault) {
  http::Manner& manner = reply.manner;
  const std::size_t size = reply.body.size(), last = size > 0 ? size - 1 : 0;
  switch (fault.kind) {
    case FaultKind::status:
      return status_reply(fault);
    case FaultKind::delay:
      manner.delay = fault.wait;
      break;
    case FaultKind::stall:
      manner.stall = fault.wait;
      break;
    case FaultKind::drip:
      manner.drip = fault.bytes;
      manner.drip_every = fault.wait;
      break;
    case FaultKind::truncate:
      manner.most_body = std::min(fault.bytes, last);
      manner.ending = http::Ending::close;
      break;
    case FaultKind::half:
      manner.most_body = size / 2;
      manner.ending = http::Ending::reset;
      break;
    case FaultKind::reset:
      manner.most = 0;
      manner.ending = http::Ending::reset;
      break;
    case FaultKind::close:
      manner.most = 0;
      manner.ending = http::Ending::close;
      break;
    case FaultKind::no_close_notify:
      manner.most_body = last;
      manner.ending = http::Ending::no_close_notify;
      break;
    case FaultKind::wrong_length:
      manner.wrong_length = std::max(fault.by, -static_cast<std::int64_t>(size));
      manner.ending = http::Ending::close;
      break;
  }
  return reply;
}

}  // namespace checkoutdiag::sandbox
