/* The `aws` of the bench: hands its arguments, environment and the three standard streams to the
   preloaded CLI that listens on BENCH_CLI, and exits as that says. It starts in a millisecond,
   where Python takes twenty. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

extern char **environ;

static FILE *connection;

static void fail(const char *what) {
  perror(what);
  exit(125);
}

/* A list of texts: their number, then each with its end. */
static void send_list(char **list) {
  int count = 0;
  while (list[count]) count++;
  fprintf(connection, "%d", count);
  fputc(0, connection);
  for (int i = 0; i < count; i++) fwrite(list[i], 1, strlen(list[i]) + 1, connection);
}

/* One byte that carries the standard streams; a closed one is replaced by /dev/null. */
static void send_streams(int socket) {
  int streams[3] = {0, 1, 2};
  char byte = 0;
  struct iovec part = {&byte, 1};
  union {
    char space[CMSG_SPACE(sizeof streams)];
    struct cmsghdr alignment;
  } control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  message.msg_control = control.space;
  message.msg_controllen = sizeof control.space;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof streams);
  memcpy(CMSG_DATA(header), streams, sizeof streams);
  if (sendmsg(socket, &message, 0) != 1) fail("sendmsg");
}

int main(int argc, char **argv) {
  (void)argc;
  const char *path = getenv("BENCH_CLI");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (!path || strlen(path) >= sizeof address.sun_path) fail("BENCH_CLI");
  strcpy(address.sun_path, path);
  int server = socket(AF_UNIX, SOCK_STREAM, 0);
  if (server < 0 || connect(server, (struct sockaddr *)&address, sizeof address)) fail("connect");
  send_streams(server);
  connection = fdopen(server, "r+");
  char folder[4096], mask[16], group[16];
  if (!connection || !getcwd(folder, sizeof folder)) fail("getcwd");
  mode_t current = umask(0);
  umask(current);
  snprintf(mask, sizeof mask, "%o", (unsigned)current);
  snprintf(group, sizeof group, "%d", (int)getpgrp());
  char *place[] = {folder, mask, group, NULL};
  send_list(argv + 1);
  send_list(environ);
  send_list(place);
  fflush(connection);
  shutdown(server, SHUT_WR);
  int status = fgetc(connection);
  return status == EOF ? 125 : status;
}
