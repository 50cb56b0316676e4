#include "probes.h"

#include <sys/sdt.h>
#include <time.h>

/*
 * Each function is one location of its probe: neither inlined nor cloned, as a second copy would be a
 * second ELF note, and haconiwa's own number of locations is part of what is imitated.
 */
#ifdef __clang__
#define LOCATION __attribute__((noinline))
#else
#define LOCATION __attribute__((noinline, noclone))
#endif

const char *const generation_names[GENERATION_COUNT] = {
	[GENERATION_0_11] = "0.11",
	[GENERATION_2019] = "2019",
	[GENERATION_2019_10_07] = "2019-10-07",
};

#ifdef WITH_0_11
static LOCATION void fire_0_11_phase(long phase, long hpid)
{
	DTRACE_PROBE2(haconiwa, bootstrap_phase_pass, phase, hpid);
}

static LOCATION void fire_0_11_number(long flag, long number)
{
	DTRACE_PROBE2(haconiwa, probe_misc, flag, number);
}

static LOCATION void fire_0_11_text(long flag, const char *text)
{
	DTRACE_PROBE2(haconiwa, probe_misc_str, flag, text);
}
#endif

#ifdef WITH_2019
static volatile int containergen_wanted;

static LOCATION void fire_2019_phase(long phase)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	DTRACE_PROBE3(haconiwa, probe-boottime, phase, now.tv_sec, now.tv_nsec);
	/* haconiwa binds this probe to another function's code: the note is there, it never fires. */
	if (containergen_wanted)
		DTRACE_PROBE3(haconiwa, probe-containergen, phase, now.tv_sec, now.tv_nsec);
}

/* One probe, three locations, two meanings of the second argument: only the argument's spec tells them. */
static LOCATION void fire_2019_number(long flag, long number)
{
	if (number == -1)
		DTRACE_PROBE2(haconiwa, probe-misc, flag, -1L);
	else
		DTRACE_PROBE2(haconiwa, probe-misc, flag, number);
}

static LOCATION void fire_2019_text(long flag, const char *text)
{
	DTRACE_PROBE2(haconiwa, probe-misc, flag, text);
}
#endif

#ifdef WITH_2019_10_07
static LOCATION void fire_2019_10_07_phase(long phase, long hpid)
{
	DTRACE_PROBE2(haconiwa, bootstrap-phase-pass, hpid, phase);
}

static LOCATION void fire_2019_10_07_number(long flag, long number)
{
	DTRACE_PROBE2(haconiwa, probe-misc, flag, number);
}

static LOCATION void fire_2019_10_07_text(long flag, const char *text)
{
	DTRACE_PROBE2(haconiwa, probe-misc-str, flag, text);
}
#endif

bool generation__built(enum generation generation)
{
	switch (generation) {
#ifdef WITH_0_11
	case GENERATION_0_11:
		return true;
#endif
#ifdef WITH_2019
	case GENERATION_2019:
		return true;
#endif
#ifdef WITH_2019_10_07
	case GENERATION_2019_10_07:
		return true;
#endif
	default:
		return false;
	}
}

enum generation generation__default(void)
{
	int generation = 0;

	while (generation < GENERATION_COUNT - 1 && !generation__built(generation))
		generation++;
	return generation;
}

void probe__phase(enum generation generation, long phase, long hpid)
{
	(void)hpid;
	switch (generation) {
#ifdef WITH_0_11
	case GENERATION_0_11:
		fire_0_11_phase(phase, hpid);
		break;
#endif
#ifdef WITH_2019
	case GENERATION_2019:
		fire_2019_phase(phase);
		break;
#endif
#ifdef WITH_2019_10_07
	case GENERATION_2019_10_07:
		fire_2019_10_07_phase(phase, hpid);
		break;
#endif
	default:
		break;
	}
}

void probe__number(enum generation generation, long flag, long number)
{
	switch (generation) {
#ifdef WITH_0_11
	case GENERATION_0_11:
		fire_0_11_number(flag, number);
		break;
#endif
#ifdef WITH_2019
	case GENERATION_2019:
		fire_2019_number(flag, number);
		break;
#endif
#ifdef WITH_2019_10_07
	case GENERATION_2019_10_07:
		fire_2019_10_07_number(flag, number);
		break;
#endif
	default:
		break;
	}
}

void probe__text(enum generation generation, long flag, const char *text)
{
	switch (generation) {
#ifdef WITH_0_11
	case GENERATION_0_11:
		fire_0_11_text(flag, text);
		break;
#endif
#ifdef WITH_2019
	case GENERATION_2019:
		fire_2019_text(flag, text);
		break;
#endif
#ifdef WITH_2019_10_07
	case GENERATION_2019_10_07:
		fire_2019_10_07_text(flag, text);
		break;
#endif
	default:
		break;
	}
}
