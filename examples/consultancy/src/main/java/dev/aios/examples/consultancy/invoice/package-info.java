/**
 * From a timesheet to an invoice: plain arithmetic and text, no AI and nothing of the runtime. The
 * flows call it inside a step; it reads and writes nothing.
 */
@NullMarked
package dev.aios.examples.consultancy.invoice;

import org.jspecify.annotations.NullMarked;
