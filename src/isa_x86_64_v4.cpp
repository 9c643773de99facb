/** @file The kernels for x86-64-v4. */
#define KVALSPC_ISA x86_64_v4
#include "kernels/table.hpp"
