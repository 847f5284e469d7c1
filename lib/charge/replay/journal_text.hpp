#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/charge/replay.hpp"

// A journal as text: see journal.hpp. Reading is strict, as what is read decides what is charged.
namespace checkoutdiag::charge {

inline constexpr std::size_t kLargestJournal = 16 * 1024 * 1024;

/// The first line.
struct JournalHead {
  std::string plan;  // digest_of
  std::string key, profile, url;
  std::int64_t created = 0;  // ms since 1970
};

struct JournalContents {
  std::optional<JournalHead> head;  // nothing: the run ended while the first line was written
  std::vector<Attempt> attempts;
  std::vector<ProofFacts> finished;
  std::vector<std::pair<Proof, Count>> counted;
  std::size_t whole = 0;  // bytes of whole lines; what follows was cut and counts for nothing
};

/// Reads a file's text. A last line that has no line feed, or is not JSON, was being written when
/// the run ended: what it would have announced never happened. Throws Failure(input), with file and
/// line, for every other damage and for what is no journal.
JournalContents read_journal(std::string_view text, const std::string& file);

/// The lines, each with its line feed.
std::string head_line(const JournalHead& head);
std::string counting_line(Proof proof, const Count& before);
std::string sending_line(const std::vector<Attempt>& attempts);
std::string answered_line(const std::vector<Attempt>& attempts);
std::string finished_line(const ProofFacts& proof);

}  // namespace checkoutdiag::charge
