/* Names of the kernel's functions by address, from /proc/kallsyms. Of the whole process, read once. */
#ifndef HACOTAKI_KERNEL_FUNCTION_H
#define HACOTAKI_KERNEL_FUNCTION_H

#include <stdint.h>

/* Begins to read them on a thread of its own: that takes some hundredths of a second. */
void kernel_functions__prepare(void);

/* The function that an address is in; NULL where it is in none, or names may not be known. Waits for them to be read. */
const char *kernel_function__name(uint64_t address);

#endif
