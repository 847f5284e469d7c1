#include "lib/trust/pool.hpp"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

#include "lib/x509/certificate.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr std::size_t kWorthAThread = 32;  // a thread costs what one certificate does
constexpr unsigned kMostThreads = 8;

}  // namespace

std::size_t Pool::add(std::string der) {
  const auto known = known_.find(der);
  if (known != known_.end()) return known->second;
  ders_.push_back(std::move(der));
  known_.emplace(ders_.back(), ders_.size() - 1);
  return ders_.size() - 1;
}

void Pool::parse() {
  certificates_.resize(ders_.size());
  std::atomic<std::size_t> next{parsed_};
  auto work = [&] {
    for (std::size_t i = next++; i < certificates_.size(); i = next++)
      // Of a root, the signature over itself proves nothing: whoever trusts it trusts its key.
      certificates_[i] = x509::read_certificate(ders_[i], x509::SelfSignature::believe);
  };
  const std::size_t waiting = certificates_.size() - parsed_;
  const std::size_t width =
      std::min({waiting / kWorthAThread, std::size_t(std::thread::hardware_concurrency()),
                std::size_t(kMostThreads)});
  std::vector<std::thread> others;
  try {
    others.reserve(width);
    for (std::size_t i = 1; i < width; ++i)
      others.emplace_back(work);
  } catch (const std::system_error&) {
    // The system gives no more threads: fewer do the same.
  }
  work();
  for (std::thread& other : others)
    other.join();
  parsed_ = certificates_.size();
}

}  // namespace checkoutdiag::trust
