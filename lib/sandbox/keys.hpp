#pragma once
#include <chrono>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace checkoutdiag::sandbox {

/// An idempotency key, and what is known under it.
struct KeyEntry {
  std::string key;
  std::string fingerprint;   // of the first request's payload
  std::int64_t created = 0;  // ms since 1970, when the first request came
  std::uint64_t ticket = 0;  // of the work that is being done; 0: it is finished
  int status = 0;            // of the stored answer; 0: the charge is the answer
  std::string type, body;    // of the stored answer; no body: the charge's object
  std::string charge;        // its id; empty: none was made
};

/// Keys in the order in which they came. Bounded: the oldest finished ones are forgotten.
class Keys {
 public:
  Keys(std::size_t most, std::optional<std::chrono::milliseconds> retention)
      : most_(most), retention_(retention) {}

  /// The entry of a key; null when there is none, or it is older than the retention.
  KeyEntry* find(std::string_view key, std::int64_t now);
  KeyEntry& add(KeyEntry entry);
  void forget(std::string_view key);
  void clear();
  std::size_t size() const { return entries_.size(); }

  /// The keys that were forgotten since the last call, for whoever keeps a copy.
  std::vector<std::string> forgotten();

 private:
  using Entries = std::list<KeyEntry>;

  void erase(Entries::iterator entry);

  std::size_t most_;
  std::optional<std::chrono::milliseconds> retention_;
  Entries entries_;
  std::unordered_map<std::string_view, Entries::iterator> index_;  // views of the entries' keys
  std::vector<std::string> forgotten_;
};

}  // namespace checkoutdiag::sandbox
