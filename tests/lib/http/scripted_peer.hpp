#pragma once
#include <openssl/ssl.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

// A peer on 127.0.0.1 that does to each connection what a test writes down, with or without TLS.
namespace checkoutdiag::test {

/// One accepted connection, in a thread of its own.
class Line {
 public:
  Line(int socket, SSL* tls) : socket_(socket), tls_(tls) {}
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /// Head and body by Content-Length; what came, when the other side ended before.
  std::string read_request();
  /// Everything until the other side ends.
  std::string read_all();
  void write(std::string_view bytes);
  /// RST.
  void reset();
  /// FIN, without TLS's close_notify.
  void vanish();

 private:
  int read_some(char* buffer, int size);
  void close_socket();

  int socket_;
  SSL* tls_;
};

class ScriptedPeer {
 public:
  using Script = std::function<void(Line&)>;
  enum class Tls { none, good, broken };  // broken: closes in the handshake

  explicit ScriptedPeer(Script script, Tls tls = Tls::none);
  ~ScriptedPeer();
  ScriptedPeer(const ScriptedPeer&) = delete;
  ScriptedPeer& operator=(const ScriptedPeer&) = delete;

  std::string url(std::string_view path = "/v1/charges") const;
  /// A file with the authority to trust; it goes with the peer.
  const std::string& ca_file() const { return ca_file_; }

 private:
  void accept_all();
  void serve(int socket);

  Script script_;
  Tls tls_;
  std::string ca_file_;
  SSL_CTX* context_ = nullptr;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace checkoutdiag::test
