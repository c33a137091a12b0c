/**
 * The runtime handle: what a host opens, starts runs with and closes. May call everything in this
 * module.
 */
@NullMarked
package dev.aios.core;

import org.jspecify.annotations.NullMarked;
