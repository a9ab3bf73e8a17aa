"""Whole numbers that meet every bound at once: a small flow, with at least and at most so much on each edge."""

from collections import deque
from typing import NamedTuple


class Edge(NamedTuple):
    """From one node to another, with at least `least` and at most `most` on it."""

    start: int
    end: int
    least: int
    most: int


class _Net:
    """Residual capacities in pairs: edge n and its way back n ^ 1."""

    def __init__(self, nodes: int) -> None:
        self.to: list[int] = []
        self.left: list[int] = []
        self.out: list[list[int]] = [[] for _ in range(nodes)]

    def add(self, start: int, end: int, capacity: int) -> int:
        self.out[start].append(len(self.to))
        self.to.append(end)
        self.left.append(capacity)
        self.out[end].append(len(self.to))
        self.to.append(start)
        self.left.append(0)
        return len(self.to) - 2

    def push(self, source: int, sink: int) -> int:
        """As much as goes along one shortest way; 0 if there is none."""
        came = {source: -1}
        queue = deque([source])
        while queue and sink not in came:
            here = queue.popleft()
            for edge in self.out[here]:
                there = self.to[edge]
                if self.left[edge] and there not in came:
                    came[there] = edge
                    queue.append(there)
        if sink not in came:
            return 0
        way, node = [], sink
        while node != source:
            way.append(came[node])
            node = self.to[came[node] ^ 1]
        amount = min(self.left[edge] for edge in way)
        for edge in way:
            self.left[edge] -= amount
            self.left[edge ^ 1] += amount
        return amount


def circulate(nodes: int, edges: list[Edge]) -> list[int] | None:
    """A whole number for each edge within its bounds, so that as much leaves each node as enters it; None if there is
    none. If the bounds hold for fractions, they hold for whole numbers: such a net never needs to cut anything."""
    net, short = _Net(nodes + 2), [0] * nodes
    source, sink = nodes, nodes + 1
    placed = []
    for edge in edges:
        if edge.least > edge.most:
            return None
        placed.append(net.add(edge.start, edge.end, edge.most - edge.least))
        short[edge.end] += edge.least
        short[edge.start] -= edge.least
    wanted = 0
    for node, amount in enumerate(short):
        if amount > 0:
            net.add(source, node, amount)
            wanted += amount
        elif amount < 0:
            net.add(node, sink, -amount)
    while wanted and (pushed := net.push(source, sink)):
        wanted -= pushed
    if wanted:
        return None
    return [edge.least + net.left[at ^ 1] for edge, at in zip(edges, placed, strict=True)]
