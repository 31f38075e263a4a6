// The definitions behind CLinux.h. GNU extensions are switched on here and not in the header, so that Swift
// sees the system's headers in one configuration only.

#define _GNU_SOURCE 1

#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int64_t result_of(int64_t result) { return result < 0 ? -(int64_t)errno : result; }

// Addresses

static int is_ipv4(const uint8_t address[16]) {
  static const uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  return memcmp(address, prefix, 12) == 0;
}

static socklen_t fill_address(struct sockaddr_storage *storage, const uint8_t address[16], uint16_t port) {
  memset(storage, 0, sizeof *storage);
  if (is_ipv4(address)) {
    struct sockaddr_in *v4 = (struct sockaddr_in *)storage;
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    memcpy(&v4->sin_addr, address + 12, 4);
    return sizeof *v4;
  }
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)storage;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(port);
  memcpy(&v6->sin6_addr, address, 16);
  return sizeof *v6;
}

static void read_address(const struct sockaddr_storage *storage, uint8_t address[16], uint16_t *port) {
  memset(address, 0, 16);
  *port = 0;
  if (storage->ss_family == AF_INET) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)storage;
    address[10] = address[11] = 0xFF;
    memcpy(address + 12, &v4->sin_addr, 4);
    *port = ntohs(v4->sin_port);
  } else if (storage->ss_family == AF_INET6) {
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)storage;
    memcpy(address, &v6->sin6_addr, 16);
    *port = ntohs(v6->sin6_port);
  }
}

// Resolves a name into at most `max` addresses; the number of them, or -1 when there is none.
int clinux_resolve(const char *name, uint8_t *addresses, int max) {
  struct addrinfo hints, *list = 0;
  memset(&hints, 0, sizeof hints);
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(name, 0, &hints, &list) != 0) return -1;
  int count = 0;
  for (struct addrinfo *entry = list; entry && count < max; entry = entry->ai_next) {
    uint16_t port;
    struct sockaddr_storage storage;
    if (entry->ai_addrlen > sizeof storage) continue;
    memset(&storage, 0, sizeof storage);
    memcpy(&storage, entry->ai_addr, entry->ai_addrlen);
    if (storage.ss_family != AF_INET && storage.ss_family != AF_INET6) continue;
    read_address(&storage, addresses + 16 * count++, &port);
  }
  freeaddrinfo(list);
  return count > 0 ? count : -1;
}

// Sockets

static void no_delay(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

int clinux_listen(const uint8_t address[16], uint16_t port, int backlog) {
  struct sockaddr_storage storage;
  socklen_t length = fill_address(&storage, address, port);
  int one = 1;
  int fd = socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (storage.ss_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) < 0 ||
      bind(fd, (struct sockaddr *)&storage, length) < 0 || listen(fd, backlog) < 0) {
    int error = errno;
    close(fd);
    return -error;
  }
  return fd;
}

