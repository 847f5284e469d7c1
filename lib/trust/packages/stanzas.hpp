#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "lib/trust/packages/whole_lines.hpp"

namespace checkoutdiag::trust {

/// Reads the stanzas of apt's lists as their text comes, and keeps the newest version of each
/// wanted package. Lists have a million lines, of which a few matter: the others are passed over.
class StanzaReader {
 public:
  using Names = std::set<std::string, std::less<>>;

  /// Both outlive the reader.
  StanzaReader(const Names& wanted, std::map<std::string, std::string>& newest)
      : wanted_(wanted), newest_(newest) {}

  void take(std::string_view piece);
  void finish();

 private:
  void read(std::string_view lines);
  void version(std::string_view text);

  const Names& wanted_;
  std::map<std::string, std::string>& newest_;
  Names::const_iterator package_ = wanted_.end();  // whose stanza it is, when it is wanted
  WholeLines lines_;
};

}  // namespace checkoutdiag::trust
