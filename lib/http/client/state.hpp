#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lib/http/client.hpp"

// What is seen of one exchange while it is under way. Internal to lib/http.
namespace checkoutdiag::http {

/// Filled by what goes out and what comes in, in whatever pieces; knows nothing of libcurl.
struct State {
  const Call& call;
  Exchange seen;
  bool hold = false;            // the last byte of the body must wait
  bool waiting = false;         // and libcurl was told so
  bool give_up = false;         // the exchange is to be ended as soon as libcurl returns
  bool head_too_large = false;  // and so the answer was not read any further
  int farewell = -1;            // the connection, kept open to be ended in order; -1: none
  std::vector<int> sockets;     // that are open: one, once it is known which address answers

  State(const Call& which, bool barrier) : call(which), hold(barrier) {}

  /// The next bytes of the body that may go out; false: none for now.
  bool next(char* buffer, std::size_t size, std::size_t& given);

  /// Bytes that were handed to the connection. A proxy's CONNECT is not part of the request.
  void went_out(std::string_view bytes);

  /// Has every byte of the request gone out?
  bool all_out() const { return head_out_ && body_out_ == call.body.size(); }

  /// Is nothing left but the last byte?
  bool at_barrier() const {
    return waiting && hold && head_out_ && body_out_ + 1 == call.body.size();
  }

  /// A line of the answer's head, and a piece of its body. False: stop here.
  bool head_line(std::string_view line);
  bool body_piece(std::string_view piece);

  /// A message of TLS itself.
  void tls_came(std::string_view message);

  /// Did TLS end without a close_notify (RFC 8446 section 6.1)? libcurl takes that for an end in
  /// order.
  bool torn() const { return tls_ && !close_notify_; }

  /// When libcurl found no fault: is the answer all there?
  bool whole() const;

 private:
  bool status_line(std::string_view line);

  std::size_t given_ = 0;     // of the body, to libcurl
  std::size_t body_out_ = 0;  // of the body, to the connection
  int blank_ = 0;             // how much of CR LF CR LF has just gone out
  bool head_out_ = false, tunnel_ = false, begun_ = false;
  std::size_t head_bytes_ = 0;  // of the answer
  bool interim_ = false, head_complete_ = false;
  bool tls_ = false, close_notify_ = false;
};

}  // namespace checkoutdiag::http
