/** Models that answer as the test says: a scripted chat model and an embedder by hashing. */
@NullMarked
package dev.aios.testkit.model;

import org.jspecify.annotations.NullMarked;
