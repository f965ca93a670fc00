// Each test runs a whole mesh; two at once would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
