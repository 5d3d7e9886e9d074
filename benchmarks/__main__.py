"""Run every benchmark of the README: `make bench`, or `python -m benchmarks`."""

from benchmarks import imports, lessons, slider

if __name__ == "__main__":
    imports.main()
    print()
    slider.main()
    print()
    lessons.main()
    print()
    # Last, because it brings TensorFlow into this process.
    from benchmarks import seeds, training

    training.main()
    print()
    seeds.main()
