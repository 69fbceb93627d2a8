package dev.gatun.kernel.fill;

/**
 * One draw of a generator, from which the numbers of one tensor are made.
 *
 * @param key the generator's seed
 * @param number the draws before this one
 */
public record RandomStream(long key, long number) {}
