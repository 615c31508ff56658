/*
 * Runs a program and makes chosen system calls of it fail: those of SQLite, of the runtime and of native libraries
 * alike, since it is the kernel that stops the program at them (seccomp, ptrace). Linux on x64; compiled by the
 * runtime of the tests, so that no compiler is needed, and without headers, so that none are needed either.
 */
typedef unsigned long u64;
typedef long i64;
typedef unsigned int u32;
typedef unsigned short u16;
typedef unsigned char u8;

i64 ptrace(i64 request, i64 pid, void *address, void *data);
int fork(void);
int waitpid(int pid, int *status, int options);
int execv(const char *path, char *const *argv);
int prctl(int option, u64 a, u64 b, u64 c, u64 d);
int kill(int pid, int signal);
int getpid(void);
i64 readlink(const char *path, char *buffer, u64 size);
void _exit(int code);

/* What the test asks for, in a file that both have mapped. */
struct control {
  u32 kinds;    /* bits of calls that may fail; 0: none */
  u32 at;       /* the first call that fails, counted from 1 */
  u32 count;    /* how many fail from there on */
  u32 error;    /* errno */
  u32 seen;     /* calls that fitted since `at` was set */
  u32 failed;   /* of them, those that failed */
  char path[104]; /* part of the path of the file */
};

enum { WRITE = 1, SYNC = 2, RENAME = 4, TRUNCATE = 8, MAP = 16, CREATE = 32, LINK = 64, REMOVE = 128, READ = 256 };

/* Where a call has its file: a descriptor or a path, in an argument. */
enum { FD0, FD4, PATH0, PATH1 };
struct call { u16 number; u16 kind; u8 file; };
static const struct call calls[] = {
  {1, WRITE, FD0}, {18, WRITE, FD0}, {20, WRITE, FD0}, {296, WRITE, FD0}, {328, WRITE, FD0},
  {74, SYNC, FD0}, {75, SYNC, FD0},
  {82, RENAME, PATH0}, {264, RENAME, PATH1}, {316, RENAME, PATH1},
  {77, TRUNCATE, FD0}, {285, TRUNCATE, FD0},
  {9, MAP, FD4},
  {83, CREATE, PATH0}, {258, CREATE, PATH1}, {2, CREATE, PATH0}, {257, CREATE, PATH1},
  {86, LINK, PATH0}, {265, LINK, PATH1},
  {84, REMOVE, PATH0}, {87, REMOVE, PATH0}, {263, REMOVE, PATH1},
  {17, READ, FD0},
};
#define CALLS (sizeof(calls) / sizeof(calls[0]))

struct regs {
  u64 r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi, orig_rax, rip, cs, eflags, rsp, ss;
  u64 fs_base, gs_base, ds, es, fs, gs;
};

/* A classic BPF program that stops at the calls above and lets all others pass. */
struct filter { u16 code; u8 jt; u8 jf; u32 k; };
struct program { u16 length; struct filter *filter; };

static int startTracee(char *const *argv) {
  static struct filter filter[CALLS + 3];
  u32 at = 0, index;
  filter[at++] = (struct filter){0x20, 0, 0, 0}; /* load the number */
  for (index = 0; index < CALLS; index++) {
    filter[at++] = (struct filter){0x15, (u8)(CALLS - index), 0, calls[index].number};
  }
  filter[at++] = (struct filter){0x06, 0, 0, 0x7fff0000}; /* allow */
  filter[at++] = (struct filter){0x06, 0, 0, 0x7ff00000}; /* trace */
  static struct program program;
  program.length = at;
  program.filter = filter;
  int pid = fork();
  if (pid != 0) return pid;
  ptrace(0, 0, 0, 0); /* trace me */
  kill(getpid(), 19); /* until the tracer has set its options */
  prctl(38, 1, 0, 0, 0); /* no new privileges */
  if (prctl(22, 2, (u64)&program, 0, 0) != 0) _exit(125);
  execv(argv[0], argv);
  _exit(126);
  return -1;
}

static u32 appendNumber(char *text, u32 at, u64 number) {
  char digits[24];
  u32 count = 0;
  do { digits[count++] = '0' + number % 10; number /= 10; } while (number > 0);
  while (count > 0) text[at++] = digits[--count];
  return at;
}

