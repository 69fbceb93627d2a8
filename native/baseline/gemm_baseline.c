/*
 * What plain C gets from an OpenBLAS: the limit the Java binding is measured against.
 *
 *     gemm_baseline LIBRARY ROUTINE THREADS SIZE...   prints "routine size threads nanos gflops" a size, medians of 15
 *     gemm_baseline LIBRARY serve                     times one round a request, for a caller that takes turns with it
 *
 * Routines are sgemm (square), sgemv (square) and sdot, float, row-major, alpha 1, beta 0. The library is opened by its
 * path, so it is the very file that the caller has loaded.
 *
 * A request is one line of text; sizes and offsets are decimal, offsets are bytes into one block, aligned to 2 MiB:
 *     threads T                    threads inside OpenBLAS             answer: ok
 *     memory BYTES                 a new zeroed block, elsewhere       answer: ok
 *     write OFFSET BYTES + bytes   fills a part of the block           answer: ok
 *     read OFFSET BYTES            answer: the bytes alone
 *     ROUTINE N A B C CALLS        CALLS calls in a loop               answer: nanoseconds for all of them
 *     product N TA A LDA TB B LDB C CALLS
 *                                  so many sgemm, square; TA and TB are 1 for a transposed operand, else 0; likewise
 *     lapack ROUTINE N COUNT CALLS operands as lapack.h has them, at the start of the block: COUNT matrices, COUNT right
 *                                  sides, and room for N doubles, the key of the result; likewise
 * End of input ends the program. A request it does not understand ends it with status 2.
 */
#define _POSIX_C_SOURCE 200809L
#include "lapack.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROW_MAJOR = 101, NO_TRANSPOSE = 111, TRANSPOSE = 112, PAGE = 4096, ALIGNMENT = 2 << 20, ROUNDS = 15 };

typedef void (*sgemm_function)(int, int, int, int, int, int, float, const float *, int, const float *, int, float,
                               float *, int);
