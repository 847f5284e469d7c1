#pragma once
#include <string>
#include <string_view>

// What every fix must keep, so that a person can paste from it and an output can lay it out.
namespace checkoutdiag {

/// What is wrong with a fix; empty when it is prose and lines to paste by turns, each of its kind.
std::string fault_of_fix(std::string_view fix);

/// Does a line to paste still hold a placeholder for what is known: HOST, TARGET, ADDRESS, FILE?
bool has_placeholder(std::string_view fix);

/// Does a reason for not knowing say what to do about it?
bool says_what_to_do(std::string_view reason);

}  // namespace checkoutdiag
