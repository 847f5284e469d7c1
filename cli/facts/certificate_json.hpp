#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lib/x509/facts.hpp"

// JSON of what several commands tell; included by the other *_json.cpp alone. Text from a peer or a
// file goes through printable(), so that the report is valid UTF-8 and safe to print.
namespace checkoutdiag::facts {

nlohmann::ordered_json text_or_null(const std::string& raw);
nlohmann::ordered_json texts(const std::vector<std::string>& raw);
nlohmann::ordered_json certificate_json(const x509::Certificate& certificate);

}  // namespace checkoutdiag::facts
