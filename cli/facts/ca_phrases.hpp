#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/trust/facts.hpp"

// Phrases that the details of the `ca` commands share. Text from files is escaped here.
namespace checkoutdiag::facts {

/// A name on one line, safe for a terminal.
std::string shown(std::string_view raw);

/// "PEM", "compiled in".
std::string_view format_words(trust::Format format);

/// What one reader gets out of a store: "loads 140 of 142: …".
std::string load_words(const trust::Store& store, trust::Runtime runtime);

/// Does that runtime load the whole store, without a word about it?
bool loads_all(const trust::Store& store, trust::Runtime runtime);

/// "Node.js 20.20.2".
std::string client_label(const trust::Client& client);

/// The same without the place where it is installed: one pip is like another.
std::string kind_of(const trust::Client& client);

/// Why a store could not be read, or not whole; empty when it was.
std::string trouble(const trust::Store& store);

/// Who reads or decides something for one reason, alike ones counted.
struct Readers {
  std::string because;
  std::vector<std::pair<std::string, int>> kinds;

  void add(const std::string& kind);
  std::string words() const;  // "PIP_CERT: pip (11 of them)"
};

/// The readers of that reason, which are added when they are not there.
Readers& of_reason(std::vector<Readers>& all, const std::string& because);

}  // namespace checkoutdiag::facts
