/** Recall: notes and mails go in, the owner's questions are answered from them with sources. */
@NullMarked
package dev.aios.examples.consultancy.library;

import org.jspecify.annotations.NullMarked;
