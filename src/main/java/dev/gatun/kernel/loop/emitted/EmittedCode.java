package dev.gatun.kernel.loop.emitted;

import java.util.List;

/**
 * The code of a loop.
 *
 * @param bytes the function and its constants
 * @param block where the numbers of a call stand
 * @param stepsPerVector how many steps a vector of elements takes
 * @param lanes how many elements a vector has
 * @param listing a line for each instruction; empty where none was asked for
 */
@SuppressWarnings("ArrayRecordComponent") // written once, and installed
record EmittedCode(
        byte[] bytes, BlockLayout block, int stepsPerVector, int lanes, List<String> listing) {}
