/*
 * Parses the argument strings of .note.stapsdt: `SIZE@PLACE` in AT&T syntax, separated by blanks. SIZE is 1, 2, 4
 * or 8, negative when signed, followed by `f` for floats. PLACE is `$5`, `%rax`, or `-8(%rbp,%rcx,4)` with any
 * part missing but the base; `name(%rip)`, which gcc writes for a global, needs the symbol table and stays unknown.
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
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
			return strcmp(wide, "rip") != 0;
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

static bool take_memory(const char **text, struct place *place)
{
	__s64 scale = 1;

	place->offset = 0;
	if (**text != '(' && !take_number(text, &place->offset))
		return false;
	if (*(*text)++ != '(' || !take_register(text, &place->base))
		return false;
	if (**text == ',') {
		(*text)++;
		if (!take_register(text, &place->index))
			return false;
		if (**text == ',') {
			(*text)++;
			if (!take_number(text, &scale) || scale < 1 || scale > 8)
				return false;
		}
		place->scale = (uint8_t)scale;
	}
	if (**text != ')')
		return false;
	(*text)++;
	place->kind = PLACE_MEMORY;
	return true;
}

static bool place__parse(const char *text, struct place *place)
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
		place->kind = PLACE_CONSTANT;
		is_whole = take_number(&text, &place->offset);
	} else if (*text == '%') {
		place->kind = PLACE_REGISTER;
		is_whole = take_register(&text, &place->base);
	} else {
		is_whole = take_memory(&text, place);
	}
	return is_whole && *text == '\0';
}

int usdt_note__places(const struct usdt_note *note, struct place places[EVENT_ARGS])
{
	char word[64];
	const char *text = note->arguments;
	int count = 0;

	memset(places, 0, EVENT_ARGS * sizeof(*places));
	while (count < EVENT_ARGS) {
		size_t length;

		text += strspn(text, " ");
		length = strcspn(text, " ");
		if (!length)
			break;
		if (length < sizeof(word)) {
			memcpy(word, text, length);
			word[length] = '\0';
		}
		if (length >= sizeof(word) || !place__parse(word, &places[count]))
			places[count] = (struct place){ .kind = PLACE_UNKNOWN };
		text += length;
		count++;
	}
	return count;
}
