"""The tutorial's step in PyTorch: prints microseconds a step. Arguments: steps, threads."""
import sys
import time

import numpy
import torch

steps, threads = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)
layers = [torch.nn.Linear(1, 16), torch.nn.Linear(16, 32), torch.nn.Linear(32, 1)]
network = torch.nn.Sequential(*(module for layer in layers for module in (layer, torch.nn.LeakyReLU(0.2))))
optimizer = torch.optim.Adam(network.parameters())
mean_squared_error = torch.nn.MSELoss()


def step():
    x = numpy.random.random((100, 1))
    t = torch.from_numpy(numpy.exp(x).astype("float32"))
    optimizer.zero_grad()
    loss = mean_squared_error(network(torch.from_numpy(x.astype("float32"))), t)
    loss.backward()
    optimizer.step()


for _ in range(200):
    step()
start = time.perf_counter()
for _ in range(steps):
    step()
print((time.perf_counter() - start) / steps * 1e6)