typedef void (*sgemv_function)(int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
typedef float (*sdot_function)(int, const float *, int, const float *, int);
typedef void (*threads_function)(int);

static sgemm_function sgemm;
static sgemv_function sgemv;
static sdot_function sdot;
static threads_function set_threads;

static char *block;
static size_t block_bytes;
static volatile float sink; /* keeps the result of sdot alive */

static void fail(const char *what, const char *detail) {
    fprintf(stderr, "gemm_baseline: %s: %s\n", what, detail);
    exit(2);
}

/* POSIX lets a data pointer carry a function's address; ISO C has no cast for it, hence the copy. */
static void bind(void *library, const char *name, void *function) {
    void *address = dlsym(library, name);
    if (address == NULL) fail("symbol not found", name);
    memcpy(function, &address, sizeof address);
}

static void open_library(const char *path) {
    void *library = dlopen(path, RTLD_NOW);
    if (library == NULL) fail("library not loaded", dlerror());
    bind(library, "cblas_sgemm", &sgemm);
    bind(library, "cblas_sgemv", &sgemv);
    bind(library, "cblas_sdot", &sdot);
    bind(library, "openblas_set_num_threads", &set_threads);
    lapack_open(library);
}

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void allocate(size_t bytes) {
    void *fresh = NULL;
    if (posix_memalign(&fresh, ALIGNMENT, bytes ? bytes : 1)) fail("memory", "out of memory");
    memset(fresh, 0, bytes);
    free(block); /* only now, so that the new block stands elsewhere */
    block = fresh;
    block_bytes = bytes;
}

static float *at(size_t offset, size_t floats) {
    if (offset % sizeof(float) != 0 || offset > block_bytes || floats > (block_bytes - offset) / sizeof(float))
        fail("request", "outside the block");
    return (float *) (block + offset);
}

/* A square operand of a product: whether it is stored transposed, where, and how far its rows are apart. */
struct operand {
    int is_transposed, leading_dimension;
    size_t at;
};

static float *matrix_at(struct operand m, int n) {
    if (m.leading_dimension < n) fail("request", "rows overlap");
    return at(m.at, (size_t) (n - 1) * (size_t) m.leading_dimension + (size_t) n);
}

static int flag(struct operand m) { return m.is_transposed ? TRANSPOSE : NO_TRANSPOSE; }

static int64_t time_product(int n, struct operand left, struct operand right, size_t c_at, long calls) {
    float *a = matrix_at(left, n), *b = matrix_at(right, n), *c = at(c_at, (size_t) n * (size_t) n);
    int flag_a = flag(left), flag_b = flag(right), lda = left.leading_dimension, ldb = right.leading_dimension;
    int64_t start = now();
    for (long i = 0; i < calls; i++) sgemm(ROW_MAJOR, flag_a, flag_b, n, n, n, 1.0f, a, lda, b, ldb, 0.0f, c, n);
    return now() - start;
}

static int64_t time_sgemm(int n, size_t a_at, size_t b_at, size_t c_at, long calls) {
    return time_product(n, (struct operand){0, n, a_at}, (struct operand){0, n, b_at}, c_at, calls);
}

static int64_t time_sgemv(int n, size_t a_at, size_t x_at, size_t y_at, long calls) {
    float *a = at(a_at, (size_t) n * (size_t) n), *x = at(x_at, (size_t) n), *y = at(y_at, (size_t) n);
    int64_t start = now();
    for (long i = 0; i < calls; i++) sgemv(ROW_MAJOR, NO_TRANSPOSE, n, n, 1.0f, a, n, x, 1, 0.0f, y, 1);
    return now() - start;
}

static int64_t time_sdot(int n, size_t x_at, size_t y_at, size_t result_at, long calls) {
    float *x = at(x_at, (size_t) n), *y = at(y_at, (size_t) n), *result = at(result_at, 1);
    int64_t start = now();
    for (long i = 0; i < calls; i++) sink = sdot(n, x, 1, y, 1);
    int64_t nanos = now() - start;
    *result = sink;
    return nanos;
}

static int64_t time_lapack(struct lapack_call *call, long calls) {
    size_t n = (size_t) call->n, count = (size_t) call->count;
    size_t doubles = count * n * n + count * n + n;
    double *operands = (double *) (void *) at(0, 2 * doubles);
    call->a = operands;
    call->b = operands + count * n * n;
    call->key = operands + doubles - n;
    return lapack_time(call, calls);
}

typedef int64_t (*timed_routine)(int, size_t, size_t, size_t, long);

static timed_routine routine_named(const char *name) {
    if (strcmp(name, "sgemm") == 0) return time_sgemm;
    if (strcmp(name, "sgemv") == 0) return time_sgemv;
    if (strcmp(name, "sdot") == 0) return time_sdot;
    return NULL;
}

static void serve(void) {
    char line[256], word[16];
    while (fgets(line, sizeof line, stdin) != NULL) {
        size_t first = 0, second = 0, third = 0;
        struct operand left, right;
        struct lapack_call lapack;
        int n = 0;
        long calls = 0;
        if (sscanf(line, "threads %d", &n) == 1 && n > 0) {
            set_threads(n);
            puts("ok");
        } else if (sscanf(line, "memory %zu", &first) == 1) {
            allocate(first);
            puts("ok");
        } else if (sscanf(line, "write %zu %zu", &first, &second) == 2) {
            size_t floats = second / sizeof(float);
            if (fread(at(first, floats), sizeof(float), floats, stdin) != floats) fail("write", "input ended early");
            puts("ok");
        } else if (sscanf(line, "read %zu %zu", &first, &second) == 2) {
            size_t floats = second / sizeof(float);
            fwrite(at(first, floats), sizeof(float), floats, stdout);
        } else if (sscanf(line, "product %d %d %zu %d %d %zu %d %zu %ld", &n, &left.is_transposed, &left.at,
                          &left.leading_dimension, &right.is_transposed, &right.at, &right.leading_dimension, &third,
                          &calls) == 9 && n > 0 && calls > 0) {
            printf("%lld\n", (long long) time_product(n, left, right, third, calls));
        } else if (sscanf(line, "lapack %15s %d %ld %ld", lapack.routine, &lapack.n, &lapack.count, &calls) == 4
                   && lapack.n > 0 && lapack.count > 0 && calls > 0) {
            printf("%lld\n", (long long) time_lapack(&lapack, calls));
        } else if (sscanf(line, "%15s %d %zu %zu %zu %ld", word, &n, &first, &second, &third, &calls) == 6 && n > 0
                   && calls > 0 && routine_named(word) != NULL) {
            printf("%lld\n", (long long) routine_named(word)(n, first, second, third, calls));
        } else {
            fail("request not understood", line);
        }
        fflush(stdout);
    }
}

static int compare(const void *left, const void *right) {
    double l = *(const double *) left, r = *(const double *) right;
    return (l > r) - (l < r);
}

/* One size on its own: rounds of at least 5 ms, the median nanoseconds a call. */
static double median_nanos(timed_routine timed, int n) {
    size_t operand = ((size_t) n * (size_t) n * sizeof(float) + PAGE - 1) / PAGE * PAGE;
    allocate(3 * operand);
    for (size_t i = 0; i < 2 * operand / sizeof(float); i++) ((float *) block)[i] = (float) (i * 37 % 101) / 101 - 0.5f;
    long calls = 1;
    while (timed(n, 0, operand, 2 * operand, calls) < 5000000 && calls < 100000000) calls *= 2;
    double nanos[ROUNDS];
    for (int round = 0; round < ROUNDS; round++)
        nanos[round] = (double) timed(n, 0, operand, 2 * operand, calls) / (double) calls;
    qsort(nanos, ROUNDS, sizeof nanos[0], compare);
    return nanos[ROUNDS / 2];
}

static void report(const char *routine, int threads, int n) {
    double nanos = median_nanos(routine_named(routine), n);
    double size = n, flops = 2 * size * size * size;
    if (strcmp(routine, "sgemv") == 0) flops = 2 * size * size;
    if (strcmp(routine, "sdot") == 0) flops = 2 * size;
    printf("%s %d %d %.1f %.3f\n", routine, n, threads, nanos, flops / nanos);
}

int main(int count, char **words) {
    if (count == 3 && strcmp(words[2], "serve") == 0) {
        open_library(words[1]);
        set_threads(1);
        serve();
        return 0;
    }
    int threads = count > 4 ? atoi(words[3]) : 0;
    if (threads < 1 || routine_named(words[2]) == NULL) {
        fprintf(stderr, "usage: %s LIBRARY serve | LIBRARY sgemm|sgemv|sdot THREADS SIZE...\n", words[0]);
        return 2;
    }
    open_library(words[1]);
    set_threads(threads);
    for (int i = 4; i < count; i++) {
        int n = atoi(words[i]);
        if (n < 1) fail("not a size", words[i]);
        report(words[2], threads, n);
    }
    return 0;
}
