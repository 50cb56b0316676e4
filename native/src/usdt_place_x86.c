/*
 * Operands of x86-64 in AT&T syntax: `$5`, `%rax`, or `disp(base,index,scale)` with any part missing, where disp is made of
 * numbers and at most one symbol: `-8(%rbp)`, `name+8(%rip)`, `table(,%rcx,4)`.
 */
#include <ctype.h>
#include <string.h>
#include "usdt_place.h"

#define RIP 16

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
		if (!take_register(text, &place->index) || place->index == RIP)
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

	if (!take_displacement(text, '(', site, &sum) || (**text != '(' && !sum.is_given))
		return false;
	if (**text == '(' && !take_registers(text, place, &has_base))
		return false;
	place->kind = PLACE_MEMORY;
	place->offset = sum.value;
	place->is_global = !has_base || place->base == RIP;
	if (has_base && place->base == RIP) {
		place->offset -= sum.has_symbol ? site->address : 0;
		return !place->scale;
	}
	if (has_base)
		return !sum.has_symbol || site__is_fixed(site);
	place->base = RIP;
	place->offset -= site->address;
	return sum.has_symbol || site__is_fixed(site);
}

static bool take_constant(const char **text, const struct site *site, struct place *place)
{
	struct displacement sum;

	place->kind = PLACE_CONSTANT;
	if (!symbol__length(*text))
		return take_number(text, &place->offset);
	if (!take_displacement(text, '(', site, &sum))
		return false;
	place->offset = sum.value;
	return site__is_fixed(site);
}

bool take_x86_operand(const char **text, const struct site *site, struct place *place)
{
	if (**text == '$') {
		(*text)++;
		return take_constant(text, site, place);
	}
	if (**text != '%')
		return take_memory(text, site, place);
	place->kind = PLACE_REGISTER;
	return take_register(text, &place->base);
}
