#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace checkoutdiag::webhook {

/// One notificationItems[i].NotificationRequestItem.
struct AdyenItem {
  // pspReference, originalReference, merchantAccountCode, merchantReference, amount.value,
  // amount.currency, eventCode, success: unescaped, numbers as they are written, empty when absent.
  std::array<std::string, 8> fields;
  std::string signature;  // unescaped; empty: there is none
  // Where the signature is to be written in the body: `length` bytes from `at` are replaced by
  // `before`, the signature as a JSON string, and `after`.
  std::size_t at = 0, length = 0;
  std::string before, after;

  /// The fields with colons between them, unescaped: what is signed.
  std::string signed_text() const;
};

struct AdyenBody {
  std::vector<AdyenItem> items;
  std::string fault;  // why the body cannot be read: a clause; empty: it could
};

/// Reads the items of a notification. Refused are members that are signed, or lead to one that is,
/// when they come twice or in another case: one reader would take the value that is signed, another
/// the one that is not.
AdyenBody read_adyen_body(std::string_view body);

}  // namespace checkoutdiag::webhook
