/** The command {@code aios}: for whoever has a journal and a Java, and no program of their own. */
@NullMarked
package dev.aios.core.command;

import org.jspecify.annotations.NullMarked;
