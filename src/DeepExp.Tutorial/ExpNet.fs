module ExpNet
