/* The least that a compile can cost: a spec is parsed with libyaml's events, and the bytes that
 * accredit makes of it are written to files of the same names. Nothing is computed: the bytes are
 * there beforehand, in one file that is mapped into memory.
 *
 *   floor pack PACK < NAMES      packs the files that are named on standard input
 *   floor run SPEC PACK FOLDER   parses SPEC, and writes the packed files below FOLDER
 *   floor parse SPEC             parses SPEC alone
 *   floor line                   prints one line
 *
 * A pack is, for each file: its name and a NUL, "x" where it is executable or "-", the number of its
 * bytes and a NUL, its bytes. Files are made as accredit makes them, under another name and then
 * renamed.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

static void refuse(const char *what) {
  perror(what);
  exit(1);
}

static const char *map(const char *path, size_t *size) {
  int file = open(path, O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status) != 0) refuse(path);
  *size = (size_t)status.st_size;
  const char *bytes = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
  if (bytes == MAP_FAILED) refuse(path);
  close(file);
  return bytes;
}

/* Parses a file, and returns how many events it has. */
static long parse(const char *path) {
  size_t size;
  const char *bytes = map(path, &size);
  yaml_parser_t parser;
  yaml_event_t event;
  long count = 0;
  int isDone = 0;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, size);
  while (!isDone) {
    if (!yaml_parser_parse(&parser, &event)) {
      fprintf(stderr, "%s: %s\n", path, parser.problem);
      exit(1);
    }
    isDone = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
    count++;
  }
  yaml_parser_delete(&parser);
  return count;
}

static void pack(const char *path) {
  FILE *out = fopen(path, "wb");
  if (!out) refuse(path);
  static char name[4096];
  while (fgets(name, sizeof name, stdin)) {
    name[strcspn(name, "\n")] = 0;
    struct stat status;
    if (stat(name, &status) != 0) refuse(name);
    size_t size = (size_t)status.st_size;
    fprintf(out, "%s%c%c%zu%c", name, 0, status.st_mode & 0100 ? 'x' : '-', size, 0);
    if (size > 0) {
      const char *bytes = map(name, &size);
      fwrite(bytes, 1, size, out);
      munmap((void *)bytes, size);
    }
  }
  if (fclose(out) != 0) refuse(path);
}

static void writeAll(int file, const char *bytes, size_t size) {
  while (size > 0) {
    ssize_t count = write(file, bytes, size);
    if (count < 0) refuse("write");
    bytes += count;
    size -= (size_t)count;
  }
}

/* Makes the folders above a file. */
static void makeFolders(char *path) {
  for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    mkdir(path, 0755);
    *slash = '/';
  }
}

static void writeFiles(const char *pack, const char *folder) {
  size_t size;
  const char *next = map(pack, &size), *end = next + size;
  mkdir(folder, 0755);
  if (chdir(folder) != 0) refuse(folder);
  char last[4096] = "";
  while (next < end) {
    char name[4096], temporary[4200];
    snprintf(name, sizeof name, "%s", next);
    next += strlen(next) + 1;
    mode_t mode = *next++ == 'x' ? 0755 : 0644;
    size_t count = strtoul(next, NULL, 10);
    next += strlen(next) + 1;
    char *slash = strrchr(name, '/');
    size_t length = slash ? (size_t)(slash - name) : 0;
    if (strlen(last) != length || strncmp(last, name, length) != 0) {
      makeFolders(name);
      snprintf(last, sizeof last, "%.*s", (int)length, name);
    }
    snprintf(temporary, sizeof temporary, "%.*s/.%s.new", (int)length, name, name + length + 1);
    int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (file < 0) refuse(temporary);
    writeAll(file, next, count);
    if (fchmod(file, mode) != 0 || close(file) != 0 || rename(temporary, name) != 0) refuse(name);
    next += count;
  }
}

int main(int count, char **arguments) {
  const char *verb = count > 1 ? arguments[1] : "";
  if (!strcmp(verb, "pack") && count == 3) {
    pack(arguments[2]);
  } else if (!strcmp(verb, "run") && count == 5) {
    parse(arguments[2]);
    writeFiles(arguments[3], arguments[4]);
  } else if (!strcmp(verb, "parse") && count == 3) {
    printf("%ld events\n", parse(arguments[2]));
  } else if (!strcmp(verb, "line") && count == 2) {
    puts("0.1.0");
  } else {
    fputs("usage: floor pack PACK | run SPEC PACK FOLDER | parse SPEC | line\n", stderr);
    return 64;
  }
  return 0;
}
