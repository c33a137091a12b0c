/** Where the owner sits: what is asked of a person, how it is decided, and what is reported. */
@NullMarked
package dev.aios.examples.consultancy.desk;

import org.jspecify.annotations.NullMarked;