// Whether anybody else listens on the address: SO_REUSEPORT would let two daemons of one user share it.
int clinux_probe_free(const uint8_t address[16], uint16_t port) {
  struct sockaddr_storage storage;
  socklen_t length = fill_address(&storage, address, port);
  int one = 1;
  int fd = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (storage.ss_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
  int result = bind(fd, (struct sockaddr *)&storage, length) < 0 ? -errno : 0;
  close(fd);
  return result;
}

int clinux_local_address(int fd, uint8_t address[16], uint16_t *port) {
  struct sockaddr_storage storage;
  socklen_t length = sizeof storage;
  if (getsockname(fd, (struct sockaddr *)&storage, &length) < 0) return -errno;
  read_address(&storage, address, port);
  return 0;
}

int clinux_accept(int listener, uint8_t address[16], uint16_t *port) {
  struct sockaddr_storage storage;
  socklen_t length = sizeof storage;
  int fd = accept4(listener, (struct sockaddr *)&storage, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return -errno;
  read_address(&storage, address, port);
  no_delay(fd);
  return fd;
}

// Begins to connect; the socket is non-blocking and the outcome comes with writability.
int clinux_connect(const uint8_t address[16], uint16_t port) {
  struct sockaddr_storage storage;
  socklen_t length = fill_address(&storage, address, port);
  int fd = socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -errno;
  no_delay(fd);
  if (connect(fd, (struct sockaddr *)&storage, length) < 0 && errno != EINPROGRESS) {
    int error = errno;
    close(fd);
    return -error;
  }
  return fd;
}

// The error that a connection attempt ended with, 0 for none.
int clinux_socket_error(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0 ? errno : error;
}

int64_t clinux_receive(int fd, void *bytes, size_t count) {
  int64_t result;
  do result = recv(fd, bytes, count, 0);
  while (result < 0 && errno == EINTR);
  return result_of(result);
}

int64_t clinux_send(int fd, const void *bytes, size_t count) {
  int64_t result;
  do result = send(fd, bytes, count, MSG_NOSIGNAL);
  while (result < 0 && errno == EINTR);
  return result_of(result);
}

int64_t clinux_send_pieces(int fd, const clinux_piece *pieces, int count) {
  struct iovec vector[64];
  if (count > 64) count = 64;
  for (int index = 0; index < count; index++) {
    vector[index].iov_base = (void *)pieces[index].start;
    vector[index].iov_len = pieces[index].count;
  }
  // sendmsg and not writev, because only that can do without SIGPIPE.
  struct msghdr message = {.msg_iov = vector, .msg_iovlen = (size_t)count};
  int64_t result;
  do result = sendmsg(fd, &message, MSG_NOSIGNAL);
  while (result < 0 && errno == EINTR);
  return result_of(result);
}

void clinux_shutdown_write(int fd) { shutdown(fd, SHUT_WR); }

void clinux_close(int fd) { close(fd); }

// Waits for one descriptor: 1 ready, 0 time is up, -errno.
int clinux_wait(int fd, int forWriting, int milliseconds) {
  struct pollfd entry = {.fd = fd, .events = (short)(forWriting ? POLLOUT : POLLIN)};
  return (int)result_of(poll(&entry, 1, milliseconds));
}

// Files

int clinux_open_null(void) { return (int)result_of(open("/dev/null", O_RDONLY | O_CLOEXEC)); }

int clinux_open_file(const char *path) {
  return (int)result_of(open(path, O_RDONLY | O_CLOEXEC));
}

int clinux_open_regular(const char *path, int *others_may) {
  // Without waiting: somebody may have put a pipe there.
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return (int)result_of(fd);
  struct stat status;
  int result = fstat(fd, &status);
  int error = result < 0 ? (int)result_of(result) : S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
  if (result == 0 && S_ISREG(status.st_mode)) {
    *others_may = (status.st_mode & S_IRWXO) != 0;
    return fd;
  }
  close(fd);
  return error;
}

int64_t clinux_read_file(int fd, void *bytes, size_t count) {
  int64_t result;
  do result = read(fd, bytes, count);
  while (result < 0 && errno == EINTR);
  return result_of(result);
}

// epoll and eventfd

int clinux_epoll_create(void) { return (int)result_of(epoll_create1(EPOLL_CLOEXEC)); }

static int control(int epoll, int operation, int fd, int reads, int writes, uint64_t token) {
  struct epoll_event event = {.events = (reads ? EPOLLIN : 0) | (writes ? EPOLLOUT : 0), .data.u64 = token};
  return (int)result_of(epoll_ctl(epoll, operation, fd, &event));
}

int clinux_epoll_add(int epoll, int fd, int reads, int writes, uint64_t token) {
  return control(epoll, EPOLL_CTL_ADD, fd, reads, writes, token);
}

int clinux_epoll_change(int epoll, int fd, int reads, int writes, uint64_t token) {
  return control(epoll, EPOLL_CTL_MOD, fd, reads, writes, token);
}

int clinux_epoll_remove(int epoll, int fd) { return control(epoll, EPOLL_CTL_DEL, fd, 0, 0, 0); }

int clinux_epoll_wait(int epoll, void *events, int max, int milliseconds) {
  int result = epoll_wait(epoll, events, max, milliseconds);
  return result < 0 && errno == EINTR ? 0 : (int)result_of(result);
}

size_t clinux_events_size(int count) { return sizeof(struct epoll_event) * (size_t)count; }

uint64_t clinux_event_token(const void *events, int index) {
  return ((const struct epoll_event *)events)[index].data.u64;
}

int clinux_event_readable(const void *events, int index) {
  return (((const struct epoll_event *)events)[index].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0;
}

int clinux_event_writable(const void *events, int index) {
  return (((const struct epoll_event *)events)[index].events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0;
}


int clinux_eventfd(void) { return (int)result_of(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)); }

void clinux_eventfd_raise(int fd) {
  uint64_t one = 1;
  ssize_t ignored = write(fd, &one, sizeof one);
  (void)ignored;
}

void clinux_eventfd_lower(int fd) {
  uint64_t value;
  ssize_t ignored = read(fd, &value, sizeof value);
  (void)ignored;
}

int clinux_timer(void) {
  return (int)result_of(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
}

void clinux_timer_set(int fd, int64_t milliseconds) {
  // All zero would take the time back; the clock has long passed its first millisecond.
  struct itimerspec when = {.it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000}};
  timerfd_settime(fd, TFD_TIMER_ABSTIME, &when, 0);
}

void clinux_timer_silence(int fd) { clinux_eventfd_lower(fd); }

// Signals

static sigset_t operator_signals(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

void clinux_ignore_sigpipe(void) { signal(SIGPIPE, SIG_IGN); }

int clinux_signalfd(void) {
  sigset_t set = operator_signals();
  int error = pthread_sigmask(SIG_BLOCK, &set, 0);
  if (error != 0) return -error;
  return (int)result_of(signalfd(-1, &set, SFD_CLOEXEC));
}

int clinux_signalfd_read(int fd) {
  struct signalfd_siginfo info;
  int64_t result = clinux_read_file(fd, &info, sizeof info);
  if (result != (int64_t)sizeof info) return (int)(result < 0 ? result : -EIO);
  return info.ssi_signo == SIGHUP ? clinux_reload : clinux_terminate;
}

// Errors

int clinux_is_exhausted(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}
int clinux_is_blocked(int error) { return error == EAGAIN || error == EWOULDBLOCK; }
const char *clinux_error_text(int error) { return strerrordesc_np(error); }

// Clocks and threads

int64_t clinux_monotonic_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clinux_unix_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return now.tv_sec;
}

// Binds the calling thread to the `index`-th (modulo) of the processors that the process may use.
int clinux_pin_thread(int index) {
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) < 0) return -errno;
  int count = CPU_COUNT(&allowed);
  if (count == 0) return -EINVAL;
  int wanted = index % count;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &allowed) || wanted-- > 0) continue;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    return -pthread_setaffinity_np(pthread_self(), sizeof one, &one);
  }
  return -EINVAL;
}

void clinux_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }
