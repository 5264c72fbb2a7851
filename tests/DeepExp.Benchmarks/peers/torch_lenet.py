"""The LeNet-shaped step in PyTorch: prints the median milliseconds of a step. Arguments: steps, threads."""
import statistics
import sys
import time

import torch

steps, threads = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)
network = torch.nn.Sequential(
    torch.nn.Conv2d(1, 20, 5),
    torch.nn.ReLU(),
    torch.nn.MaxPool2d(2),
    torch.nn.Conv2d(20, 50, 5),
    torch.nn.ReLU(),
    torch.nn.MaxPool2d(2),
    torch.nn.Flatten(),
    torch.nn.Linear(800, 500),
    torch.nn.ReLU(),
    torch.nn.Linear(500, 10),
)
optimizer = torch.optim.Adam(network.parameters())
cross_entropy = torch.nn.CrossEntropyLoss()
x, t = torch.randn(100, 1, 28, 28), torch.arange(100) * 7 % 10
figures = []
for _ in range(2 * steps):
    start = time.perf_counter()
    optimizer.zero_grad()
    cross_entropy(network(x), t).backward()
    optimizer.step()
    figures.append(time.perf_counter() - start)
print(statistics.median(figures[steps:]) * 1e3)
