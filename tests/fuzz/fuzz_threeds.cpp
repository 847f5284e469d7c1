// Messages of 3-D Secure and their base64url: whatever comes is refused, or judged without a fault
// of ours, and no card number is told.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "checks/threeds/threeds.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/threeds/base64url.hpp"

using namespace checkoutdiag;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_outcomes(const std::vector<Outcome>& outcomes) {
  for (const Outcome& outcome : outcomes)
    for (const Finding& each : outcome.findings) {
      require(text::printable(each.message, 100'000) == each.message);
      require(text::redacted(each.message) == each.message);
    }
}

void lint(const std::string& text) {
  const auto all = threeds::transactions_of(threeds::read_messages(text, "f", {"AReq", "2.2.0"}));
  for (const threeds::Transaction& transaction : all) {
    std::vector<Outcome> outcomes;
    for (const threeds::Message& message : transaction.messages)
      judge(threeds::all(),
            threeds::MessageCase{transaction, message, threeds::faults_of(transaction, message)},
            "m", outcomes);
    judge(threeds::transactions(), threeds::TransactionCase{transaction}, "t", outcomes);
    check_outcomes(outcomes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  require(text.empty() || threeds::encode_message(text).find_first_of("+/=") == std::string::npos);
  const threeds::Decoded decoded = threeds::decode_message(text);
  require(decoded.fault.empty() != decoded.json.empty());
  try {
    lint(text);
  } catch (const Failure&) {
    // No message.
  }
  return 0;
}
