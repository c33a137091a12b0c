/**
 * How the runtime asks models: what a host may set. Called by hosts; the router itself is internal.
 */
@NullMarked
package dev.aios.core.model;

import org.jspecify.annotations.NullMarked;
