/* What the readers of the machines' operands share. */
#ifndef HACOTAKI_USDT_PLACE_H
#define HACOTAKI_USDT_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "event.h"

struct elf;

/* Of a probe. */
struct site {
	__s64 address;
	struct elf *elf;
};

struct displacement {
	__s64 value; /* with the symbol's address */
	bool has_symbol;
	bool is_given;
};

/* In an executable that is not moved when it is loaded, addresses are what they are in the file. */
bool site__is_fixed(const struct site *site);

/* Bytes of the symbol's name that the text begins with. */
size_t symbol__length(const char *text);

/* These read what *text begins with, and move behind it. */
bool take_number(const char **text, __s64 *number);
/* `5`, `-0x10`, `name`, `name+8`, `8+name-4`, or nothing, up to `end` or the text's end. */
bool take_displacement(const char **text, char end, const struct site *site, struct displacement *sum);

/* Read what stands behind `@`: its size and sign are in the place already. */
bool take_x86_operand(const char **text, const struct site *site, struct place *place);
bool take_arm64_operand(const char **text, const struct site *site, struct place *place);

#endif
