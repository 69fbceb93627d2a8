/*
 * LAPACK by LAPACKE, in doubles, by columns: what a C program does that keeps its operands. Every call copies the matrix,
 * for the routines overwrite it, and leaves results in memory that is allocated once: those that the library's calls have,
 * so R, L and U are matrices of their own with zeros beside their triangles, where LAPACK packs two into one.
 */
#define _POSIX_C_SOURCE 200809L
#include "lapack.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BY_COLUMNS = 102 };

static int (*gesdd)(int, char, int, int, double *, int, double *, double *, int, double *, int);
static int (*syevd)(int, char, char, int, double *, int, double *);
static int (*geev)(int, char, char, int, double *, int, double *, double *, double *, int, double *, int);
static int (*geqrf)(int, int, int, double *, int, double *);
static int (*orgqr)(int, int, int, int, double *, int, const double *);
static int (*potrf)(int, char, int, double *, int);
static int (*getrf)(int, int, int, double *, int, int *);
static int (*getri)(int, int, double *, int, const int *);
static int (*gesv)(int, int, int, double *, int, int *, double *, int);
static int (*gelsd)(int, int, int, int, double *, int, double *, int, double *, double, int *);

static void bind(void *library, const char *name, void *function) {
    void *address = dlsym(library, name);
    memcpy(function, &address, sizeof address);
}

void lapack_open(void *library) {
    bind(library, "LAPACKE_dgesdd", &gesdd);
    bind(library, "LAPACKE_dsyevd", &syevd);
    bind(library, "LAPACKE_dgeev", &geev);
    bind(library, "LAPACKE_dgeqrf", &geqrf);
    bind(library, "LAPACKE_dorgqr", &orgqr);
    bind(library, "LAPACKE_dpotrf", &potrf);
    bind(library, "LAPACKE_dgetrf", &getrf);
    bind(library, "LAPACKE_dgetri", &getri);
    bind(library, "LAPACKE_dgesv", &gesv);
    bind(library, "LAPACKE_dgelsd", &gelsd);
}

/* Room for one matrix and its results. */
struct room {
    double *a, *u, *v, *x, *y;
    int *pivots;
};

static double *numbers(size_t count) {
    void *fresh = NULL;
    if (posix_memalign(&fresh, 64, (count ? count : 1) * sizeof(double))) {
        fputs("gemm_baseline: memory: out of memory\n", stderr);
        exit(2);
    }
    memset(fresh, 0, count * sizeof(double));
    return fresh;
}

static struct room *room_for(int n) {
    static struct room room;
    static int size = -1;
    if (n != size) {
        size_t length = (size_t) n, all = length * length;
        free(room.a), free(room.u), free(room.v), free(room.x), free(room.y), free(room.pivots);
        room = (struct room){numbers(all), numbers(all), numbers(all), numbers(length), numbers(length),
                             (int *) numbers(length)};
        size = n;
    }
    return &room;
}

typedef int (*one_call)(struct room *, int n);

static int run_svd(struct room *r, int n) { return gesdd(BY_COLUMNS, 'S', n, n, r->a, n, r->x, r->u, n, r->v, n); }

static int run_eigh(struct room *r, int n) { return syevd(BY_COLUMNS, 'V', 'L', n, r->a, n, r->x); }

static int run_eig(struct room *r, int n) {
    return geev(BY_COLUMNS, 'N', 'V', n, r->a, n, r->x, r->y, NULL, n, r->v, n);
}

static void diagonal(struct room *r, int n) {
    for (int i = 0; i < n; i++) r->x[i] = r->a[(size_t) i * (size_t) n + (size_t) i];
}

/* Copies the upper triangle of a to u, with zeros below. */
static void upper(struct room *r, size_t n) {
    for (size_t j = 0; j < n; j++) {
        memcpy(r->u + j * n, r->a + j * n, (j + 1) * sizeof(double));
        memset(r->u + j * n + j + 1, 0, (n - j - 1) * sizeof(double));
    }
}

/* Leaves zeros above the diagonal of a. */
static void lower(struct room *r, size_t n) {
    for (size_t j = 1; j < n; j++) memset(r->a + j * n, 0, j * sizeof(double));
}

static int run_qr(struct room *r, int n) {
    int info = geqrf(BY_COLUMNS, n, n, r->a, n, r->y);
    diagonal(r, n);
    upper(r, (size_t) n);
    return info ? info : orgqr(BY_COLUMNS, n, n, n, r->a, n, r->y);
}

static int run_cholesky(struct room *r, int n) {
    int info = potrf(BY_COLUMNS, 'L', n, r->a, n);
    diagonal(r, n);
    lower(r, (size_t) n);
    return info;
}

static int run_lu(struct room *r, int n) {
    int info = getrf(BY_COLUMNS, n, n, r->a, n, r->pivots);
    diagonal(r, n);
    upper(r, (size_t) n);
    lower(r, (size_t) n);
    for (size_t j = 0; j < (size_t) n; j++) r->a[j * (size_t) n + j] = 1;
    return info;
}

static int run_solve(struct room *r, int n) { return gesv(BY_COLUMNS, n, 1, r->a, n, r->pivots, r->x, n); }

static int run_lstsq(struct room *r, int n) {
    int rank = 0;
    return gelsd(BY_COLUMNS, n, n, 1, r->a, n, r->x, n, r->y, -1.0, &rank);
}

static int run_inverse(struct room *r, int n) {
    int info = getrf(BY_COLUMNS, n, n, r->a, n, r->pivots);
    if (info == 0) info = getri(BY_COLUMNS, n, r->a, n, r->pivots);
    diagonal(r, n);
    return info;
}

static one_call named(const char *routine) {
    static const struct {
        const char *name;
        one_call call;
    } all[] = {{"svd", run_svd},           {"eigh", run_eigh}, {"eig", run_eig},     {"qr", run_qr},
               {"cholesky", run_cholesky}, {"lu", run_lu},     {"solve", run_solve}, {"lstsq", run_lstsq},
               {"inverse", run_inverse}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].name, routine) == 0) return all[i].call;
    return NULL;
}

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int64_t lapack_time(const struct lapack_call *call, long calls) {
    one_call one = named(call->routine);
    if (one == NULL || gelsd == NULL || gesdd == NULL) return -1;
    struct room *room = room_for(call->n);
    size_t length = (size_t) call->n, all = length * length;
    int64_t start = now();
    for (long i = 0; i < calls; i++) {
        for (long k = 0; k < call->count; k++) {
            memcpy(room->a, call->a + (size_t) k * all, all * sizeof(double));
            memcpy(room->x, call->b + (size_t) k * length, length * sizeof(double));
            int info = one(room, call->n);
            if (info != 0) {
                fprintf(stderr, "gemm_baseline: %s: info %d\n", call->routine, info);
                exit(2);
            }
        }
    }
    int64_t nanos = now() - start;
    memcpy(call->key, room->x, length * sizeof(double));
    return nanos;
}
