/**
 * Mails made fit to work with: cleaned of what hides in them, cut of what they quote, told apart by
 * language. Nothing behind this package sees a mail as it came.
 */
@NullMarked
package dev.aios.examples.consultancy.mail;

import org.jspecify.annotations.NullMarked;
