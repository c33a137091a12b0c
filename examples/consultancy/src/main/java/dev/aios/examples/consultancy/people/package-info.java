/**
 * Who is who: the owner of the folder, and the identity model made from mails, notes and tables.
 */
@NullMarked
package dev.aios.examples.consultancy.people;

import org.jspecify.annotations.NullMarked;
