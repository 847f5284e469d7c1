#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "lib/http/server.hpp"

// An answer as the bytes that cross the wire, and when.
namespace checkoutdiag::http {

/// What is sent at once, after a wait.
struct Piece {
  std::chrono::milliseconds wait{0};
  std::string bytes;
};

/// The pieces of an answer, in their order; none where nothing is to be sent. `head_only`: the
/// answer to HEAD. `keep`: the connection stays.
std::vector<Piece> pieces_of(const Reply& reply, bool head_only, bool keep);

/// "Not Found".
std::string_view reason_of(int status);

}  // namespace checkoutdiag::http
