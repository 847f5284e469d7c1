// Recordings of browsers: a HAR file, a trace or a console's lines, in pieces of any size.
// Whatever comes is refused or judged without a fault of ours, and no card number is told.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "checks/token/token.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/token/console.hpp"
#include "lib/token/har_reader.hpp"
#include "lib/token/trace_reader.hpp"

using namespace checkoutdiag;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void judge_all(const token::Capture& capture, const token::Expected& expected) {
  std::vector<Outcome> outcomes;
  const token::CaptureCase seen{capture, expected, 2000, {}};
  judge(token::all(), seen, "s", outcomes);
  judge(token::traces(), seen, "s", outcomes);
  for (const Outcome& outcome : outcomes)
    for (const Finding& each : outcome.findings) {
      require(text::printable(each.message, 100'000) == each.message);
      require(text::redacted(each.message) == each.message);
    }
}

template <class File>
void read(std::string_view text, std::size_t piece, const token::Expected& expected) {
  File file(expected);
  for (std::size_t at = 0; at < text.size(); at += piece)
    file.feed(text.substr(at, piece));
  judge_all(file.finish("f"), expected);
}

void read_console(std::string_view text, const token::Expected& expected) {
  token::Capture capture;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    token::read_console_line(text.substr(0, end), ++number, capture);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  judge_all(capture, expected);
}

}  // namespace

// The first byte is which of them, the second how large the pieces are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  token::Expected expected;
  expected.endpoints = {token::parse_endpoint("https://p.test/t")};
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t piece = std::size_t{data[1]} + 1;
  try {
    if (data[0] % 3 == 0) read<token::HarFile>(text, piece, expected);
    if (data[0] % 3 == 1) read<token::TraceFile>(text, piece, expected);
    if (data[0] % 3 == 2) read_console(text, expected);
  } catch (const Failure&) {
    // No recording.
  }
  return 0;
}
