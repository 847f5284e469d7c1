#pragma once
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "lib/token/gateway.hpp"

// What the answers of gateways and shops say of tokens, wherever they have it.
namespace checkoutdiag::token {

/// A text as JSON; null when it is none, or nested too deeply.
nlohmann::json parsed_reply(const std::string& text);

class Reply {
 public:
  explicit Reply(const std::string& text);
  ~Reply();
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  /// The token: at those pointers, or where the gateway has it, or else at the usual places. Empty:
  /// there is none of 8 bytes to 16 KiB.
  std::string token(const Gateway* gateway, const std::vector<std::string>& pointers) const;
  /// An error's code, raw; empty: there is none.
  std::string error() const;
  /// Seconds that the token is good for, as the reply says: after its Date header, or where that is
  /// empty after `now`, seconds since 1970.
  std::optional<double> life(const std::string& date, double now) const;

 private:
  std::unique_ptr<nlohmann::json> json_;
};

}  // namespace checkoutdiag::token
