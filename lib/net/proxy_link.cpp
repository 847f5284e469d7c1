#include <sys/socket.h>

#include <map>

#include "lib/failure.hpp"
#include "lib/net/curl.hpp"
#include "lib/net/link.hpp"

namespace checkoutdiag::net {

struct ProxyDialer::Impl {
  Route route;
  CURLM* multi = nullptr;
  long auth = static_cast<long>(CURLAUTH_ANY);  // until the proxy has said what it takes
  std::map<CURL*, CURLcode> finished;           // connections whose opening is over, well or badly

  explicit Impl(const Route& way) : route(way), multi(curl().multi_init()) {
    if (!multi) throw Failure(Failure::Kind::internal, "libcurl could not be initialised");
  }
  ~Impl() { curl().multi_cleanup(multi); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void perform() {
    int running = 0;
    curl().multi_perform(multi, &running);
    int left = 0;
    while (CURLMsg* message = curl().multi_info_read(multi, &left))
      if (message->msg == CURLMSG_DONE) finished[message->easy_handle] = message->data.result;
  }
};

namespace {

class ProxyLink final : public Link {
 public:
  // The multi must keep the handle for as long as it is used, so the link keeps the dialer alive.
  ProxyLink(std::shared_ptr<ProxyDialer::Impl> dialer, const Route& route)
      : dialer_(std::move(dialer)), easy_(curl().easy_init()) {
    const bool v6 = route.host.find(':') != std::string::npos;
    const std::string url = "http://" + (v6 ? "[" + route.host + "]" : route.host) + ":" +
                            std::to_string(route.port) + "/";
    error_[0] = '\0';
    with_credentials_ = !route.proxy->credentials.empty();
    curl().easy_setopt(easy_, CURLOPT_URL,
                       url.c_str());  // http: libcurl must start no TLS of its own
    curl().easy_setopt(easy_, CURLOPT_CONNECT_ONLY, 1L);
    curl().easy_setopt(easy_, CURLOPT_PROXY, route.proxy->url.c_str());
    if (!route.proxy->credentials.empty())
      curl().easy_setopt(easy_, CURLOPT_PROXYUSERPWD, route.proxy->credentials.c_str());
    curl().easy_setopt(easy_, CURLOPT_PROXYAUTH, dialer_->auth);
    curl().easy_setopt(easy_, CURLOPT_NOPROXY, "");  // the decision was taken before
    curl().easy_setopt(easy_, CURLOPT_HTTPPROXYTUNNEL, 1L);
    curl().easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L);
    curl().easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl().easy_setopt(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl().easy_setopt(easy_, CURLOPT_ERRORBUFFER, error_);
    curl().multi_add_handle(dialer_->multi, easy_);
    dialer_->perform();
  }

  ~ProxyLink() override {
    dialer_->finished.erase(easy_);
    curl().multi_remove_handle(dialer_->multi, easy_);
    curl().easy_cleanup(easy_);
  }

  ProxyLink(const ProxyLink&) = delete;
  ProxyLink& operator=(const ProxyLink&) = delete;

  Progress connect_step() override {
    auto found = dialer_->finished.find(easy_);
    if (found == dialer_->finished.end()) return Progress::connecting;
    if (found->second != CURLE_OK) return Progress::failed;
    // CURLAUTH_ANY asks without credentials first, each time: once is enough where only Basic is
    // taken.
    long taken = 0;
    curl().easy_getinfo(easy_, CURLINFO_PROXYAUTH_AVAIL, &taken);
    if (taken == CURLAUTH_BASIC) dialer_->auth = static_cast<long>(CURLAUTH_BASIC);
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl().easy_getinfo(easy_, CURLINFO_ACTIVESOCKET, &socket);
    fd_ = socket == CURL_SOCKET_BAD ? -1 : static_cast<int>(socket);
    return fd_ < 0 ? Progress::failed : Progress::connected;
  }

  End failure() const override {
    const auto found = dialer_->finished.find(easy_);
    const CURLcode code = found == dialer_->finished.end() ? CURLE_OK : found->second;
    // A SOCKS proxy that could not reach the peer is CURLE_PROXY; these two are about the proxy
    // itself.
    const bool no_proxy = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_PROXY;
    return no_proxy ? End::proxy_unreachable : End::proxy_error;
  }

  std::string failure_text() const override {
    long status = 0;
    curl().easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &status);
    const std::string text = error_[0] ? error_ : "no connection through the proxy";
    if (status != 407) return text;
    return "407 Proxy Authentication Required, and " +
           std::string(with_credentials_ ? "the credentials were not taken"
                                         : "no credentials were given");
  }

  Io send(std::string_view bytes) override {
    std::size_t n = 0;
    const CURLcode code = curl().easy_send(easy_, bytes.data(), bytes.size(), &n);
    return result(code, n, true);
  }

  Io receive(char* buffer, std::size_t size) override {
    std::size_t n = 0;
    const CURLcode code = curl().easy_recv(easy_, buffer, size, &n);
    return result(code, n, false);
  }

  // Behind an https proxy the socket carries TLS to the proxy: a FIN would cut that, so there is
  // none.
  void finish_sending() override {}
  int fd() const override { return fd_; }

 private:
  Io result(CURLcode code, std::size_t n, bool sending) const {
    Io io;
    if (code == CURLE_OK && n > 0)
      io.bytes = n;
    else if (code == CURLE_OK)
      io.closed = !sending;
    else if (code == CURLE_AGAIN)
      io.again = true;
    else if (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR)
      io.reset = true;  // libcurl does not tell a reset from other socket errors
    else
      io.error = curl().easy_strerror(code);
    return io;
  }

  std::shared_ptr<ProxyDialer::Impl> dialer_;
  CURL* easy_;
  char error_[CURL_ERROR_SIZE];
  int fd_ = -1;
  bool with_credentials_ = false;
};

}  // namespace

ProxyDialer::ProxyDialer(const Route& route) : impl_(std::make_shared<Impl>(route)) {}
ProxyDialer::~ProxyDialer() = default;

std::unique_ptr<Link> ProxyDialer::dial() {
  return std::make_unique<ProxyLink>(impl_, impl_->route);
}

void ProxyDialer::poll(std::vector<pollfd>& fds, int timeout_ms) {
  std::vector<curl_waitfd> extra;
  for (const pollfd& item : fds) {
    curl_waitfd wait{};
    wait.fd = item.fd;
    wait.events = static_cast<short>(((item.events & POLLIN) ? CURL_WAIT_POLLIN : 0) |
                                     ((item.events & POLLOUT) ? CURL_WAIT_POLLOUT : 0));
    extra.push_back(wait);
  }
  int ready = 0;
  curl().multi_poll(impl_->multi, extra.data(), static_cast<unsigned>(extra.size()), timeout_ms,
                    &ready);
  // What libcurl holds decrypted is not seen by poll, so every connection is asked.
  for (pollfd& item : fds)
    item.revents = item.events;
  impl_->perform();
}

}  // namespace checkoutdiag::net
