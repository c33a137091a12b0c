/**
 * Reads a folder of real files (mail, notes, calendar, timesheets) into records. It knows nothing
 * of AIOS; the flows call {@link dev.aios.examples.consultancy.input.Folder} and nothing else here.
 *
 * <p>Whatever these files hold is data from strangers: nothing here interprets it, and HTML is
 * handed on as it came, to be sanitised before it is shown, embedded or prompted.
 */
@NullMarked
package dev.aios.examples.consultancy.input;

import org.jspecify.annotations.NullMarked;
