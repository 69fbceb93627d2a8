package dev.gatun.kernel.fill;

/**
 * One stream of random numbers of a generator, for the elements of one tensor.
 *
 * @param key the seed of the generator
 * @param number the number of streams before this one
 */
public record RandomStream(long key, long number) {}
