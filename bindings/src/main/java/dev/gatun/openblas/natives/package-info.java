/**
 * The service that the modules of {@code gatun-native} jars provide to {@code dev.gatun.openblas}.
 */
package dev.gatun.openblas.natives;
