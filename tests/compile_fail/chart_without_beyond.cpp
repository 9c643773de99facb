#define WITHOUT_BEYOND
#include "chart.hpp"
