/** The engine's behaviour, line by line, on both journals. */
@NullMarked
package dev.aios.tests.engine;

import org.jspecify.annotations.NullMarked;
