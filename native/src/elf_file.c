#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "elf_file.h"

/* Far above any real executable; keeps a damaged one from asking for all memory. */
#define MAX_SECTION_BYTES (64UL << 20)

/* Read with pread and not mapped: a file cut short meanwhile is then an error, not a SIGBUS. */
static int read_exactly(int fd, void *to, size_t bytes, uint64_t offset)
{
	size_t done = 0;

	while (done < bytes) {
		ssize_t got = pread(fd, (char *)to + done, bytes - done, (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno == EINVAL || errno == EOVERFLOW ? -ENOEXEC : -errno;
		if (got == 0)
			return -ENOEXEC;
		done += (size_t)got;
	}
	return 0;
}

int elf__read_alloc(int fd, void **out, size_t bytes, uint64_t offset)
{
	int err;
	char *data;

	if (bytes > MAX_SECTION_BYTES)
		return -ENOEXEC;
	data = malloc(bytes + 1);
	if (!data)
		return -ENOMEM;
	err = read_exactly(fd, data, bytes, offset);
	if (err) {
		free(data);
		return err;
	}
	data[bytes] = '\0';
	*out = data;
	return 0;
}

void elf__close(struct elf *elf)
{
	for (size_t i = 0; i < elf->table_count; i++) {
		free(elf->tables[i].symbols);
		free(elf->tables[i].names);
	}
	free(elf->sections);
	free(elf->segments);
	free(elf->names);
}

int elf__open(int fd, struct elf *elf)
{
	const unsigned char *ident = elf->header.e_ident;
	const Elf64_Shdr *names;
	int err;

	memset(elf, 0, sizeof(*elf));
	elf->fd = fd;
	err = read_exactly(fd, &elf->header, sizeof(elf->header), 0);
	if (err)
		return err;
	if (memcmp(ident, ELFMAG, SELFMAG) || ident[EI_CLASS] != ELFCLASS64 || ident[EI_DATA] != ELFDATA2LSB ||
	    (elf->header.e_machine != EM_X86_64 && elf->header.e_machine != EM_AARCH64) || elf->header.e_phentsize != sizeof(Elf64_Phdr) ||
	    (elf->header.e_type != ET_EXEC && elf->header.e_type != ET_DYN))
		return -ENOEXEC;
	err = elf__read_alloc(fd, (void **)&elf->segments, elf->header.e_phnum * sizeof(Elf64_Phdr), elf->header.e_phoff);
	if (err)
		goto cleanup;
	if (!elf->header.e_shnum || elf->header.e_shentsize != sizeof(Elf64_Shdr) ||
	    elf->header.e_shstrndx >= elf->header.e_shnum) {
		elf->header.e_shnum = 0; /* stripped of its section table: runs, but shows no probes */
		return 0;
	}
	err = elf__read_alloc(fd, (void **)&elf->sections, elf->header.e_shnum * sizeof(Elf64_Shdr), elf->header.e_shoff);
	if (err)
		goto cleanup;
	names = &elf->sections[elf->header.e_shstrndx];
	err = elf__read_alloc(fd, (void **)&elf->names, names->sh_size, names->sh_offset);
	if (err)
		goto cleanup;
	elf->names_bytes = names->sh_size;
	return 0;
cleanup:
	elf__close(elf);
	return err;
}

const char *elf_machine__name(uint16_t machine)
{
	return machine == EM_AARCH64 ? "arm64" : "x86-64";
}

const Elf64_Shdr *elf__find_section(const struct elf *elf, const char *name)
{
	for (size_t i = 0; i < elf->header.e_shnum; i++) {
		const Elf64_Shdr *section = &elf->sections[i];

		if (section->sh_name < elf->names_bytes && !strcmp(elf->names + section->sh_name, name))
			return section;
	}
	return NULL;
}

uint64_t elf__offset_of(const struct elf *elf, uint64_t address)
{
	for (size_t i = 0; i < elf->header.e_phnum; i++) {
		const Elf64_Phdr *segment = &elf->segments[i];

		if (segment->p_type == PT_LOAD && address >= segment->p_vaddr &&
		    address - segment->p_vaddr < segment->p_filesz)
			return address - segment->p_vaddr + segment->p_offset;
	}
	return 0;
}

static void table__load(struct elf *elf, const Elf64_Shdr *section)
{
	struct symbol_table *table = &elf->tables[elf->table_count];
	const Elf64_Shdr *names;

	if (section->sh_entsize != sizeof(Elf64_Sym) || section->sh_link >= elf->header.e_shnum)
		return;
	names = &elf->sections[section->sh_link];
	if (elf__read_alloc(elf->fd, (void **)&table->symbols, section->sh_size, section->sh_offset))
		return;
	if (elf__read_alloc(elf->fd, (void **)&table->names, names->sh_size, names->sh_offset)) {
		free(table->symbols);
		table->symbols = NULL;
		return;
	}
	table->count = section->sh_size / sizeof(Elf64_Sym);
	table->names_bytes = names->sh_size;
	elf->table_count++;
}

/* Read when a symbol is first asked for: most executables name none in their probes. */
static void load_tables(struct elf *elf)
{
	if (elf->has_loaded_tables)
		return;
	elf->has_loaded_tables = true;
	for (size_t i = 0; i < elf->header.e_shnum && elf->table_count < MAX_SYMBOL_TABLES; i++) {
		if (elf->sections[i].sh_type == SHT_SYMTAB || elf->sections[i].sh_type == SHT_DYNSYM)
			table__load(elf, &elf->sections[i]);
	}
}

/* Of something that lies at an address of its own in every process. */
static bool symbol__is_data(const Elf64_Sym *symbol)
{
	unsigned char type = ELF64_ST_TYPE(symbol->st_info);

	return symbol->st_shndx != SHN_UNDEF && symbol->st_shndx != SHN_ABS && symbol->st_value &&
	       (type == STT_OBJECT || type == STT_NOTYPE || type == STT_FUNC || type == STT_COMMON);
}

bool elf__find_symbol(struct elf *elf, const char *name, size_t length, uint64_t *address)
{
	bool is_found = false;

	load_tables(elf);
	for (size_t i = 0; i < elf->table_count; i++) {
		const struct symbol_table *table = &elf->tables[i];

		for (size_t j = 0; j < table->count; j++) {
			const Elf64_Sym *symbol = &table->symbols[j];
			const char *candidate = table->names + symbol->st_name;

			if (symbol->st_name >= table->names_bytes || strncmp(candidate, name, length) ||
			    (candidate[length] != '\0' && candidate[length] != '@') || !symbol__is_data(symbol))
				continue;
			if (is_found && *address != symbol->st_value)
				return false;
			*address = symbol->st_value;
			is_found = true;
		}
	}
	return is_found;
}
