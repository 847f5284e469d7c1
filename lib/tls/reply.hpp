#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/net/wire.hpp"
#include "lib/tls/facts.hpp"
#include "lib/tls/hello.hpp"

// What came back to one hello, read from untrusted bytes: every length is checked, memory is
// bounded.
namespace checkoutdiag::tls {

/// Everything that one answer tells. Fields behind `kind` are filled as far as the flight was seen.
struct Reply {
  ReplyKind kind = ReplyKind::silence;
  std::optional<Alert> alert;  // the fatal one, or the last warning before the end
  std::string detail;          // evidence, raw

  // ServerHello or HelloRetryRequest
  Version version = Version::tls12;
  std::uint32_t suite = 0;
  std::optional<std::uint16_t> group;  // key_share or ServerKeyExchange
  bool compression = false;
  bool secure_renegotiation = false, extended_master_secret = false;
  std::optional<std::string> alpn;

  // The rest of a TLS <= 1.2 flight, which is in the clear
  std::optional<std::uint16_t> scheme;    // of ServerKeyExchange (TLS 1.2)
  int dh_bits = 0;                        // size of p in ServerKeyExchange
  std::vector<std::string> certificates;  // DER, as sent
  bool stapled = false;
  bool certificate_requested = false;
  bool flight_complete = false;

  std::vector<std::uint32_t> ssl2_kinds;  // SSLv2: the server's whole list
  double ms = 0;                          // connect included

  bool accepted() const { return kind == ReplyKind::server_hello; }

  /// The connection was ended instead of answered.
  bool wordless() const { return kind == ReplyKind::closed || kind == ReplyKind::reset; }

  /// A clean refusal: alert 40, 70 or 71 (RFC 8446 6.2). Any other answer proves nothing.
  bool refused() const {
    return kind == ReplyKind::alert && alert &&
           (alert->code == 40 || alert->code == 70 || alert->code == 71);
  }
};

/// Takes the bytes of an answer in pieces of any size.
class ReplyReader {
 public:
  explicit ReplyReader(const Hello& asked);

  /// True when the answer is complete, or nothing more is to be learned.
  bool feed(std::string_view bytes);

  /// What it was, given how the connection ended.
  Reply finish(const net::Closing& closing) &&;

 private:
  bool read_records();
  bool read_text();
  bool read_ssl2();
  bool read_alert(std::string_view body);
  bool read_handshakes();
  bool read_message(unsigned type, std::string_view body);
  bool read_server_hello(std::string_view body);
  void read_extensions(std::string_view list, std::optional<std::uint16_t>& real_version);
  void read_certificates(std::string_view body);
  void read_key_exchange(std::string_view body);
  bool broken(std::string why);

  Version asked_version_;
  std::vector<std::uint32_t> asked_suites_;
  std::string raw_, handshakes_, preview_, alert_bytes_;
  std::size_t seen_ = 0;
  bool hello_seen_ = false, decided_ = false;
  Reply reply_;
};

/// One offer and its answer as a conversation.
class HelloConversation final : public net::Conversation {
 public:
  explicit HelloConversation(Hello hello);
  void start(std::string& out) override;
  bool receive(std::string_view in, std::string& out) override;
  std::string farewell() override;

  const Hello& hello() const { return hello_; }
  Reply finish(const net::Closing& closing) { return std::move(reader_).finish(closing); }

 private:
  Hello hello_;
  ReplyReader reader_;
};

}  // namespace checkoutdiag::tls
