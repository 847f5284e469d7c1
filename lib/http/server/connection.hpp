#pragma once
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <array>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <exception>
#include <utility>

#include "lib/http/server/core.hpp"
#include "lib/http/server/wire.hpp"

// One connection, from its first byte to its end. All of it runs on the connection's own strand.
namespace checkoutdiag::http::detail {

namespace beast = boost::beast;

/// Keeps the fields as they came: Beast moves those of one name together.
class Parser : public beast::http::request_parser<beast::http::string_body> {
 public:
  Headers fields;

 private:
  void on_field_impl(beast::http::field name, beast::string_view written, beast::string_view value,
                     beast::error_code&) override {
    fields.push_back({std::string(written), std::string(value)});
    get().insert(name, written, value);
  }
};

template <class Stream>
class Connection : public Closable, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  static constexpr std::size_t kMostHead = 64 * 1024;
  // Beast looks for the ends of chunk extensions and trailers in here, however far they are.
  static constexpr std::size_t kMostBuffered = 2 * kMostHead;
  static constexpr std::chrono::seconds kSlowest{30};      // for a request that has begun
  static constexpr std::chrono::seconds kFarewell{2};      // for the other side to end too
  static constexpr std::chrono::milliseconds kFlush{200};  // for bytes before a reset

  Connection(CorePtr core, Stream stream)
      : core_(std::move(core)), stream_(std::move(stream)), timer_(stream_.get_executor()) {
    const std::lock_guard lock(core_->mutex);
    core_->open.insert(this);
    number_ = ++core_->connections;
  }

  ~Connection() override {
    const std::lock_guard lock(core_->mutex);
    core_->open.erase(this);
    count_answered();
  }

  void start();

  /// Reads the next request.
  void read() {
    parser_.emplace();
    parser_->body_limit(core_->options.most_body);
    parser_->header_limit(kMostHead);
    tcp_layer().expires_after(core_->options.idle);
    beast::http::async_read_header(stream_, buffer_, *parser_,
                                   bound([this](beast::error_code error, std::size_t) {
                                     error ? refuse(error) : read_body();
                                   }));
  }

  void close_now() override {
    boost::system::error_code ignored;
    timer_.cancel(ignored);
    tcp_layer().socket().close(ignored);
  }

 private:
  auto& tcp_layer() { return beast::get_lowest_layer(stream_); }

  // Keeps the connection alive until the handler was called.
  template <class Function>
  auto bound(Function function) {
    return [self = this->shared_from_this(), function = std::move(function)](auto&&... what) {
      function(std::forward<decltype(what)>(what)...);
    };
  }

  // What two readers could take for different requests is none (RFC 9112 sections 3.2 and 6.1);
  // Beast refuses a length beside chunks by itself.
  bool is_ambiguous() {
    using beast::http::field;
    const auto& head = parser_->get();
    constexpr unsigned kHttp11 = 11;
    const auto codings = head.count(field::transfer_encoding);
    const bool chunks = codings == 1 && head.version() >= kHttp11 &&
                        beast::iequals(head[field::transfer_encoding], "chunked");
    const auto hosts = head.count(field::host);
    return (codings > 0 && !chunks) || hosts > 1 || (hosts == 0 && head.version() >= kHttp11);
  }

  void read_body() {
    if (is_ambiguous()) {
      keep_ = head_only_ = false;
      return deliver(refusal(400));
    }
    // Before trailers are added to them, which are none (RFC 9110 section 6.5.1).
    headers_ = std::exchange(parser_->fields, {});
    if (parser_->is_done()) return handle();
    tcp_layer().expires_after(kSlowest);
    if (beast::iequals(parser_->get()[beast::http::field::expect], "100-continue")) {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      return asio::async_write(stream_, asio::buffer(kContinue.data(), kContinue.size()),
                               bound([this](beast::error_code error, std::size_t) {
                                 error ? close_now() : read_rest();
                               }));
    }
    read_rest();
  }

  void read_rest() {
    beast::http::async_read(
        stream_, buffer_, *parser_,
        bound([this](beast::error_code error, std::size_t) { error ? refuse(error) : handle(); }));
  }

  // What is no request: answered where it can be, and ended.
  void refuse(beast::error_code why) {
    using beast::http::error;
    keep_ = head_only_ = false;
    if (why == error::header_limit) return deliver(refusal(431));
    if (why == error::body_limit) return deliver(refusal(413));
    if (why == error::end_of_stream) return farewell();
    const auto& of_http = beast::http::make_error_code(error::bad_method).category();
    if (why.category() != of_http || why == error::partial_message) return close_now();
    deliver(refusal(400));
  }

  static Reply refusal(int status) {
    Reply reply;
    reply.status = status;
    reply.headers.push_back({"Content-Type", "text/plain"});
    reply.body = std::string(reason_of(status)) + "\n";
    return reply;
  }

