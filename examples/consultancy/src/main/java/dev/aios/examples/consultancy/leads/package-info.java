/**
 * From a mail to a meeting: which mails come from leads, what they want, and what they are
 * answered. The saga does the work in order; the watchers beside it react to its events.
 */
@NullMarked
package dev.aios.examples.consultancy.leads;

import org.jspecify.annotations.NullMarked;
