/** @file The kernels for generic. */
#define KVALSPC_ISA generic
#include "kernels/table.hpp"
