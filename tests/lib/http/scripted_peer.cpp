#include "tests/lib/http/scripted_peer.hpp"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "lib/x509/throwaway.hpp"

namespace checkoutdiag::test {
namespace {

template <class Thing, class Read>
Thing* from_pem(const std::string& pem, Read read) {
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  Thing* thing = read(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  return thing;
}

SSL_CTX* context_of(const x509::Throwaway& made) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  X509* certificate = from_pem<X509>(made.certificate, PEM_read_bio_X509);
  EVP_PKEY* key = from_pem<EVP_PKEY>(made.key, PEM_read_bio_PrivateKey);
  SSL_CTX_use_certificate(context, certificate);
  SSL_CTX_use_PrivateKey(context, key);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return context;
}

std::string write_temporary(const std::string& text) {
  std::string name = std::filesystem::temp_directory_path() / "checkoutdiag-ca-XXXXXX";
  const int file = ::mkstemp(name.data());
  if (file < 0) throw std::runtime_error("no temporary file");
  ::close(file);
  std::ofstream(name) << text;
  return name;
}

}  // namespace

Line::~Line() {
  if (socket_ < 0) return;
  if (tls_) SSL_shutdown(tls_);
  close_socket();
}

void Line::close_socket() {
  if (tls_) SSL_free(tls_);
  tls_ = nullptr;
  ::close(socket_);
  socket_ = -1;
}

int Line::read_some(char* buffer, int size) {
  if (tls_) return SSL_read(tls_, buffer, size);
  return static_cast<int>(::recv(socket_, buffer, static_cast<std::size_t>(size), 0));
}

std::string Line::read_request() {
  std::string got;
  std::array<char, 16 * 1024> buffer;
  while (true) {
    const std::size_t end = got.find("\r\n\r\n"), length = got.find("Content-Length: ");
    if (end != std::string::npos) {
      const std::size_t body = length < end ? std::stoul(got.substr(length + 16)) : 0;
      if (got.size() >= end + 4 + body) return got;
    }
    const int n = read_some(buffer.data(), static_cast<int>(buffer.size()));
    if (n <= 0) return got;
    got.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

std::string Line::read_all() {
  std::string got;
  std::array<char, 16 * 1024> buffer;
  for (int n; (n = read_some(buffer.data(), static_cast<int>(buffer.size()))) > 0;)
    got.append(buffer.data(), static_cast<std::size_t>(n));
  return got;
}

void Line::write(std::string_view bytes) {
  if (tls_)
    SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
  else
    (void)!::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void Line::reset() {
  const linger now{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close_socket();
}

void Line::vanish() {
  close_socket();
}

ScriptedPeer::ScriptedPeer(Script script, Tls tls) : script_(std::move(script)), tls_(tls) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to its sockets with write()
  if (tls == Tls::good) {
    const x509::Throwaway made = x509::make_throwaway({"127.0.0.1"});
    ca_file_ = write_temporary(made.ca);
    context_ = context_of(made);
  }
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 512) != 0 ||
      ::getsockname(listener_, generic, &size) != 0)
    throw std::runtime_error("no loopback port");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedPeer::~ScriptedPeer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  for (std::thread& thread : threads_)
    thread.join();
  SSL_CTX_free(context_);
  if (!ca_file_.empty()) ::unlink(ca_file_.c_str());
}

std::string ScriptedPeer::url(std::string_view path) const {
  return (tls_ == Tls::none ? "http://127.0.0.1:" : "https://127.0.0.1:") + std::to_string(port_) +
         std::string(path);
}

void ScriptedPeer::accept_all() {
  for (int socket; (socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;)
    threads_.emplace_back([this, socket] { serve(socket); });
}

void ScriptedPeer::serve(int socket) {
  if (tls_ == Tls::broken) {
    std::array<char, 64> hello;
    (void)!::recv(socket, hello.data(), hello.size(), 0);
    ::close(socket);
    return;
  }
  SSL* tls = nullptr;
  if (tls_ == Tls::good) {
    tls = SSL_new(context_);
    SSL_set_fd(tls, socket);
    if (SSL_accept(tls) != 1) {
      SSL_free(tls);
      ::close(socket);
      return;
    }
  }
  Line line(socket, tls);
  script_(line);
}

}  // namespace checkoutdiag::test
