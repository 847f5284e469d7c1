#include "lib/sandbox/sandbox.hpp"

#include "lib/sandbox/service.hpp"

namespace checkoutdiag::sandbox {

Sandbox::Sandbox(SandboxOptions options)
    : service_(std::make_unique<Service>(std::move(options))) {}

Sandbox::~Sandbox() = default;

std::string Sandbox::origin() const {
  return service_->server().origin();
}

std::uint16_t Sandbox::port() const {
  return service_->server().port();
}

const std::string& Sandbox::ca() const {
  return service_->ca();
}

Truth Sandbox::truth() const {
  return service_->truth();
}

bool Sandbox::settle(std::chrono::milliseconds most) {
  return service_->settle(most);
}

void Sandbox::stop(std::chrono::milliseconds patience) {
  service_->stop(patience);
}

}  // namespace checkoutdiag::sandbox