static u32 appendText(char *text, u32 at, const char *more) {
  while (*more) text[at++] = *more++;
  text[at] = 0;
  return at;
}

static void pathOfDescriptor(int tid, u64 descriptor, char *path, u32 size) {
  char link[64];
  u32 at = appendText(link, 0, "/proc/");
  at = appendNumber(link, at, tid);
  at = appendText(link, at, "/fd/");
  at = appendNumber(link, at, descriptor & 0xffffffff);
  link[at] = 0;
  i64 length = readlink(link, path, size - 1);
  path[length > 0 ? length : 0] = 0;
}

static void pathInMemory(int tid, u64 address, char *path, u32 size) {
  u32 at, byte;
  for (at = 0; at + 8 < size; at += 8) {
    u64 word = 0;
    word = (u64)ptrace(1, tid, (void *)(address + at), 0);
    for (byte = 0; byte < 8; byte++) {
      path[at + byte] = (char)(word >> (byte * 8));
      if (path[at + byte] == 0) return;
    }
  }
  path[at] = 0;
}

static int contains(const char *text, const volatile char *part) {
  for (; ; text++) {
    u32 at = 0;
    while (part[at] && text[at] == part[at]) at++;
    if (!part[at]) return 1;
    if (!*text) return 0;
  }
}

static int fits(int tid, const struct call *call, const struct regs *regs, volatile struct control *control) {
  char path[1024];
  if ((control->kinds & call->kind) == 0) return 0;
  if (call->kind == MAP && (int)regs->r8 < 0) return 0;
  /* Opening fails only where it may make a file. */
  if (call->number == 2 && (regs->rsi & 0100) == 0) return 0;
  if (call->number == 257 && (regs->rdx & 0100) == 0) return 0;
  if (call->file == FD0) pathOfDescriptor(tid, regs->rdi, path, sizeof(path));
  else if (call->file == FD4) pathOfDescriptor(tid, regs->r8, path, sizeof(path));
  else pathInMemory(tid, call->file == PATH0 ? regs->rdi : regs->rsi, path, sizeof(path));
  return contains(path, control->path);
}

static void stopAtCall(int tid, volatile struct control *control) {
  struct regs regs;
  u32 index;
  if (control->kinds == 0 || ptrace(12, tid, 0, &regs) != 0) return;
  for (index = 0; index < CALLS; index++) if (calls[index].number == regs.orig_rax) break;
  if (index == CALLS || !fits(tid, &calls[index], &regs, control)) return;
  u32 seen = ++control->seen;
  if (seen < control->at || seen - control->at >= control->count) return;
  control->failed++;
  regs.orig_rax = (u64)-1; /* no call at all */
  regs.rax = (u64)-(i64)control->error;
  ptrace(13, tid, 0, &regs);
}

/* Runs the program to its end. Gives its exit code, or 256 and the signal that ended it. */
int runWithFaults(char *const *argv, struct control *control) {
  int status;
  int main = startTracee(argv);
  if (waitpid(main, &status, 0x40000000) != main) return 124;
  /* New threads and children are traced too, calls that the filter names are told, all ends with the tracer. */
  if (ptrace(0x4200, main, 0, (void *)(0x00100000 | 0x80 | 0x2 | 0x4 | 0x8 | 0x10)) != 0) return 124;
  ptrace(7, main, 0, 0);
  for (;;) {
    int tid = waitpid(-1, &status, 0x40000000);
    if (tid < 0) return 124;
    if ((status & 0x7f) == 0) {
      if (tid == main) return (status >> 8) & 0xff;
      continue;
    }
    if ((status & 0xff) != 0x7f) {
      if (tid == main) return 256 + (status & 0x7f);
      continue;
    }
    int signal = (status >> 8) & 0xff;
    int event = status >> 16;
    if (event == 7) stopAtCall(tid, control);
    /* Stops of the tracer's own are not passed on; nor the stop with which a new thread begins. */
    ptrace(7, tid, 0, (void *)(u64)(event != 0 || signal == 5 || signal == 19 ? 0 : signal));
  }
}
