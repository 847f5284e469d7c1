#include "lib/http/server.hpp"

#include <fmt/core.h>
#include <openssl/ssl.h>

#include <boost/asio/strand.hpp>
#include <iterator>
#include <thread>
#include <vector>

#include "lib/failure.hpp"
#include "lib/http/server/core.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::http {
namespace {

using namespace detail;

constexpr std::chrono::milliseconds kTooManyFiles{20};

int choose_http1(SSL*, const unsigned char** chosen, unsigned char* size,
                 const unsigned char* offered, unsigned int length, void*) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, size, kOurs, sizeof kOurs - 1, offered, length) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

void use_certificate(asio::ssl::context& context, const ServerOptions& options) {
  boost::system::error_code error;
  context.use_certificate_chain(asio::buffer(options.certificate), error);
  if (!error) context.use_private_key(asio::buffer(options.key), asio::ssl::context::pem, error);
  if (error)
    throw Failure(Failure::Kind::input,
                  fmt::format("the server's certificate cannot be used: {}", error.message()),
                  "it and its key are PEM, the leaf first");
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_alpn_select_cb(context.native_handle(), choose_http1, nullptr);
}

}  // namespace

class Server::Engine {
 public:
  Engine(const ServerOptions& options, Handler handler)
      : core_(std::make_shared<Core>()), acceptor_(core_->io), pause_(core_->io) {
    core_->options = options;
    core_->handler = std::move(handler);
    if (!options.certificate.empty()) {
      core_->tls.emplace(asio::ssl::context::tls_server);
      use_certificate(*core_->tls, options);
    }
    bind();
    accept();
    for (int i = 0; i < options.threads; ++i)
      threads_.emplace_back([core = core_.get()] { core->io.run(); });
  }

  ~Engine() { stop(); }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const tcp::endpoint& at() const { return at_; }
  bool tls() const { return core_->tls.has_value(); }

  void after(std::chrono::milliseconds wait, std::function<void()> what) {
    const std::lock_guard lock(core_->mutex);
    if (core_->stopped) return;
    auto timer = std::make_shared<asio::steady_timer>(core_->io, wait);
    core_->timers.insert(timer);
    timer->async_wait(
        [core = core_.get(), timer, what = std::move(what)](boost::system::error_code error) {
          {
            const std::lock_guard inner(core->mutex);
            core->timers.erase(timer);
          }
          if (!error) what();
        });
  }

  bool flush(std::chrono::milliseconds most) {
    std::unique_lock lock(core_->mutex);
    return core_->all_answered.wait_for(lock, most, [this] { return core_->unanswered == 0; });
  }

  void stop() {
    if (threads_.empty()) return;
    core_->io.stop();
    for (std::thread& thread : threads_)
      thread.join();
    threads_.clear();
    clear();
  }

 private:
  void bind() {
    boost::system::error_code error;
    at_ = {asio::ip::make_address(core_->options.address, error), core_->options.port};
    if (!error) acceptor_.open(at_.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(at_, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) at_ = acceptor_.local_endpoint(error);
    if (error)
      throw Failure(Failure::Kind::input,
                    fmt::format("cannot listen on {}, port {}: {}",
                                text::printable(core_->options.address, 64), core_->options.port,
                                error.message()),
                    "choose another port; 0 is a free one");
  }

  void accept() {
    acceptor_.async_accept(asio::make_strand(core_->io),
                           [this](boost::system::error_code error, tcp::socket socket) {
                             if (error == asio::error::operation_aborted) return;
                             if (error) return accept_later();
                             if (!is_full()) serve(std::move(socket));
                             accept();
                           });
  }

  // No descriptor is left: some connection will end.
  void accept_later() {
    pause_.expires_after(kTooManyFiles);
    pause_.async_wait([this](boost::system::error_code error) {
      if (!error) accept();
    });
  }

  bool is_full() {
    const std::lock_guard lock(core_->mutex);
    return core_->open.size() >= core_->options.most_connections;
  }

  void serve(tcp::socket socket) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    tls() ? serve_tls(core_, std::move(socket)) : serve_plain(core_, std::move(socket));
  }

  // No thread runs any more: what is left in the queue is called with an error, and gone.
  void clear() {
    std::vector<Closable*> open;
    {
      const std::lock_guard lock(core_->mutex);
      core_->stopped = true;
      open.assign(core_->open.begin(), core_->open.end());
      for (const auto& timer : core_->timers)
        timer->cancel();
    }
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel(ignored);
    for (Closable* each : open)
      each->close_now();
    core_->handler = [](Request, const Answer&) {};
    core_->io.restart();
    core_->io.poll();
  }

  CorePtr core_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  tcp::endpoint at_;
  std::vector<std::thread> threads_;
};

Server::Server(const ServerOptions& options, Handler handler)
    : engine_(std::make_unique<Engine>(options, std::move(handler))) {}

Server::~Server() = default;

std::uint16_t Server::port() const {
  return engine_->at().port();
}

std::string Server::origin() const {
  const auto address = engine_->at().address();
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return fmt::format("{}://{}:{}", engine_->tls() ? "https" : "http", host, port());
}

void Server::after(std::chrono::milliseconds wait, std::function<void()> what) {
  engine_->after(wait, std::move(what));
}

bool Server::flush(std::chrono::milliseconds most) {
  return engine_->flush(most);
}

void Server::stop() {
  engine_->stop();
}

}  // namespace checkoutdiag::http
