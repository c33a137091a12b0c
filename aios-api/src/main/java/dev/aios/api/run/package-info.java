/** Runs: one execution of a saga, its state, its checkpoints, and the commands over it. */
@NullMarked
package dev.aios.api.run;

import org.jspecify.annotations.NullMarked;
