/*
 * Parses one argument of .note.stapsdt: `SIZE@OPERAND`. SIZE is 1, 2, 4 or 8, negative when signed; floats, of which SIZE
 * ends in `f`, are not read. OPERAND is what the machine's assembler calls a place: usdt_place_x86.c, usdt_place_arm64.c.
 *
 * A symbol lies at a fixed distance from the probe, wherever the executable was loaded: its place is told from the
 * program counter, which is the probe's own address when it fires.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "elf_file.h"
#include "usdt_note.h"
#include "usdt_place.h"

bool take_number(const char **text, __s64 *number)
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

bool site__is_fixed(const struct site *site)
{
	return site->elf->header.e_type == ET_EXEC;
}

size_t symbol__length(const char *text)
{
	size_t length = 0;

	if (isdigit((unsigned char)*text))
		return 0;
	while (isalnum((unsigned char)text[length]) || (text[length] && strchr("_.$", text[length])) ||
	       (unsigned char)text[length] >= 0x80)
		length++;
	return length;
}

bool take_displacement(const char **text, char end, const struct site *site, struct displacement *sum)
{
	*sum = (struct displacement){};
	while (**text && **text != end) {
		bool is_negative = **text == '-', is_signed = is_negative || **text == '+';
		size_t length;
		__s64 number;

		if (sum->is_given && !is_signed)
			return false;
		*text += is_signed;
		length = symbol__length(*text);
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

static bool parse_whole(const char *text, const struct site *site, struct place *place)
{
	__s64 size;
	bool is_understood;

	if (!take_number(&text, &size) || *text++ != '@')
		return false;
	place->is_signed = size < 0;
	size = size < 0 ? -size : size;
	if (size != 1 && size != 2 && size != 4 && size != 8)
		return false;
	place->shift = (uint8_t)(64 - 8 * size);
	is_understood = site->elf->header.e_machine == EM_AARCH64 ? take_arm64_operand(&text, site, place) :
								    take_x86_operand(&text, site, place);
	return is_understood && *text == '\0';
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
