/** @file The kernels for x86-64-v3. */
#define KVALSPC_ISA x86_64_v3
#include "kernels/table.hpp"
