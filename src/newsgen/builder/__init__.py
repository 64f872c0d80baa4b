"""The phases of a build, in order: discover, load, catalogue, plan, render, write."""
