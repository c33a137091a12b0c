package dev.aios.benchmarks;

import java.nio.file.Path;

/**
 * How a suite is run.
 *
 * @param quick whether it has to end within 50 seconds
 * @param folder an empty folder on the disk to measure
 */
public record Settings(boolean quick, Path folder) {}
