"""Portals on loopback that misbehave as real ones do, one module per kind of trap; for tests and benchmarks."""

from nianbao.demo.traps.serving import Answer, Call, Trap, serving

__all__ = ["Answer", "Call", "Trap", "serving"]
