/** Statements about the archive that need processes of their own. */
@NullMarked
package dev.aios.tests.archive;

import org.jspecify.annotations.NullMarked;
