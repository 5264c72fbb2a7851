/* Seconds of one product, for each shape m,n,k,transA,transB that the arguments name: the median of several rounds.
   float32, row-major, c overwritten. The number of threads: OPENBLAS_NUM_THREADS.
   gcc -O2 gemm.c -o gemm -lopenblas */
#define _POSIX_C_SOURCE 199309L
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 7 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static float *filled(long size) {
  float *x = malloc(size * sizeof *x);
  for (long i = 0; i < size; i++)
    x[i] = (i * 37 % 101 - 50) / 50.0f;
  return x;
}

static int ascending(const void *x, const void *y) {
  double d = *(const double *)x - *(const double *)y;
  return (d > 0) - (d < 0);
}

int main(int count, char **arguments) {
  double budget = atof(arguments[1]);
  for (int i = 2; i < count; i++) {
    int m, n, k, ta, tb;
    if (sscanf(arguments[i], "%d,%d,%d,%d,%d", &m, &n, &k, &ta, &tb) != 5)
      return 2;
    float *a = filled((long)m * k), *b = filled((long)k * n), *c = filled((long)m * n);
    double seconds[ROUNDS];
    long calls = 1;
    for (int round = -1; round < ROUNDS; round++) {
      double start = now();
      for (long call = 0; call < calls; call++)
        cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, m, n, k, 1, a,
                    ta ? m : k, b, tb ? k : n, 0, c, n);
      double taken = now() - start;
      if (round >= 0)
        seconds[round] = taken / calls;
      else if (taken < budget / ROUNDS) { /* until a round fills its share */
        calls = calls * 2;
        round--;
      }
    }
    qsort(seconds, ROUNDS, sizeof *seconds, ascending);
    printf("%.9f\n", seconds[ROUNDS / 2]);
    free(a), free(b), free(c);
  }
  return 0;
}
