/* CLOCK_BOOTTIME, by which all events are told. */
#ifndef HACOTAKI_BOOT_CLOCK_H
#define HACOTAKI_BOOT_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Now, ns. */
static inline uint64_t boot_clock__now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000ULL + (uint64_t)now.tv_nsec;
}

#endif
