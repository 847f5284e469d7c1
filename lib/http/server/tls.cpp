#include <boost/beast/ssl.hpp>

#include "lib/http/server/connection.hpp"

namespace checkoutdiag::http::detail {

using Tls = beast::ssl_stream<beast::tcp_stream>;

template <>
void Connection<Tls>::start() {
  tcp_layer().expires_after(kSlowest);
  stream_.async_handshake(asio::ssl::stream_base::server,
                          bound([this](beast::error_code error) { error ? close_now() : read(); }));
}

template <>
void Connection<Tls>::farewell() {
  tcp_layer().expires_after(kFarewell);
  // It waits for the other side's close_notify too, which many never send; ours is out by then.
  stream_.async_shutdown(bound([this](beast::error_code) { half_close(); }));
}

void serve_tls(const CorePtr& core, tcp::socket socket) {
  std::make_shared<Connection<Tls>>(core, Tls(beast::tcp_stream(std::move(socket)), *core->tls))
      ->start();
}

}  // namespace checkoutdiag::http::detail
