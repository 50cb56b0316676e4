/* Where the kernel keeps each processor's count of preemptions, which tells whether an interrupt is served. */
#ifndef HACOTAKI_PREEMPT_COUNT_H
#define HACOTAKI_PREEMPT_COUNT_H

#include <stdint.h>

struct btf;

/* Bytes from a processor's run queue to its count; 0: not known. */
int64_t preempt_count__from_run_queue(const struct btf *btf);

#endif
