#pragma once
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/threeds/table.hpp"

namespace checkoutdiag::threeds {

/// A message of EMV 3-D Secure 2, as it was found in a file or a log line.
struct Message {
  std::string type;      // "AReq", "CRes", …
  std::string version;   // of messageVersion; may be none that is known
  nlohmann::json body;   // an object
  std::size_t line = 0;  // where it was found, from 1

  /// A member of the body as text: of a string, a number or a boolean; empty: none.
  std::string text(const char* field) const;
};

/// Messages that belong together: of one threeDSServerTransID.
struct Transaction {
  std::string id;  // raw; empty: they have none
  std::vector<Message> messages;

  const Message* find(std::string_view type) const;
  /// By deviceChannel and messageCategory of its AReq, or the message's own; all that are possible.
  std::vector<Flow> flows(const Message& message) const;
};

struct ReadOptions {
  std::string type;     // of messages that do not say it; empty: those are none
  std::string version;  // the same
};

/// All messages in a text: JSON, lines with JSON, or base64url of a message; within other objects,
/// lists and texts too, as logs have them. `unread`: how many lines name a message and are no
/// JSON. Throws Failure(input), which names the file.
std::vector<Message> read_messages(std::string_view text, const std::string& file,
                                   const ReadOptions& options, std::size_t* unread = nullptr);

/// By their transactions, in the order of their first messages.
std::vector<Transaction> transactions_of(std::vector<Message> messages);

}  // namespace checkoutdiag::threeds
