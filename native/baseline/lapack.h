/* Calls of LAPACK in loops, for the program that a caller takes turns with. */
#ifndef LAPACK_BASELINE_H
#define LAPACK_BASELINE_H

#include <stddef.h>
#include <stdint.h>

/* A call that is timed. */
struct lapack_call {
    char routine[16]; /* svd eigh eig qr cholesky lu solve lstsq inverse */
    int n;            /* rows and columns */
    long count;       /* matrices, treated one after another */
    const double *a;  /* by columns, kept; the call works on a copy */
    const double *b;  /* a right side of n for each */
    double *key;      /* n numbers of the last result, to be compared */
};

/* Looks the routines up; those that are missing end the program only when they are asked for. */
void lapack_open(void *library);

/* Nanoseconds for so many calls; -1 if there is no such call. */
int64_t lapack_time(const struct lapack_call *call, long calls);

#endif
