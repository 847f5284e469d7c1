#include "lib/tls/reply.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "lib/failure.hpp"
#include "lib/tls/cursor.hpp"

namespace checkoutdiag::tls {
namespace {

constexpr std::size_t kMostHandshake = 64 * 1024;  // of one flight
constexpr std::size_t kMostRecord = 16384 + 2048;  // RFC 5246 6.2.3
constexpr std::size_t kMostBytes = 512 * 1024;     // of one answer, whatever it is made of
constexpr std::size_t kPreview = 160;
constexpr unsigned char kChangeCipherSpec = 20, kAlertRecord = 21, kHandshakeRecord = 22;

bool is_text(std::string_view head) {
  return !head.empty() && std::all_of(head.begin(), head.end(), [](unsigned char c) {
    return (c >= 0x20 && c < 0x7f) || c == '\r' || c == '\n' || c == '\t' || c >= 0xa0;
  });
}

ReplyKind kind_of(net::End end) {
  switch (end) {
    case net::End::finished:
    case net::End::closed:
      return ReplyKind::closed;
    case net::End::reset:
      return ReplyKind::reset;
    case net::End::timeout:
    case net::End::cancelled:
      return ReplyKind::silence;
    case net::End::connect_refused:
      return ReplyKind::connect_refused;
    case net::End::connect_timeout:
      return ReplyKind::connect_timeout;
    case net::End::connect_failed:
      return ReplyKind::connect_failed;
    case net::End::proxy_error:
      return ReplyKind::proxy_error;
    case net::End::proxy_unreachable:
      return ReplyKind::proxy_unreachable;
  }
  return ReplyKind::silence;
}

}  // namespace

ReplyReader::ReplyReader(const Hello& asked)
    : asked_version_(asked.version), asked_suites_(asked.suites) {}

bool ReplyReader::broken(std::string why) {
  if (!hello_seen_) {
    reply_.kind = ReplyKind::malformed;
    reply_.detail = std::move(why);
  }
  decided_ = true;
  return true;
}

bool ReplyReader::feed(std::string_view bytes) {
  if (decided_ || bytes.empty()) return decided_;
  if (preview_.size() < kPreview) preview_ += bytes.substr(0, kPreview - preview_.size());
  seen_ += bytes.size();
  raw_ += bytes;
  if (seen_ > kMostBytes) return broken("more than 512 KiB without an end");
  const auto first = static_cast<unsigned char>(preview_.front());
  if (asked_version_ == Version::ssl2 && (first & 0x80)) return read_ssl2();
  if (first >= kChangeCipherSpec && first <= 23) return read_records();
  return read_text();
}

// Not TLS. The first line tells what it is; a binary protocol has none, so some bytes are enough.
// Only that line counts: what it is must not depend on how much came at once.
bool ReplyReader::read_text() {
  if (preview_.size() < 5) return false;
  const std::string line = preview_.substr(0, preview_.find('\n'));
  const bool text = is_text(line);
  if (text && line.size() == preview_.size() && preview_.size() < kPreview) return false;
  reply_.kind = line.rfind("HTTP/", 0) == 0 && text ? ReplyKind::plain_http
                : text                              ? ReplyKind::other_protocol
                                                    : ReplyKind::malformed;
  reply_.detail = line;
  return decided_ = true;
}

bool ReplyReader::read_records() {
  while (raw_.size() >= 5) {
    Cursor head(raw_);
    const unsigned type = head.number(1);
    const std::uint16_t version = head.number16();
    const std::size_t length = head.number(2);
    if (version >> 8 != 3) return broken("a record of version " + std::to_string(version));
    if (type < kChangeCipherSpec || type > 23)
      return broken("a record of type " + std::to_string(type));
    if (length > kMostRecord) return broken("a record of " + std::to_string(length) + " bytes");
    if (raw_.size() < 5 + length) return false;
    const std::string body = raw_.substr(5, length);
    raw_.erase(0, 5 + length);
    if (type == kAlertRecord) {
      if (read_alert(body)) return decided_ = true;
    } else if (type == kHandshakeRecord) {
      handshakes_ += body;
      if (read_handshakes()) return decided_ = true;
    } else if (!hello_seen_) {
      return broken("a record of type " + std::to_string(type) + " before ServerHello");
    } else {
      return decided_ = true;  // ChangeCipherSpec or data: what follows is encrypted
    }
  }
  return false;
}

// A warning before ServerHello (unrecognized_name, RFC 6066 3) does not end the conversation.
bool ReplyReader::read_alert(std::string_view body) {
  alert_bytes_ += body;
  while (alert_bytes_.size() >= 2) {
    const int level = static_cast<unsigned char>(alert_bytes_[0]);
    const int code = static_cast<unsigned char>(alert_bytes_[1]);
    alert_bytes_.erase(0, 2);
    reply_.alert = Alert{level, code};
    if (!hello_seen_) reply_.kind = ReplyKind::alert;
    if (level != 1 || code == 0) return true;
  }
  return false;
}

bool ReplyReader::read_handshakes() {
  while (handshakes_.size() >= 4) {
    Cursor head(handshakes_);
    const unsigned type = head.number(1);
    const std::size_t length = head.number(3);
    if (length > kMostHandshake)
      return broken("a handshake message that claims " + std::to_string(length) + " bytes");
    if (handshakes_.size() < 4 + length) break;
    const std::string body = handshakes_.substr(4, length);
    handshakes_.erase(0, 4 + length);
    if (read_message(type, body)) return true;
  }
  return false;
}

bool ReplyReader::read_message(unsigned type, std::string_view body) {
  constexpr unsigned kServerHello = 2, kCertificate = 11, kServerKeyExchange = 12,
                     kCertificateRequest = 13, kServerHelloDone = 14, kCertificateStatus = 22;
  if (!hello_seen_ && type != kServerHello)
    return type == 0 ? false  // HelloRequest means nothing here (RFC 5246 7.4.1.1)
                     : broken("handshake message " + std::to_string(type) + " before ServerHello");
  switch (type) {
    case kServerHello:
      return hello_seen_ ? broken({}) : read_server_hello(body);
    case kCertificate:
      read_certificates(body);
      break;
    case kServerKeyExchange:
      read_key_exchange(body);
      break;
    case kCertificateRequest:
      reply_.certificate_requested = true;  // the names in it are read by OpenSSL's handshake
      break;
    case kCertificateStatus:
      reply_.stapled = !body.empty() && body.front() == 1;
      break;
    case kServerHelloDone:
      return reply_.flight_complete = true;
    default:
      break;
  }
  return false;
}

Reply ReplyReader::finish(const net::Closing& closing) && {
  reply_.ms = closing.total_ms;
  const bool undecided = !decided_ && !hello_seen_ && reply_.kind != ReplyKind::alert;
  if (undecided) {
    // An end in the middle of an answer is the end's kind; the bytes that came are the evidence.
    reply_.kind = kind_of(closing.end);
    reply_.detail = closing.detail;
    if (!preview_.empty() && is_text(preview_)) {
      reply_.kind =
          preview_.rfind("HTTP/", 0) == 0 ? ReplyKind::plain_http : ReplyKind::other_protocol;
      reply_.detail = preview_;
    } else if (seen_ > 0) {
      reply_.detail += " after " + std::to_string(seen_) + " bytes of an unfinished answer";
      if (reply_.kind == ReplyKind::closed) reply_.kind = ReplyKind::malformed;
    }
  }
  return std::move(reply_);
}

HelloConversation::HelloConversation(Hello hello) : hello_(std::move(hello)), reader_(hello_) {}

void HelloConversation::start(std::string& out) {
  std::array<std::uint8_t, 96> entropy;
  if (RAND_bytes(entropy.data(), static_cast<int>(entropy.size())) != 1)
    throw Failure(Failure::Kind::internal, "no random numbers from OpenSSL");
  out += encode(hello_, entropy);
}

bool HelloConversation::receive(std::string_view in, std::string&) {
  return reader_.feed(in);
}

std::string HelloConversation::farewell() {
  return tls::farewell(hello_.version);
}

}  // namespace checkoutdiag::tls
