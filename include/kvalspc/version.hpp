/** @file The version of kvalspc. It stands here once; CMake, the Python package and the tests read it from
 * this file. */
#pragma once

#define KVALSPC_VERSION_MAJOR 0
#define KVALSPC_VERSION_MINOR 1
#define KVALSPC_VERSION_PATCH 0