  // Both with the lock.
  void count_asked() {
    unanswered_ = true;
    ++core_->unanswered;
  }
  void count_answered() {
    if (!std::exchange(unanswered_, false)) return;
    if (--core_->unanswered == 0) core_->all_answered.notify_all();
  }

  void handle() {
    tcp_layer().expires_never();
    {
      const std::lock_guard lock(core_->mutex);
      count_asked();
    }
    auto message = parser_->release();
    keep_ = message.keep_alive();
    head_only_ = message.method() == beast::http::verb::head;
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.headers = std::exchange(headers_, {});
    request.body = std::move(message.body());
    request.number = ++core_->requests;
    request.connection = number_;
    request.arrived = std::chrono::steady_clock::now();
    call(std::move(request));
  }

  // The one answer that a request gets. It keeps the connection alive, for which nothing else waits
  // meanwhile; one that goes without having been given ends the connection.
  class Ticket {
   public:
    explicit Ticket(std::shared_ptr<Connection> to) : to_(std::move(to)) {}
    ~Ticket() {
      if (!used_) to_->core_->post(to_->stream_.get_executor(), [to = to_] { to->close_now(); });
    }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

    void use(Reply reply) {
      if (used_.exchange(true)) return;
      to_->core_->post(to_->stream_.get_executor(), [to = to_, sent = std::move(reply)]() mutable {
        to->deliver(std::move(sent));
      });
    }

   private:
    std::shared_ptr<Connection> to_;
    std::atomic<bool> used_{false};
  };

  void call(Request request) {
    const auto ticket = std::make_shared<Ticket>(this->shared_from_this());
    try {
      core_->handler(std::move(request), [ticket](Reply reply) { ticket->use(std::move(reply)); });
    } catch (const std::exception&) {
      keep_ = false;
      ticket->use(refusal(500));
    }
  }

  void deliver(Reply reply) {
    ending_ = reply.manner.ending;
    pieces_ = pieces_of(reply, head_only_, keep_);
    next_ = 0;
    send();
  }

  void send() {
    if (next_ == pieces_.size()) return finish();
    const auto wait = pieces_[next_].wait;
    if (wait.count() == 0) return write();
    timer_.expires_after(wait);
    timer_.async_wait(bound([this](beast::error_code error) {
      if (!error) write();
    }));
  }

  void write() {
    const std::string& bytes = pieces_[next_++].bytes;
    if (bytes.empty()) return send();
    tcp_layer().expires_after(kSlowest);
    asio::async_write(stream_, asio::buffer(bytes),
                      bound([this](beast::error_code error, std::size_t) {
                        if (error) return close_now();
                        tcp_layer().expires_never();
                        send();
                      }));
  }

  void finish() {
    pieces_.clear();
    {
      const std::lock_guard lock(core_->mutex);
      count_answered();
    }
    switch (ending_) {
      case Ending::keep:
        return keep_ ? read() : farewell();
      case Ending::close:
        return farewell();
      case Ending::no_close_notify:
        return half_close();
      case Ending::reset:
        flushed_by_ = std::chrono::steady_clock::now() + kFlush;
        return reset();
    }
  }

  // TLS's close_notify first, where there is TLS.
  void farewell();

  // FIN, and then what the other side still sends is read: unread bytes would make it a RST.
  void half_close() {
    boost::system::error_code ignored;
    tcp_layer().socket().shutdown(tcp::socket::shutdown_send, ignored);
    tcp_layer().expires_after(kFarewell);
    drain();
  }

  void drain() {
    tcp_layer().async_read_some(
        asio::buffer(rest_),
        bound([this](beast::error_code error, std::size_t) { error ? close_now() : drain(); }));
  }

  // A RST overtakes what is still to be sent, so that is let go first.
  void reset() {
    auto& socket = tcp_layer().socket();
    int unsent = 0;
    const bool known = ::ioctl(socket.native_handle(), SIOCOUTQ, &unsent) == 0;
    if (known && unsent > 0 && std::chrono::steady_clock::now() < flushed_by_) {
      timer_.expires_after(std::chrono::milliseconds(1));
      timer_.async_wait(bound([this](beast::error_code error) {
        if (!error) reset();
      }));
      return;
    }
    boost::system::error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
  }

  CorePtr core_;
  Stream stream_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_{kMostBuffered};
  std::optional<Parser> parser_;
  Headers headers_;
  std::vector<Piece> pieces_;
  std::size_t next_ = 0;
  std::array<char, 4096> rest_{};
  std::chrono::steady_clock::time_point flushed_by_;
  std::uint64_t number_ = 0;
  Ending ending_ = Ending::keep;
  bool keep_ = false, head_only_ = false, unanswered_ = false;
};

}  // namespace checkoutdiag::http::detail
