/**
 * Where the example's effects land: files in a folder stand for the mail server and the billing
 * system. Each operation takes an idempotency key and leaves one file for it, however often it is
 * called and whenever the process dies. The flows call these through AIOS's door.
 */
@NullMarked
package dev.aios.examples.consultancy.output;

import org.jspecify.annotations.NullMarked;
