/** From a timesheet to a paid-for month: draft, the owner's approval, the invoice, the mail. */
@NullMarked
package dev.aios.examples.consultancy.billing;

import org.jspecify.annotations.NullMarked;
