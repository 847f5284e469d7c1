#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/charge/replay/journal_text.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

// A journal of anybody: it is read or refused, and what was read and is written again reads as the
// same; what was cut is a part of one line at its end.
using namespace checkoutdiag;
using namespace checkoutdiag::charge;

namespace {

void check_same(const JournalContents& contents, std::string_view text) {
  const JournalContents again = read_journal(text.substr(0, contents.whole), "again");
  if (again.whole != contents.whole || again.head.has_value() != contents.head.has_value() ||
      again.attempts.size() != contents.attempts.size() ||
      again.finished.size() != contents.finished.size() ||
      again.counted.size() != contents.counted.size())
    std::abort();
}

void check_written(const JournalContents& contents) {
  std::string text = head_line(*contents.head);
  for (const auto& [proof, count] : contents.counted)
    text += counting_line(proof, count);
  for (const Attempt& attempt : contents.attempts) {
    text += sending_line({attempt});
    if (attempt.known) text += answered_line({attempt});
  }
  for (const ProofFacts& proof : contents.finished)
    text += finished_line(proof);
  const JournalContents again = read_journal(text, "written");
  if (again.whole != text.size() || again.attempts.size() != contents.attempts.size() ||
      again.finished.size() != contents.finished.size())
    std::abort();
  for (std::size_t i = 0; i < contents.attempts.size(); ++i)
    if (again.attempts[i].known != contents.attempts[i].known ||
        again.attempts[i].id != contents.attempts[i].id)
      std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const JournalContents contents = read_journal(text, "f");
    if (contents.whole > size || (contents.whole > 0 && text[contents.whole - 1] != '\n'))
      std::abort();
    if (!contents.head && !contents.attempts.empty()) std::abort();
    check_same(contents, text);
    if (contents.head) check_written(contents);
  } catch (const Failure& failed) {
    const std::string_view what = failed.what();
    if (failed.kind != Failure::Kind::input || !text::is_utf8(what)) std::abort();
  }
  return 0;
}
