/*
 * Parses one argument of .note.stapsdt: `SIZE@PLACE` in AT&T syntax. SIZE is 1, 2, 4 or 8, negative when signed; floats,
 * of which SIZE ends in `f`, are not read. PLACE is `$5`, `%rax`, or `disp(base,index,scale)` with any part missing, where
 * disp is made of numbers and at most one symbol: `-8(%rbp)`, `name+8(%rip)`, `table(,%rcx,4)`.
 *
 * A symbol lies at a fixed distance from the probe, wherever the executable was loaded: its place is told from rip,
 * which is the probe's own address when it fires.
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "elf_file.h"
#include "usdt_note.h"

#ifndef __x86_64__
#error "only the registers of x86-64 are known here"
#endif

/* struct pt_regs of the kernel; its order is ABI through ptrace(2). */
static const char *const REGISTERS[] = {
	"r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8",
	"rax", "rcx", "rdx", "rsi", "rdi", "orig_rax", "rip", "cs", "eflags", "rsp",
};

/* Turns any name of a general register's lower part into the 64-bit one: eax, ax, al → rax; r8d, r8w, r8b → r8. */
static bool widen(const char *name, size_t length, char wide[5])
{
	if (length < 2 || length > 4)
		return false;
	memcpy(wide, name, length);
	wide[length] = '\0';
	if (wide[0] == 'r' && isdigit((unsigned char)wide[1])) {
		if (strchr("dwb", wide[length - 1]))
			wide[length - 1] = '\0';
		return true;
	}
	if (wide[0] == 'r')
		return true;
	if (wide[0] == 'e' && length == 3) {
		wide[0] = 'r';
		return true;
	}
	if (length == 3 && wide[2] == 'l') /* sil, dil, bpl, spl */
		wide[2] = '\0';
	else if (length != 2 || wide[1] == 'h') /* ah … dh are the second byte: not handled */
		return false;
	memmove(wide + 1, wide, 3);
	wide[0] = 'r';
	if (wide[2] == 'l')
		wide[2] = 'x';
	return true;
}

/* Reads `%name` at *text and moves behind it. */
static bool take_register(const char **text, __u8 *number)
{
	const char *start = *text + 1;
	size_t length = 0;
	char wide[5];

	if (**text != '%')
		return false;
	while (isalnum((unsigned char)start[length]))
		length++;
	if (!widen(start, length, wide))
		return false;
	for (size_t i = 0; i < sizeof(REGISTERS) / sizeof(*REGISTERS); i++) {
		if (!strcmp(REGISTERS[i], wide)) {
			*number = (__u8)i;
			*text = start + length;
			return true;
		}
	}
	return false;
}

static bool take_number(const char **text, __s64 *number)
{
	char *end;

	errno = 0;
	*number = strtoll(*text, &end, 0);
	/* Constants above the signed range are legal for unsigned arguments. */
	if (errno == ERANGE && **text != '-')
		*number = (__s64)strtoull(*text, &end, 0);
	if (end == *text)
		return false;
	*text = end;
	return true;
}

/* Of a probe. */
struct site {
	__s64 address;
	struct elf *elf;
};

/* In an executable that is not moved when it is loaded, addresses are what they are in the file. */
static bool site__is_fixed(const struct site *site)
{
	return site->elf->header.e_type == ET_EXEC;
}

struct displacement {
	__s64 value; /* with the symbol's address */
	bool has_symbol;
	bool is_given;
};

static size_t symbol_length(const char *text)
{
	size_t length = 0;

	if (isdigit((unsigned char)*text))
		return 0;
	while (isalnum((unsigned char)text[length]) || (text[length] && strchr("_.$", text[length])) ||
	       (unsigned char)text[length] >= 0x80)
		length++;
	return length;
}

/* `5`, `-0x10`, `name`, `name+8`, `8+name-4`, or nothing. */
static bool take_displacement(const char **text, const struct site *site, struct displacement *sum)
{
	*sum = (struct displacement){};
	while (**text && **text != '(') {
		bool is_negative = **text == '-', is_signed = is_negative || **text == '+';
		size_t length;
		__s64 number;

		if (sum->is_given && !is_signed)
			return false;
		*text += is_signed;
		length = symbol_length(*text);
		if (length) {
			uint64_t address;

			if (is_negative || sum->has_symbol || !elf__find_symbol(site->elf, *text, length, &address))
				return false;
			sum->has_symbol = true;
			number = (__s64)address;
			*text += length;
		} else if (!isdigit((unsigned char)**text) || !take_number(text, &number)) {
			return false;
		}
		sum->value = (__s64)((uint64_t)sum->value + (uint64_t)(is_negative ? -number : number));
		sum->is_given = true;
	}
	return true;
}

/* `(base,index,scale)`; *has_base is false where the base is missing. */
static bool take_registers(const char **text, struct place *place, bool *has_base)
{
	__s64 scale = 1;

	(*text)++;
	*has_base = **text == '%';
	if (*has_base && !take_register(text, &place->base))
		return false;
	if (**text == ',') {
		(*text)++;
		if (!take_register(text, &place->index) || place->index == PLACE_RIP)
			return false;
		if (**text == ',') {
			(*text)++;
			if (!take_number(text, &scale) || scale < 1 || scale > 8)
				return false;
		}
		place->scale = (uint8_t)scale;
	}
	if (**text != ')' || (!*has_base && !place->scale))
		return false;
	(*text)++;
	return true;
}

static bool take_memory(const char **text, const struct site *site, struct place *place)
{
	struct displacement sum;
	bool has_base = false;

	if (!take_displacement(text, site, &sum) || (**text != '(' && !sum.is_given))
		return false;
	if (**text == '(' && !take_registers(text, place, &has_base))
		return false;
	place->kind = PLACE_MEMORY;
	place->offset = sum.value;
	if (has_base && place->base == PLACE_RIP) {
		place->offset -= sum.has_symbol ? site->address : 0;
		return !place->scale;
	}
	if (has_base)
		return !sum.has_symbol || site__is_fixed(site);
	place->base = PLACE_RIP;
	place->offset -= site->address;
	return sum.has_symbol || site__is_fixed(site);
}

static bool take_constant(const char **text, const struct site *site, struct place *place)
{
	struct displacement sum;

	place->kind = PLACE_CONSTANT;
	if (!symbol_length(*text))
		return take_number(text, &place->offset);
	if (!take_displacement(text, site, &sum))
		return false;
	place->offset = sum.value;
	return site__is_fixed(site);
}

static bool parse_whole(const char *text, const struct site *site, struct place *place)
{
	__s64 size;
	bool is_whole;

	if (!take_number(&text, &size) || *text++ != '@')
		return false;
	place->is_signed = size < 0;
	size = size < 0 ? -size : size;
	if (size != 1 && size != 2 && size != 4 && size != 8)
		return false;
	place->shift = (uint8_t)(64 - 8 * size);
	if (*text == '$') {
		text++;
		is_whole = take_constant(&text, site, place);
	} else if (*text == '%') {
		place->kind = PLACE_REGISTER;
		is_whole = take_register(&text, &place->base);
	} else {
		is_whole = take_memory(&text, site, place);
	}
	return is_whole && *text == '\0';
}

bool place__parse(const char *text, size_t length, uint64_t address, struct elf *elf, struct place *place)
{
	const struct site site = { .address = (__s64)address, .elf = elf };
	char *word = strndup(text, length);
	bool is_understood;

	if (!word)
		return false;
	*place = (struct place){};
	is_understood = parse_whole(word, &site, place);
	free(word);
	return is_understood;
}
