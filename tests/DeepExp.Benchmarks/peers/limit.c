/* The limit: the tutorial's step written for this one network, every loop over the batch, nothing allocated.
   gcc -O3 -march=native -ffast-math limit.c -o limit -lm && ./limit 10000 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { N = 100, H1 = 16, H2 = 32, W1 = 0, B1 = W1 + H1, W2 = B1 + H1, B2 = W2 + H1 * H2, W3 = B2 + H2, B3 = W3 + H2, P = B3 + 1 };

static float p[P], g[P], m[P], v[P];
static float x[N], t[N], h1[H1][N], h2[H2][N], y[N], gy[N], g1[H1][N], g2[H2][N];

static uint64_t state = 0x9E3779B97F4A7C15u;

static double uniform(void)
{
    uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static float normal(void)
{
    double r = sqrt(-2 * log(1 - uniform()));
    return (float)(r * cos(2 * M_PI * uniform()));
}

static float leaky(float z) { return z > 0 ? z : 0.2f * z; }
static float slope(float h) { return h > 0 ? 1.0f : 0.2f; }

static float step(int taken)
{
    for (int n = 0; n < N; n++) { double u = uniform(); x[n] = (float)u; t[n] = (float)exp(u); }

    for (int i = 0; i < H1; i++)
        for (int n = 0; n < N; n++) h1[i][n] = leaky(p[W1 + i] * x[n] + p[B1 + i]);
    for (int k = 0; k < H2; k++) {
        float sum[N];
        for (int n = 0; n < N; n++) sum[n] = p[B2 + k];
        for (int i = 0; i < H1; i++)
            for (int n = 0; n < N; n++) sum[n] += p[W2 + k * H1 + i] * h1[i][n];
        for (int n = 0; n < N; n++) h2[k][n] = leaky(sum[n]);
    }
    for (int n = 0; n < N; n++) y[n] = p[B3];
    for (int k = 0; k < H2; k++)
        for (int n = 0; n < N; n++) y[n] += p[W3 + k] * h2[k][n];

    float loss = 0, gb3 = 0;
    for (int n = 0; n < N; n++) {
        float out = leaky(y[n]), d = out - t[n];
        loss += d * d / N;
        gy[n] = 2 * d / N * slope(y[n]);
        gb3 += gy[n];
    }
    g[B3] = gb3;
    for (int k = 0; k < H2; k++) {
        float gw = 0, gb = 0;
        for (int n = 0; n < N; n++) {
            gw += gy[n] * h2[k][n];
            g2[k][n] = gy[n] * p[W3 + k] * slope(h2[k][n]);
            gb += g2[k][n];
        }
        g[W3 + k] = gw;
        g[B2 + k] = gb;
    }
    for (int k = 0; k < H2; k++)
        for (int i = 0; i < H1; i++) {
            float gw = 0;
            for (int n = 0; n < N; n++) gw += g2[k][n] * h1[i][n];
            g[W2 + k * H1 + i] = gw;
        }
    for (int i = 0; i < H1; i++) {
        float sum[N], gw = 0, gb = 0;
        for (int n = 0; n < N; n++) sum[n] = 0;
        for (int k = 0; k < H2; k++)
            for (int n = 0; n < N; n++) sum[n] += p[W2 + k * H1 + i] * g2[k][n];
        for (int n = 0; n < N; n++) {
            float d = sum[n] * slope(h1[i][n]);
            gw += d * x[n];
            gb += d;
        }
        g[W1 + i] = gw;
        g[B1 + i] = gb;
    }

    float alpha = (float)(0.001 * sqrt(1 - pow(0.999, taken)) / (1 - pow(0.9, taken)));
    for (int i = 0; i < P; i++) {
        m[i] += 0.1f * (g[i] - m[i]);
        v[i] += 0.001f * (g[i] * g[i] - v[i]);
        p[i] -= alpha * m[i] / (sqrtf(v[i]) + 1e-8f);
    }
    return loss;
}

int main(int count, char **arguments)
{
    int steps = count > 1 ? atoi(arguments[1]) : 10000;
    for (int i = 0; i < H1; i++) p[W1 + i] = normal();
    for (int i = 0; i < H1 * H2; i++) p[W2 + i] = normal() / sqrtf(H1);
    for (int i = 0; i < H2; i++) p[W3 + i] = normal() / sqrtf(H2);

    struct timespec start, end;
    float loss = 0;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int taken = 1; taken <= steps; taken++) loss = step(taken);
    clock_gettime(CLOCK_MONOTONIC, &end);
    fprintf(stderr, "loss %g\n", loss);
    printf("%.3f\n", ((end.tv_sec - start.tv_sec) * 1e6 + (end.tv_nsec - start.tv_nsec) / 1e3) / steps);
    return 0;
}
