/** @file Which instruction set the kernels of batch() use. Link `kvalspc::batch`. */
#pragma once

#include <span>
#include <string_view>

namespace kvalspc {

/**
 * The one in use: "generic", "x86_64_v3" (AVX2) or "x86_64_v4" (AVX-512). Chosen once, the best that the
 * processor has, unless the environment variable KVALSPC_ISA names another. Results do not depend on it.
 *
 * @throws std::invalid_argument when KVALSPC_ISA names none that this processor has
 */
[[nodiscard]] std::string_view isa();

/** Those that this library has and this processor can run, from the plainest to the best. */
[[nodiscard]] std::span<const std::string_view> isas();

/**
 * Uses another from now on, in all threads: for tests and comparisons.
 * @throws std::invalid_argument when it is not among isas()
 */
void use_isa(std::string_view name);

}  // namespace kvalspc
