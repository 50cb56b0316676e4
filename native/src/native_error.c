#include <stdarg.h>
#include <stdio.h>
#include "native_error.h"

void native_error__set(struct native_error *error, enum native_code code, const char *format, ...)
{
	va_list args;

	error->code = code;
	va_start(args, format);
	vsnprintf(error->message, sizeof(error->message), format, args);
	va_end(args);
}
