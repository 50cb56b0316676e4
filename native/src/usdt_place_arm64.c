/*
 * Operands of arm64: `5`, `x0` or `w0`, and in brackets `[sp, 12]`, `[x0, x1, lsl 3]` or `[x0, #:lo12:name+8]`, of which
 * the register holds the page that the symbol lies on. A register of 32 bits is no index here: whether its sign is
 * extended is not kept in a place.
 */
#include <ctype.h>
#include <string.h>
#include "usdt_place.h"

/* Words of struct user_pt_regs of the kernel; its order is ABI through ptrace(2). */
#define SP 31

#define PAGE_MASK 0xfff /* of what :lo12: leaves, whatever the size of the kernel's pages */
#define MOST_SHIFT 4

struct operand_register {
	__u8 number;
	bool is_narrow; /* the lower half */
	bool is_zero; /* no register: reads as 0 */
};

/* `x0` … `x30`, `fp`, `lr`, `sp`, `xzr`, and the lower halves of those that have a name. */
static bool take_register(const char **text, struct operand_register *out)
{
	static const struct {
		const char *name;
		struct operand_register meant;
	} named[] = {
		{ "sp", { .number = SP } },	     { "wsp", { .number = SP, .is_narrow = true } },
		{ "fp", { .number = 29 } },	     { "lr", { .number = 30 } },
		{ "xzr", { .is_zero = true } },	     { "wzr", { .is_zero = true } },
	};
	const char *at = *text;
	size_t length = 0;
	__s64 number;

	while (isalnum((unsigned char)at[length]))
		length++;
	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++) {
		if (strlen(named[i].name) == length && !strncmp(named[i].name, at, length)) {
			*out = named[i].meant;
			*text += length;
			return true;
		}
	}
	if ((*at != 'x' && *at != 'w') || !isdigit((unsigned char)at[1]) || (at[1] == '0' && length > 2))
		return false;
	at++;
	if (!take_number(&at, &number) || number > 30 || at != *text + length)
		return false;
	*out = (struct operand_register){ .number = (__u8)number, .is_narrow = **text == 'w' };
	*text = at;
	return true;
}

static bool take_text(const char **text, const char *wanted)
{
	size_t length = strlen(wanted);

	if (strncmp(*text, wanted, length))
		return false;
	*text += length;
	return true;
}

static void skip_spaces(const char **text)
{
	*text += strspn(*text, " ");
}

/* `x1` or `x1, lsl 3` */
static bool take_index(const char **text, struct place *place)
{
	struct operand_register index;
	__s64 shift = 0;

	if (!take_register(text, &index) || index.is_narrow || index.is_zero || index.number == SP)
		return false;
	if (take_text(text, ",")) {
		skip_spaces(text);
		if (!take_text(text, "lsl "))
			return false;
		take_text(text, "#");
		if (!take_number(text, &shift) || shift < 0 || shift > MOST_SHIFT)
			return false;
	}
	place->index = index.number;
	place->scale = (__u8)(1 << shift);
	return true;
}

/* What follows the base in brackets. */
static bool take_offset(const char **text, const struct site *site, struct place *place)
{
	struct displacement sum;

	if (isalpha((unsigned char)**text))
		return take_index(text, place);
	take_text(text, "#");
	if (!take_text(text, ":lo12:"))
		return take_number(text, &place->offset);
	place->is_global = true;
	if (!take_displacement(text, ']', site, &sum) || !sum.has_symbol)
		return false;
	place->offset = sum.value & PAGE_MASK;
	return true;
}

static bool take_memory(const char **text, const struct site *site, struct place *place)
{
	struct operand_register base;

	place->kind = PLACE_MEMORY;
	if (!take_register(text, &base) || base.is_narrow || base.is_zero)
		return false;
	place->base = base.number;
	if (take_text(text, ",")) {
		skip_spaces(text);
		if (!take_offset(text, site, place))
			return false;
	}
	return take_text(text, "]");
}

bool take_arm64_operand(const char **text, const struct site *site, struct place *place)
{
	struct operand_register held;

	if (take_text(text, "["))
		return take_memory(text, site, place);
	if (!isalpha((unsigned char)**text)) {
		place->kind = PLACE_CONSTANT;
		take_text(text, "#");
		return take_number(text, &place->offset);
	}
	if (!take_register(text, &held) || (held.is_narrow && place->shift < 32))
		return false;
	place->kind = held.is_zero ? PLACE_CONSTANT : PLACE_REGISTER;
	place->base = held.number;
	return true;
}
