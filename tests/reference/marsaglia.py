"""Random numbers as early versions of R drew them, to rebuild published data from a seed."""

import math


class Marsaglia:
    """Marsaglia's multiply-with-carry generator, seeded as R does by ``set.seed``."""

    def __init__(self, seed: int) -> None:
        for _ in range(51):
            seed = (69069 * seed + 1) & 0xFFFFFFFF
        self.first = seed
        self.second = (69069 * seed + 1) & 0xFFFFFFFF
        self.terms = []
        total = 0.0
        for power in range(1, 17):
            total += math.log(2) ** power / math.factorial(power)
            self.terms.append(total)

    def uniform(self) -> float:
        """Draw between 0 and 1."""
        self.first = (36969 * (self.first & 0xFFFF) + (self.first >> 16)) & 0xFFFFFFFF
        self.second = (18000 * (self.second & 0xFFFF) + (self.second >> 16)) & 0xFFFFFFFF
        bits = ((self.first << 16) & 0xFFFFFFFF) ^ (self.second & 0xFFFF)
        return bits * 2.328306437080797e-10

    def exponential(self) -> float:
        """Draw with mean 1, by algorithm SA of Ahrens and Dieter, Comm ACM 1972."""
        start, share = 0.0, 2 * self.uniform()
        while share <= 1:
            start += self.terms[0]
            share *= 2
        share -= 1
        if share <= self.terms[0]:
            return start + share
        least = self.uniform()
        place = 0
        while True:
            least = min(least, self.uniform())
            place += 1
            if share <= self.terms[place]:
                return start + least * self.terms[0]

    def sample(self, size: int, count: int) -> list[int]:
        """Draw ``count`` whole numbers from 0 to ``size - 1``."""
        return [int(size * self.uniform()) for _ in range(count)]
