/** The suite {@code waiting}: what runs that wait cost, and how late a timer is among them. */
@NullMarked
package dev.aios.benchmarks.waiting;

import org.jspecify.annotations.NullMarked;
