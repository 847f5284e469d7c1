#include "tests/lib/http/raw_client.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace checkoutdiag::test {

using Clock = std::chrono::steady_clock;

struct RawClient::Wire {
  int socket = -1;
  SSL_CTX* context = nullptr;
  SSL* tls = nullptr;

  // Bytes, or how it ended; nothing of both when it would block.
  bool read(std::string& into, End& end) {
    char room[4096];
    if (!tls) {
      const ssize_t got = ::recv(socket, room, sizeof room, 0);
      if (got > 0) into.append(room, static_cast<std::size_t>(got));
      if (got == 0) end = End::fin;
      if (got < 0) end = errno == ECONNRESET ? End::rst : End::unclean;
      return got > 0;
    }
    ERR_clear_error();
    errno = 0;
    const int got = SSL_read(tls, room, sizeof room);
    if (got > 0) {
      into.append(room, static_cast<std::size_t>(got));
      return true;
    }
    const int why = SSL_get_error(tls, got);
    if (why == SSL_ERROR_WANT_READ) return true;
    end = why == SSL_ERROR_ZERO_RETURN ? End::close_notify
          : errno == ECONNRESET        ? End::rst
                                       : End::unclean;
    return false;
  }
};

RawClient::RawClient(std::uint16_t port, const std::string& ca) : wire_(new Wire) {
  wire_->socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(wire_->socket, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0)
    throw std::runtime_error("nobody listens there");
  if (ca.empty()) return;
  wire_->context = SSL_CTX_new(TLS_client_method());
  BIO* memory = BIO_new_mem_buf(ca.data(), static_cast<int>(ca.size()));
  X509* root = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(wire_->context), root);
  X509_free(root);
  BIO_free(memory);
  SSL_CTX_set_verify(wire_->context, SSL_VERIFY_PEER, nullptr);
  wire_->tls = SSL_new(wire_->context);
  SSL_set_fd(wire_->tls, wire_->socket);
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(wire_->tls), "127.0.0.1");
  if (SSL_connect(wire_->tls) != 1) throw std::runtime_error("no TLS");
}

RawClient::~RawClient() {
  SSL_free(wire_->tls);
  SSL_CTX_free(wire_->context);
  ::close(wire_->socket);
  delete wire_;
}

void RawClient::send(std::string_view bytes) {
  if (wire_->tls)
    SSL_write(wire_->tls, bytes.data(), static_cast<int>(bytes.size()));
  else
    (void)!::send(wire_->socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

Heard RawClient::hear(std::string_view wanted, std::chrono::milliseconds most) {
  Heard heard;
  const auto until = Clock::now() + most;
  while (wanted.empty() || heard.bytes.find(wanted) == std::string::npos) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waiting{wire_->socket, POLLIN, 0};
    const bool pending = wire_->tls && SSL_pending(wire_->tls) > 0;
    if (!pending && (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0)) break;
    if (!wire_->read(heard.bytes, heard.end)) break;
  }
  return heard;
}

std::string post(std::string_view target, std::string_view body, std::string_view more) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n{}\r\n{}", target,
                     body.size(), more, body);
}

}  // namespace checkoutdiag::test
