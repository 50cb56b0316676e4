/* The static probes an executable declares in .note.stapsdt, and its build id. Reads the file, needs no rights. */
#ifndef HACOTAKI_USDT_NOTE_H
#define HACOTAKI_USDT_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "event.h"

struct usdt_note {
	const char *provider;
	const char *name;
	const char *arguments; /* as the compiler left them: "-8@%rax 8@-24(%rbp)", "-8@x0 8@[sp, 24]" */
	uint64_t address; /* virtual, after undoing prelink */
	uint64_t base;
	uint64_t semaphore; /* 0: none */
	uint64_t offset; /* of the probe in the file */
	uint64_t semaphore_offset; /* 0: none */
	uint32_t string_mask; /* arguments to be read as strings; chosen by who attaches */
	struct place places[EVENT_ARGS]; /* of the first arguments; PLACE_UNKNOWN for one that is not understood */
	int place_count;
};

struct usdt_notes {
	struct usdt_note *items;
	size_t count;
	char *text; /* what the strings point into */
	uint16_t machine; /* that the executable is for, as ELF numbers them */
};

/* 0 (also when there are no probes), -ENOEXEC when it is no 64-bit little-endian ELF, or another -errno. */
int usdt_notes__read(int fd, struct usdt_notes **out);
void usdt_notes__free(struct usdt_notes *notes);

/* Writes the build id in hex. 0, -ENOENT when there is none, -ENOEXEC, or another -errno. */
int build_id__read(int fd, char *hex, size_t size);

/* The text of one of its arguments, which does not end where it ends: at most `place_count` - 1. */
const char *usdt_note__argument(const struct usdt_note *note, int index, size_t *length);

/* Where the argument `SIZE@PLACE` of a probe at `address` lies. False when it is not understood. */
struct elf;
bool place__parse(const char *text, size_t length, uint64_t address, struct elf *elf, struct place *place);

#endif
