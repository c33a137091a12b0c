/** Bad input of every kind: each is a clear error, and the runtime works on. */
@NullMarked
package dev.aios.tests.input;

import org.jspecify.annotations.NullMarked;
