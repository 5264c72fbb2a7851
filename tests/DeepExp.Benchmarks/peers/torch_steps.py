"""Steps of networks in PyTorch: prints the seconds of one. Arguments: its name, seconds to warm up and to measure.

The number of threads is the environment's OMP_NUM_THREADS. As the other side does it: the median of 15 blocks of steps.
"""
import os
import statistics
import sys
import time

import numpy
import torch
from torch import nn


def trained(network, loss, batch):
    optimizer = torch.optim.Adam(network.parameters())

    def step():
        x, t = batch()
        optimizer.zero_grad()
        loss(network(x), t).backward()
        optimizer.step()

    return step


def classified(network, *shape):
    x, t = torch.randn(100, *shape), torch.arange(100) * 7 % 10
    return trained(network, nn.CrossEntropyLoss(), lambda: (x, t))


def tutorial():
    def batch():
        x = numpy.random.random((100, 1))
        return torch.from_numpy(x.astype("float32")), torch.from_numpy(numpy.exp(x).astype("float32"))

    layers = [nn.Linear(1, 16), nn.Linear(16, 32), nn.Linear(32, 1)]
    network = nn.Sequential(*(module for layer in layers for module in (layer, nn.LeakyReLU(0.2))))
    return trained(network, nn.MSELoss(), batch)


def mlp():
    layers = nn.Linear(784, 1000), nn.ReLU(), nn.Linear(1000, 1000), nn.ReLU(), nn.Linear(1000, 10)
    return classified(nn.Sequential(*layers), 784)


def lenet():
    features = nn.Conv2d(1, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.ReLU(), nn.MaxPool2d(2)
    classes = nn.Flatten(), nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10)
    return classified(nn.Sequential(*features, *classes), 1, 28, 28)


def lstm():
    network, x = nn.LSTM(128, 128), torch.randn(50, 32, 128)

    def step():
        network.zero_grad()
        network(x)[0].sum().backward()

    return step


def gated():
    W, x = nn.Parameter(torch.randn(1000, 1000)), torch.randn(1000, 1000)
    optimizer = torch.optim.SGD([W], lr=1e-6)

    def step():
        optimizer.zero_grad()
        (torch.sigmoid(W * x) * torch.tanh(W + x)).sum().backward()
        optimizer.step()

    return step


def timed(step, count):
    start = time.perf_counter()
    for _ in range(count):
        step()
    return time.perf_counter() - start


torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.manual_seed(0)
step, seconds = globals()[sys.argv[1]](), float(sys.argv[2])
start, warm = time.perf_counter(), 0
while time.perf_counter() - start < seconds:
    step()
    warm += 1
count = max(1, warm // 15)
print(statistics.median(timed(step, count) for _ in range(15)) / count)
