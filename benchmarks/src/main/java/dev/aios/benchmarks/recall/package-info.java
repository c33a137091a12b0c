/**
 * How well recall finds the turns of long conversations that answer questions. Run by {@code Main}.
 */
@NullMarked
package dev.aios.benchmarks.recall;

import org.jspecify.annotations.NullMarked;
