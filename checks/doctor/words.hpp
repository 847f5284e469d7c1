#pragma once
#include <span>
#include <string>
#include <vector>

#include "checks/doctor/doctor.hpp"
#include "checks/shell.hpp"
#include "checks/words.hpp"

// Phrases that the rules of the family and the diagnosis share.
namespace checkoutdiag::doctor {

/// "0.4 s", "20 min 3 s": of seconds, whatever their sign.
std::string seconds_text(double seconds);

/// "12 ms", "1.2 s".
std::string milliseconds_text(double ms);

/// Of a few values the one that no more than `percent` of them are below (nearest rank); -1 of
/// none.
double percentile(std::vector<double> values, double percent);

/// "1200 s (±0.5) ahead of", "… behind".
std::string offset_text(const ClockOffset& offset);

/// How far this machine's clock is off for certain, in seconds and never negative: 0 where the
/// bounds do not exclude that it is right.
double certain_offset(const ClockOffset& offset);

/// Whose clock is wrong, as far as the evidence goes.
enum class WrongClock { unknown, this_machine, gateway };
struct ClockVerdict {
  WrongClock whose = WrongClock::unknown;
  std::vector<std::string> evidence;  // clauses
};
ClockVerdict whose_clock(const DoctorCase& seen);

/// The moment by the gateway's clock.
Time gateway_time(const DoctorCase& seen);

/// The trials whose answer has one of these statuses.
std::vector<const HttpTrial*> answers_with(const DoctorCase& seen, std::span<const int> statuses);

/// "3 of 5 answers", "the answer".
std::string share(std::size_t some, const DoctorCase& seen);

/// " from 127.0.0.1, 127.0.0.2": of the addresses of some trials, when others have none; else
/// empty.
std::string from_addresses(const std::vector<const HttpTrial*>& some, const DoctorCase& seen);

/// "; Retry-After asks to wait 120 s", or nothing.
std::string wait_text(const HttpTrial& trial);

/// The seconds of a Retry-After; -1: none that can be read.
long wait_seconds(const HttpTrial& trial);

/// "curl -sS -o /dev/null -D - URL": the answer's head.
std::string curl_head(const DoctorCase& seen);

}  // namespace checkoutdiag::doctor
